"""What staff do: signing in, the queue, moves of requests, the journal."""
