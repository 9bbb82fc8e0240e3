"""The commands of `fiscus tee`, one a module."""
