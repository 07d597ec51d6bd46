"""What must not be left out: each permission, note, seal, erasure and emptied row is left out once; a test fails."""
