"""The `titian` command line: a file a command, joined in bot/__main__.py."""
