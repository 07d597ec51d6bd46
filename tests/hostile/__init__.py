"""What hostile hands send: forged buttons and broken updates by the hundred thousand, and what must not come of it."""
