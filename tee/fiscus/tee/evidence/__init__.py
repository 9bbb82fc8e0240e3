"""What an agent in a TEE hands out about itself, and how anybody checks it without trusting it."""
