"""The only SQL. Each function takes `tx` first and never commits."""
