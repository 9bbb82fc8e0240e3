"""Assemblies on chain: OpenZeppelin's Governor, versions 4 and 5, and the tokens that vote."""
