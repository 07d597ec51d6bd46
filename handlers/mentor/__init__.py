"""What mentors meet: recording, their prompts and their day, those who are with them. Leaders meet some of it too."""
