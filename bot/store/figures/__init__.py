"""Counts for leaders: what needs a look, the figures of a digest and the lists behind them. Nothing sealed is opened."""
