"""What a static copy is made of: facts of programs read in bulk, digests that tell what changed, words to search."""
