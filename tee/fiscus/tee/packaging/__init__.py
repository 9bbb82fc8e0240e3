"""What runs in a CVM: its compose file, its environment, its image."""
