"""Birdeye: prices, wallets and tokens of Solana. It wants a key; docs/solana.md says what is done
without one."""
