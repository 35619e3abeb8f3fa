"""The whole database in one encrypted file that SQLite and PostgreSQL both read back."""
