"""The desk: the one road from an intent to a signature, and nothing else signs."""
