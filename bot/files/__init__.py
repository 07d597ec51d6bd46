"""Files in and out: staff, caseloads and earlier check-ins from CSV; exports, and the letters after a breach."""
