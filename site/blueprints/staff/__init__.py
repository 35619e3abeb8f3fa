"""The desk of staff: signing in, the queue, one request."""
