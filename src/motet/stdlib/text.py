"""Texts. Lengths and indices say whether they count bytes of UTF-8 or code points."""

from __future__ import annotations

from collections.abc import Callable

from motet.bytecode.values import Variant
from motet.stdlib import shims
from motet.stdlib.declare import host
from motet.stdlib.gathering import WINDOW, Gatherer
from motet.stdlib.host import Host
from motet.stdlib.optional import NONE, some
from motet.stdlib.outcomes import Absent, ParseError, RangeError


@host("text.byte_length(text: Str) -> Int", fuel="1", pure=True)
def byte_length(text: str) -> int:
    """Number of bytes."""
    return len(text) if text.isascii() else len(text.encode())


@host("text.is_empty(text: Str) -> Bool", fuel="1", pure=True)
def is_empty(text: str) -> bool:
    """Whether there is nothing in it."""
    return not text


@host(
    "text.concat(a: Str, b: Str) -> Str", fuel="8 + (a.bytes + b.bytes) / 8", memory="a.bytes + b.bytes + 64", pure=True
)
def concat(a: str, b: str) -> str:
    """The first, then the second."""
    return a + b


@host(
    "text.join(parts: List[Str], separator: Str) -> Str",
    fuel="8 + 4 * parts.length + (parts.bytes + parts.length * separator.bytes) / 8",
    memory="parts.bytes + parts.length * separator.bytes + 64",
    pure=True,
)
def join(parts: list[str], separator: str) -> str:
    """The parts with the separator between each two."""
    return separator.join(parts)


@host(
    "text.split(text: Str, separator: Str, mode edges: Str) -> List[Str]",
    fuel="8 + text.bytes / 2",
    memory="48 * text.bytes + 128",
    pure=True,
)
def split(text: str, separator: str, edges: str) -> list[str]:
    """Parts between non-overlapping occurrences, empty parts kept.

    An empty separator cuts between characters; with edges `both` at the two ends, too, with `none` not.
    """
    if separator:
        return text.split(separator)
    return list(text) if edges == "none" else ["", *text, ""]


@host("text.trim(text: Str, mode side: Str) -> Str", fuel="8 + text.bytes / 8", memory="text.bytes + 64", pure=True)
def trim(text: str, side: str) -> str:
    """Without Unicode white space at the `start`, the `end` or `both`."""
    if side == "both":
        return text.strip(shims.WHITE_SPACE)
    return text.lstrip(shims.WHITE_SPACE) if side == "start" else text.rstrip(shims.WHITE_SPACE)


@host("text.upper(text: Str) -> Str", fuel="8 + text.bytes", memory="3 * text.bytes + 64", pure=True)
def upper(text: str, output: Host) -> str:
    """In upper case, by Unicode's full mapping."""
    return text.upper() if len(text) < WINDOW else _by_windows(text, str.upper, output)


@host("text.lower(text: Str) -> Str", fuel="8 + text.bytes", memory="3 * text.bytes + 64", pure=True)
def lower(text: str, output: Host) -> str:
    """In lower case, by Unicode's full mapping; sigma has its final form at the end of a word."""
    return text.lower() if len(text) < WINDOW else _by_windows(text, str.lower, output)


def _by_windows(text: str, change: Callable[[str], str], output: Host) -> str:
    """Change a long text in windows that end with a blank, so that all words are whole, with polls between them."""
    gathered = Gatherer(output.memory_limit)
    has_sigma = "\N{GREEK CAPITAL LETTER SIGMA}" in text
    at = 0
    while at < len(text):
        end = at + WINDOW
        if has_sigma:
            end = text.find(" ", end) + 1 or len(text)
        gathered.append(change(text[at:end]))
        output.poll()
        at = end
    return gathered.text()


@host("text.contains(text: Str, part: Str) -> Bool", fuel="8 + text.bytes / 4", pure=True)
def contains(text: str, part: str) -> bool:
    """Whether the part occurs in it."""
    return part in text


@host("text.starts_with(text: Str, part: Str) -> Bool", fuel="4 + part.bytes / 8", pure=True)
def starts_with(text: str, part: str) -> bool:
    """Whether it begins with the part."""
    return text.startswith(part)


@host("text.ends_with(text: Str, part: Str) -> Bool", fuel="4 + part.bytes / 8", pure=True)
def ends_with(text: str, part: str) -> bool:
    """Whether it ends with the part."""
    return text.endswith(part)


@host("text.find(text: Str, part: Str) -> Int", errors=Absent, fuel="8 + text.bytes / 4", pure=True)
def find(text: str, part: str) -> int | Absent:
    """Index in code points of the first occurrence."""
    at = text.find(part)
    return at if at >= 0 else Absent("absent")


@host(
    "text.replace_all(text: Str, old: Str, new: Str) -> Str",
    fuel="8 + text.bytes / 2 + text.bytes * new.bytes / 8",
    memory="text.bytes + (text.bytes / max(old.bytes, 1) + 1) * new.bytes + 64",
    pure=True,
)
def replace_all(text: str, old: str, new: str) -> str:
    """All occurrences replaced, from the left; an empty text occurs between characters and at both ends."""
    return text.replace(old, new)


@host(
    "text.strip_prefix(text: Str, prefix: Str) -> Option[Str]",
    fuel="8 + text.bytes / 8",
    memory="text.bytes + 128",
    pure=True,
)
def strip_prefix(text: str, prefix: str) -> Variant:
    """What follows the prefix, if the text begins with it."""
    return some(text[len(prefix) :]) if text.startswith(prefix) else NONE


@host(
    "text.strip_suffix(text: Str, suffix: Str) -> Option[Str]",
    fuel="8 + text.bytes / 8",
    memory="text.bytes + 128",
    pure=True,
)
def strip_suffix(text: str, suffix: str) -> Variant:
    """What comes before the suffix, if the text ends with it."""
    return some(text[: len(text) - len(suffix)]) if text.endswith(suffix) else NONE


@host(
    "text.slice(text: Str, low: Int, high: Int) -> Str",
    errors=RangeError,
    fuel="8 + text.bytes / 8",
    memory="text.bytes + 64",
    pure=True,
)
def slice_text(text: str, low: int, high: int) -> str | RangeError:
    """The code points from one index up to, not including, another. Indices are clamped; `reversed` if the first,
    not less than 0, is greater."""
    low, high = max(low, 0), max(high, 0)
    return RangeError("reversed", low=low, high=high) if low > high else text[low:high]


@host("text.parse_int(text: Str) -> Int", errors=ParseError, fuel="8 + text.bytes / 4", pure=True)
def parse_int(text: str) -> int | ParseError:
    """A decimal Int with an optional sign, nothing else; `syntax` also when it is out of range."""
    value = shims.parse_int(text)
    return ParseError("syntax", message="not a whole number") if value is None else value


@host("text.parse_float(text: Str) -> Float", errors=ParseError, fuel="40 + text.bytes", pure=True)
def parse_float(text: str) -> float | ParseError:
    """A Float: digits with optional sign, point and exponent, `inf`, `infinity` or `nan` in any case; no blanks."""
    value = shims.parse_float(text)
    return ParseError("syntax", message="not a number") if value is None else value


@host("text.compare(a: Str, b: Str) -> Int", fuel="4 + min(a.bytes, b.bytes) / 8", pure=True)
def compare(a: str, b: str) -> int:
    """-1, 0 or 1 in the order of bytes, which is that of code points."""
    return (a > b) - (a < b)


@host("text.ascii_at(text: Str, index: Int) -> Str", fuel="4", memory="64", pure=True)
def ascii_at(text: str, index: int) -> str:
    """The character whose byte is at an index of bytes, if it is ASCII; otherwise, and out of range, nothing."""
    if text.isascii():
        return text[index] if 0 <= index < len(text) else ""
    data = text.encode()
    return chr(data[index]) if 0 <= index < len(data) and data[index] < 128 else ""


@host("text.reverse(text: Str) -> Str", fuel="8 + text.bytes", memory="text.bytes + 64", pure=True)
def reverse(text: str) -> str:
    """Code points from the last to the first."""
    return text[::-1]


@host(
    "text.repeat(text: Str, count: Int) -> Str",
    fuel="8 + text.bytes * max(count.value, 0) / 8",
    memory="text.bytes * max(count.value, 0) + 64",
    pure=True,
)
def repeat(text: str, count: int) -> str:
    """That many times the text; nothing for a negative number."""
    return text * count


@host("text.lines(text: Str) -> List[Str]", fuel="8 + text.bytes / 4", memory="48 * text.bytes + 128", pure=True)
def lines(text: str) -> list[str]:
    """The lines, without their ends (LF or CRLF)."""
    parts = text.split("\n")
    if not parts[-1]:
        parts.pop()
    return [part.removesuffix("\r") for part in parts]
