"""Byte strings."""

from __future__ import annotations

from motet.stdlib.declare import host
from motet.stdlib.outcomes import ParseError, RangeError
from motet.stdlib.shims import wrap

_UNSIGNED = (1 << 64) - 1


@host("bytes.length(data: Bytes) -> Int", fuel="1", pure=True)
def length(data: bytes) -> int:
    """Number of bytes."""
    return len(data)


@host("bytes.is_empty(data: Bytes) -> Bool", fuel="1", pure=True)
def is_empty(data: bytes) -> bool:
    """Whether there are none."""
    return not data


@host("bytes.equal(a: Bytes, b: Bytes) -> Bool", fuel="4 + min(a.bytes, b.bytes) / 8", pure=True)
def equal(a: bytes, b: bytes) -> bool:
    """Whether they are the same."""
    return a == b


@host("bytes.from_text(text: Str) -> Bytes", fuel="8 + text.bytes / 8", memory="text.bytes + 64", pure=True)
def from_text(text: str) -> bytes:
    """The text in UTF-8."""
    return text.encode()


@host(
    "bytes.to_text(data: Bytes) -> Str",
    errors=ParseError,
    fuel="8 + data.bytes / 4",
    memory="data.bytes + 64",
    pure=True,
)
def to_text(data: bytes) -> str | ParseError:
    """The text that the bytes are in UTF-8; `syntax` with `offset` where they are none."""
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        size = f"invalid utf-8 sequence of {error.end - error.start} bytes"
        what = "incomplete utf-8 byte sequence" if error.reason == "unexpected end of data" else size
        return ParseError("syntax", message=f"{what} from index {error.start}", offset=error.start)


@host(
    "bytes.slice(data: Bytes, low: Int, high: Int) -> Bytes",
    errors=RangeError,
    fuel="8 + data.bytes / 8",
    memory="data.bytes + 64",
    pure=True,
)
def slice_bytes(data: bytes, low: int, high: int) -> bytes | RangeError:
    """The bytes from one index up to, not including, another. `outside` unless 0 <= low <= high <= length; the facts are
    the indices modulo 2**64."""
    if 0 <= low <= high <= len(data):
        return data[low:high]
    return RangeError("outside", low=low & _UNSIGNED, high=high & _UNSIGNED, length=len(data))


@host(
    "bytes.concat(a: Bytes, b: Bytes) -> Bytes",
    fuel="8 + (a.bytes + b.bytes) / 8",
    memory="a.bytes + b.bytes + 64",
    pure=True,
)
def concat(a: bytes, b: bytes) -> bytes:
    """The first, then the second."""
    return a + b


@host(
    "bytes.concat_all(parts: List[Bytes]) -> Bytes",
    fuel="8 + 4 * parts.length + parts.bytes / 8",
    memory="parts.bytes + 64",
    pure=True,
)
def concat_all(parts: list[bytes]) -> bytes:
    """All of them, in order."""
    return b"".join(parts)


@host("bytes.from_int(value: Int, mode width: Int) -> Bytes", fuel="4", memory="64", pure=True)
def from_int(value: int, width: int) -> bytes:
    """The lowest `width` bytes, little endian."""
    return (value & _UNSIGNED).to_bytes(8, "little")[:width]


@host("bytes.int_at(data: Bytes, offset: Int, mode width: Int) -> Int", errors=RangeError, fuel="4", pure=True)
def int_at(data: bytes, offset: int, width: int) -> int | RangeError:
    """The unsigned number in `width` bytes from an offset, little endian; of 8 bytes modulo 2**64. `outside` if they
    are not all there; the fact `offset` is modulo 2**64."""
    if not 0 <= offset <= len(data) - width:
        return RangeError("outside", offset=offset & _UNSIGNED, length=len(data))
    return wrap(int.from_bytes(data[offset : offset + width], "little"))
