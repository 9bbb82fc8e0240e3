"""Requests that wait: for a time, again and again, or for a price, a fee or a balance."""
