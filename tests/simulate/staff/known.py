"""What is known to be broken and is being mended: a finding that begins so is counted apart. Empty is the aim."""

KNOWN: tuple[str, ...] = (
    # A leader without a phone still counts as leading.
    "nobody above who can act: the leader is without a phone",
    "nobody at all who can act: the leader is without a phone",
    "open for days, and seen by nobody: the leader is without a phone",
    "nobody could hear it, and no leader sees it: the leader is without a phone",
    # The cases of a leader who is away or kept out, with nobody who stands in.
    "open for days, and seen by nobody: a leader's own case",
    "nobody could hear it, and no leader sees it: a leader's own case",
    # A request while whoever leads is away without a deputy; the admins are told of it and cannot open it.
    "a request nobody can open",
    "said to the wrong person: handler",
    "a request of which nobody was told who can open it",
    # What somebody took on stays with them.
    "a flag is in the hands of somebody",
    "a request is in the hands of somebody who cannot",
    "a complaint is readable by who accompanies or did",
    # A wall noted after a leave was agreed to does not reach the leave.
    "truth: two who must not meet share nobody, but a cover joins them",
    # Whoever covered for somebody who is removed, kept out or led by another one hears nothing of its end.
    "whoever stands in no more is not told",
)
