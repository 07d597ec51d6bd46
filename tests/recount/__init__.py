"""Every figure of a digest and of a month's report, counted again from an export alone."""
