"""The steps that bring a database from one version of Titian to the next."""
