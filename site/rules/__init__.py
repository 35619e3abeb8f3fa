"""What the field says, in plain Python: no clock, no database, no request."""
