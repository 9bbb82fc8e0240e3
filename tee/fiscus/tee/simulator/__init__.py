"""A guest agent to try things with: it answers as dstack's does, and proves nothing."""
