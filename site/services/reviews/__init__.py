"""What families and experts say of programs: written, moderated, counted, shown."""
