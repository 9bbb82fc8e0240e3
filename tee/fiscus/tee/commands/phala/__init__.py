"""`fiscus tee phala`."""
