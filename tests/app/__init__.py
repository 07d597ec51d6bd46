"""The parts of a process one by one: what its loops do when things go wrong."""
