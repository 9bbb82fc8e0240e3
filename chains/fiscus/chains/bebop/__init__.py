"""Bebop, an exchange of market makers' quotes: a typed client of its public RFQ API."""
