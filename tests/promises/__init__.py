"""A sentence is a promise: each names the code that keeps it, and the test that fails when that code is gone."""
