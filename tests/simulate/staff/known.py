"""What is known to be broken and is being mended: a finding that begins so is counted apart. Empty is the aim."""

KNOWN: tuple[str, ...] = ()
