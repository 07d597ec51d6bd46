"""Files in and out, as spreadsheets read and write them."""
