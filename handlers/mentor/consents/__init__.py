"""Consents that a mentor notes for somebody: said out loud, on paper, and passing on."""
