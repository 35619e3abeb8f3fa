"""Addresses: each view reads, asks a service and prints."""
