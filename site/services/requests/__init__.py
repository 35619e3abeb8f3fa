"""Requests of families: sending, moving, following, erasing them."""
