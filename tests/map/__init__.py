"""The map, tried: every press by everybody, in every life of what it is about; and the tables, column by column."""
