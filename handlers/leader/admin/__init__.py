"""What admins alone have: how it all stands, once a week and at any time, and the trail of what was done."""
