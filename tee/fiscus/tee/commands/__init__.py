"""The commands of `fiscus tee`. Nothing heavy is imported before a command needs it."""
