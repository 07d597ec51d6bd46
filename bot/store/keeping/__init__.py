"""What becomes of everything kept: backed up, put under a new key, exported, exposed, erased, let go after a time."""
