"""The static copy: the public rooms written as files that need no server."""
