"""What goes unnoticed when the code is made wrong: calls, conditions of queries and guards, each place once."""
