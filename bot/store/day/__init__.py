"""The things of a day: what stands on a sheet, and what is said together."""
