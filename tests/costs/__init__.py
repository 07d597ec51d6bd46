"""What things cost: by which plan each statement is answered beside 100,000 rows, and how many a tap needs."""
