"""Jupiter: quotes, transactions that swap, prices and tokens. It knows no wallet and signs nothing.

Versions and why: docs/solana.md.
"""
