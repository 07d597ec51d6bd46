"""What participants hold in their own hands: joining, consent, how they say they are, and who was let in to read."""
