"""What is planned: the sheet of a day, the schedule, and a day or a week to take along."""
