"""Reports: figures of a territory on a day."""
