"""A programme lived at random: everybody taps, types, leaves and comes back; what always holds is looked at."""
