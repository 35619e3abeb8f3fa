"""How records of a file become rows: identity, comparison and writing in bulk."""
