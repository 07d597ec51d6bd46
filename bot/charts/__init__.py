"""Charts as pictures: what they look like, and the process of their own that draws them."""
