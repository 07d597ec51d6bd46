"""The sealed page: its door, its sessions, and how it looks."""
