"""Files in and out: tables of any dialect, JSON, and the records that they carry."""
