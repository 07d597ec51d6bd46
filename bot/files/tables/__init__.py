"""Tables in files: text with separators, workbooks and exports, each read into lines and cells, and their columns."""
