"""What calldata says, to its last byte, and which contracts of the chains are known."""
