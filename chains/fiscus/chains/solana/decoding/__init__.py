"""What a transaction does, read from its own bytes: every instruction, every byte of it."""
