"""What an institution sets for itself: its closed days, and its changes to the support directory."""
