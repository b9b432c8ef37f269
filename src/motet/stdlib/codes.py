"""Bytes as texts: base64 and hexadecimal. Reading is strict: one text for each byte string, and no other."""

from __future__ import annotations

from binascii import a2b_base64, b2a_base64
from typing import Final

from motet.stdlib.declare import host
from motet.stdlib.outcomes import ParseError

_STANDARD: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_URL: Final = _STANDARD[:-2] + "-_"
_TO_URL: Final = str.maketrans("+/", "-_")
_FROM_URL: Final = str.maketrans("-_", "+/")

_TO: Final = "20 + data.bytes / 2"
_FROM: Final = "20 + text.bytes"


@host("code.base64(data: Bytes, mode url: Bool) -> Str", fuel=_TO, memory="2 * data.bytes + 64", pure=True)
def base64(data: bytes, url: bool) -> str:
    """In base64; with `url` in the alphabet for URLs and without padding."""
    text = b2a_base64(data, newline=False).decode()
    return text.translate(_TO_URL).rstrip("=") if url else text


@host(
    "code.from_base64(text: Str, mode url: Bool) -> Bytes",
    errors=ParseError,
    fuel=_FROM,
    memory="text.bytes + 64",
    pure=True,
)
def from_base64(text: str, url: bool) -> bytes | ParseError:
    """What is in base64 as `base64` writes it."""
    body = text if url else text.rstrip("=") if len(text) % 4 == 0 and not text.endswith("===") else text
    alphabet = _URL if url else _STANDARD
    if not set(body) <= set(alphabet):
        at = next(at for at, character in enumerate(body) if character not in alphabet)
        return _wrong(f"Invalid symbol {body[at].encode()[0]}, offset {len(body[:at].encode())}.")
    if not url and len(text) % 4:
        return _wrong("Invalid padding")
    if len(body) % 4 == 1:
        return _wrong("Invalid input length: 1 modulo 4")
    data = a2b_base64(body.translate(_FROM_URL) + "=" * (-len(body) % 4))
    if base64(data, url).rstrip("=") != body:
        return _wrong(f"Invalid last symbol {ord(body[-1])}, offset {len(body) - 1}.")
    return data


def _wrong(message: str) -> ParseError:
    return ParseError("syntax", message=message)


@host("code.hex(data: Bytes) -> Str", fuel=_TO, memory="2 * data.bytes + 64", pure=True)
def hex_text(data: bytes) -> str:
    """Two hexadecimal digits a byte, in lower case."""
    return data.hex()


@host("code.from_hex(text: Str) -> Bytes", errors=ParseError, fuel=_FROM, memory="text.bytes + 64", pure=True)
def from_hex(text: str) -> bytes | ParseError:
    """The bytes of pairs of hexadecimal digits in any case."""
    if len(text.encode()) % 2:
        return _wrong("Odd number of digits")
    for at, character in enumerate(text):
        if character not in "0123456789abcdefABCDEF":
            return _wrong(f"Invalid character '{character}' at position {at}")
    return bytes.fromhex(text)
