"""Sentences with known meaning, made from a grammar, and their near-miss twins."""
