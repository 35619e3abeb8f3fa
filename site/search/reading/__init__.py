"""Reading a typed line: what in it is an age, a day, a price, a place, and what is left to be found as words."""
