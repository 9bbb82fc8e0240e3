"""Phala Cloud, which runs CVMs: a typed client of its API, and what it takes to deploy there."""
