"""Forms: what people type, read and checked; one file per form."""
