"""Typed data that a wallet may sign: read to its last field, hashed here, or refused by name."""
