"""Digests, message authentication, key derivation and comparison in constant time."""

from __future__ import annotations

import hashlib
import hmac as hmac_module

from motet.stdlib.declare import host
from motet.stdlib.outcomes import ArgumentError

MOST_BYTES = 1 << 20
"""The longest key that is derived."""

MOST_ROUNDS = 10_000_000
"""The most rounds, over all blocks, of one derivation: several seconds."""


@host("crypto.digest(data: Bytes, mode algorithm: Str) -> Bytes", fuel="200 + data.bytes / 2", memory="128", pure=True)
def digest(data: bytes, algorithm: str) -> bytes:
    """The digest by an algorithm (`sha256 sha512 md5 blake2b`)."""
    return hashlib.new(algorithm, data, usedforsecurity=False).digest()


@host("crypto.text_digest(text: Str, mode algorithm: Str) -> Str", fuel="200 + text.bytes / 2", memory="256", pure=True)
def text_digest(text: str, algorithm: str) -> str:
    """The digest of a text in UTF-8, as hexadecimal digits."""
    return hashlib.new(algorithm, text.encode(), usedforsecurity=False).hexdigest()


@host(
    "crypto.hmac(key: Bytes, data: Bytes, mode algorithm: Str) -> Bytes",
    fuel="400 + (key.bytes + data.bytes) / 2",
    memory="128",
    pure=True,
)
def hmac(key: bytes, data: bytes, algorithm: str) -> bytes:
    """The authentication code of data under a key (RFC 2104)."""
    return hmac_module.digest(key, data, algorithm)


@host("crypto.equal(a: Bytes, b: Bytes) -> Bool", fuel="20 + a.bytes / 2", pure=True)
def equal(a: bytes, b: bytes) -> bool:
    """Whether they are the same, in a time that does not tell where they differ."""
    return hmac_module.compare_digest(a, b)


@host("crypto.text_equal(a: Str, b: Str) -> Bool", fuel="20 + a.bytes / 2", pure=True)
def text_equal(a: str, b: str) -> bool:
    """As `equal`, of texts in UTF-8."""
    return hmac_module.compare_digest(a.encode(), b.encode())


def _wrong_length(length: int) -> ArgumentError | None:
    if 0 < length <= MOST_BYTES:
        return None
    return ArgumentError("invalid", message=f"output length must be in 1..={MOST_BYTES}, got {length}")


@host(
    "crypto.pbkdf2(password: Bytes, salt: Bytes, iterations: Int, length: Int, mode algorithm: Str) -> Bytes",
    errors=ArgumentError,
    fuel="400 + max(iterations.value, 0) * max(length.value, 0) * 8",
    memory="1048640",
    pure=True,
)
def pbkdf2(password: bytes, salt: bytes, iterations: int, length: int, algorithm: str) -> bytes | ArgumentError:
    """A key from a password (RFC 8018); `invalid` unless there is an iteration, not too many
    rounds over all blocks, and 0 < length <= 2**20."""
    wrong = _wrong_length(length)
    if wrong is None and not 0 < iterations < 1 << 31:
        wrong = ArgumentError("invalid", message=f"iterations must be in 1..2147483647, got {iterations}")
    if wrong is None and iterations * -(-length // hashlib.new(algorithm).digest_size) > MOST_ROUNDS:
        wrong = ArgumentError("invalid", message=f"more than {MOST_ROUNDS} rounds")
    return hashlib.pbkdf2_hmac(algorithm, password, salt, iterations, length) if wrong is None else wrong


@host(
    "crypto.hkdf(material: Bytes, salt: Bytes, info: Bytes, length: Int, mode algorithm: Str) -> Bytes",
    errors=ArgumentError,
    fuel="800 + max(length.value, 0) * 8",
    memory="1048640",
    pure=True,
)
def hkdf(material: bytes, salt: bytes, info: bytes, length: int, algorithm: str) -> bytes | ArgumentError:
    """A key from other key material (RFC 5869); `invalid` for a length that it cannot have."""
    size = hashlib.new(algorithm).digest_size
    if not 0 < length <= 255 * size:
        return ArgumentError("invalid", message=f"output length must be in 1..={255 * size}, got {length}")
    key = hmac_module.digest(salt or bytes(size), material, algorithm)
    block, found = b"", b""
    while len(found) < length:
        block = hmac_module.digest(key, block + info + bytes([len(found) // size + 1]), algorithm)
        found += block
    return found[:length]
