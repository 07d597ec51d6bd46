"""What came in and is not yet handled, what is decided and not yet sent, and the chats it comes from and goes to."""
