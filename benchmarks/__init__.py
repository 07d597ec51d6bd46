"""The measurements Titian is held to, against an ordinary bot and against its own size."""
