"""The instruction table, programs, their text form, verifier and content hash."""
