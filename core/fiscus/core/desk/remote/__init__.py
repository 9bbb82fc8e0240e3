"""The desk as a process of its own, and the agent's side of its socket."""
