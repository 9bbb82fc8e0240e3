"""Swaps that somebody else proposes: decoded, checked against what was asked for, simulated."""
