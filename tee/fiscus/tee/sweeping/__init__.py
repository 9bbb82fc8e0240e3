"""The way out: everything of value to the evacuation addresses of the policy file."""
