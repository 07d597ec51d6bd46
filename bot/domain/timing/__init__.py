"""When: how often a contact comes, at which hours people may be reached, and on which days nothing is raised."""
