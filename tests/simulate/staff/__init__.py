"""A year of staff changes: people go, come back, swap and lose phones; every case keeps somebody who can act."""
