"""Backups: what is remembered and the desk's journal, in one file that can be checked."""
