"""Reading a parent's line: what of it is an age, a day, a place, a price, and which words are left."""
