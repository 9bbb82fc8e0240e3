"""LI.FI, an aggregator of exchanges and bridges: a typed client of its public API."""
