"""Requests that staff take in: typed, pasted as a list, or brought by a file."""
