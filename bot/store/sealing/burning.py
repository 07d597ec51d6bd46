"""A tree of secrets out of which single leaves can be burnt, and no others with them.

Every node's secret yields those of its two children, never the other way round. As long as the tree is whole, its
root is all there is to keep. To burn a leaf is to keep, instead of the nodes above it, the siblings along the way
down to it: all other leaves can still be reached, this one by nobody, ever. (A puncturable pseudorandom function
after Goldreich, Goldwasser and Micali.) It costs 63 nodes at most, some 2.5 kB.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass

DEPTH = 63
SECRET = 32
NODE = 1 + 8 + SECRET


@dataclass(frozen=True, slots=True)
class Tree:
    """The nodes still kept: (how deep, the number's first bits) -> secret. None lies below another."""

    nodes: Mapping[tuple[int, int], bytes]

    def leaf(self, number: int) -> bytes | None:
        """The secret of one of the 2**63 leaves; None when it was burnt."""
        depth = self._above(number)
        if depth is None:
            return None
        secret = self.nodes[depth, number >> (DEPTH - depth)]
        for below in range(depth + 1, DEPTH + 1):
            secret = _child(secret, number >> (DEPTH - below) & 1)
        return secret

    def holds(self, number: int) -> bool:
        """Whether this leaf can still be reached."""
        return self._above(number) is not None

    def without(self, number: int) -> Tree:
        """The tree with this leaf burnt."""
        depth = self._above(number)
        if depth is None:
            return self
        kept = dict(self.nodes)
        secret = kept.pop((depth, number >> (DEPTH - depth)))
        for below in range(depth + 1, DEPTH + 1):
            prefix = number >> (DEPTH - below)
            kept[below, prefix ^ 1] = _child(secret, prefix & 1 ^ 1)
            secret = _child(secret, prefix & 1)
        return Tree(kept)

    def written(self) -> str:
        """As one word for the key file."""
        nodes = sorted(self.nodes.items())
        return urlsafe_b64encode(
            b"".join(bytes([depth]) + prefix.to_bytes(8) + secret for (depth, prefix), secret in nodes)
        ).decode()

    def _above(self, number: int) -> int | None:
        """How deep the kept node above this leaf is."""
        return next((depth for depth in range(DEPTH + 1) if (depth, number >> (DEPTH - depth)) in self.nodes), None)


def whole(root: bytes) -> Tree:
    """A tree nothing has been burnt out of."""
    return Tree({(0, 0): root})


def read(word: str) -> Tree:
    """Read what `written` wrote. Raises ValueError."""
    content = urlsafe_b64decode(word)
    if len(content) % NODE:
        raise ValueError("half a node")
    parts = [content[at : at + NODE] for at in range(0, len(content), NODE)]
    return Tree({(part[0], int.from_bytes(part[1:9])): part[9:] for part in parts})


def _child(secret: bytes, side: int) -> bytes:
    return hmac.digest(secret, b"right" if side else b"left", "sha256")
