"""What participants meet behind their own door: their voice, their data, their phone, how they say they are."""
