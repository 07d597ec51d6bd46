"""What is counted for leaders: the periods and lists of a digest, and how evenly work lies."""
