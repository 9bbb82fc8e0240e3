"""Wallet language, understood exactly: no model, no network, no guess."""
