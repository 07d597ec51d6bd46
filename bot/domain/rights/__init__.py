"""What participants hold in their own hands: consent, requests and their clocks, what they chose, what is kept."""
