"""Several check-ins at once: typed together, or marked together on the sheet of a day."""

# Two check-ins in one message, both ready to be saved.
TWO = "R-001 kunjungan kemarin, baik, 2 minggu lagi\nR-002 ditelepon kemarin, baik, 2 minggu lagi"
