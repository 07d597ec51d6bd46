"""Those who are accompanied: cases and who sees them, what is recorded, what is planned and whom it reaches."""
