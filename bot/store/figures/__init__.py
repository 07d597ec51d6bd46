"""Counts for leaders: what needs a look, a digest's figures and the lists behind them. Nothing sealed is opened."""
