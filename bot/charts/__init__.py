"""Charts as pictures, a week as a paper: what they look like, and the process of their own that draws them."""
