"""What the house can do: one verb, one transaction, dataclasses out."""
