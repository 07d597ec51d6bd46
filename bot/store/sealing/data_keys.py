"""Data keys: AES-256-GCM, each value bound to its place.

A sealed value is `version (1) | key id (8) | nonce (12) | ciphertext and tag`, bound to its table, column and
row as associated data: moved elsewhere, it does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"
HEADER = 1 + 8
NONCE = 12
SHORT_SEAL = 8
BLIND_NUMBERS = 4096


class CannotOpen(Exception):
    """A sealed value does not open: destroyed key, wrong row or changed bytes. Holds no content."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """A data key, unwrapped: `id` is what sealed values name it by."""

    id: int
    cipher: AESGCM
    raw: bytes

    def seal(self, text: bytes, *place: object) -> bytes:
        """Seal `text` for its place (table, column, row)."""
        nonce = os.urandom(NONCE)
        return VERSION + self.id.to_bytes(8) + nonce + self.cipher.encrypt(nonce, text, bound_to(place))

    def blind(self, number: int) -> int:
        """A keyed 63-bit hash: lets a number be looked up without being stored."""
        return _blind(self.raw, number)

    def short_seal(self, text: bytes, purpose: bytes) -> str:
        """Eleven characters that only whoever holds this key can put to `text`, for one purpose (16 bytes at most)."""
        digest = hashlib.blake2b(text, digest_size=SHORT_SEAL, key=self.raw, person=purpose).digest()
        return urlsafe_b64encode(digest).decode().rstrip("=")

    def open(self, sealed: bytes, *place: object) -> bytes:
        """Open what was sealed for the same place.

        Raises CannotOpen.
        """
        try:
            return self.cipher.decrypt(sealed[HEADER : HEADER + NONCE], sealed[HEADER + NONCE :], bound_to(place))
        except InvalidTag:
            raise CannotOpen(f"a value of {place[0]} does not open") from None


def key_id_of(sealed: bytes) -> int:
    """The id of the data key a sealed value names. Raises CannotOpen on an unknown format."""
    if sealed[:1] != VERSION or len(sealed) < HEADER + NONCE:
        raise CannotOpen("a sealed value has an unknown format")
    return int.from_bytes(sealed[1:HEADER])


def bound_to(place: tuple[object, ...]) -> bytes:
    """A place as the bytes a value is bound to."""
    return "\x1f".join(map(str, place)).encode()


@lru_cache(maxsize=BLIND_NUMBERS)
def _blind(raw: bytes, number: int) -> int:
    return int.from_bytes(hmac.digest(raw, str(number).encode(), "sha256")[:8]) >> 1
