"""TOML as values: tables are records, arrays lists, dates and times texts."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Final

from motet.bytecode.program import Value
from motet.bytecode.values import Record
from motet.stdlib.gathering import Finder, Ledger
from motet.stdlib.interruptible import interruptible
from motet.stdlib.outcomes import ParseError
from motet.stdlib.shims import GREATEST_INT, LEAST_INT

MAX_DEPTH: Final = 100
"""Arrays and inline tables may be nested this deeply; together with dotted keys, twice as deeply."""

_EXPANSION: Final = 64
"""Bytes that the values of a document take for each of its characters, at most."""

_LONG: Final = 4096
"""Documents of so many characters may take long."""


def parse_toml(text: str, ledger: Ledger | None = None) -> Value | ParseError:
    """The value that a document means, or what is wrong with it.

    Args:
        text: the document.
        ledger: counts what is made; its traps end the reading.
    """
    import tomllib  # it imports `re`: only for programs that read TOML

    ledger = ledger or Ledger()
    ledger.take(_EXPANSION * len(text))
    if _too_deep(text, ledger):
        return ParseError("syntax", message=f"TOML parse error: {_TOO_DEEP}")
    try:
        found = tomllib.loads(text) if len(text) < _LONG else interruptible(lambda: tomllib.loads(text), ledger.window)
        return _value(found, 0, ledger)
    except tomllib.TOMLDecodeError as error:
        return ParseError("syntax", message=_message(str(error)))
    except _UnsupportedError as unsupported:
        return ParseError("syntax", message=f"TOML parse error: {unsupported.message}")
    except ValueError as error:  # dates such as 2024-02-30, integers of thousands of digits
        return ParseError("syntax", message=f"TOML parse error: {error}")


class _UnsupportedError(Exception):
    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message: Final = message


_TOO_DEEP: Final = "recursion limit exceeded"


def _message(text: str) -> str:
    """`Invalid value (at line 1, column 5)` in the words of other messages."""
    what, _, place = text.partition(" (at ")
    where = place.removesuffix(")")
    what = what[:1].lower() + what[1:]
    return f"TOML parse error at {where}: {what}" if where else f"TOML parse error: {what}"


def _too_deep(text: str, ledger: Ledger) -> bool:
    """Whether brackets outside of strings and comments are nested too deeply."""
    finder = Finder(text, "#\"'[]{}\n")
    depth = at = 0
    while (at := finder.next(at)) < len(text):
        ledger.step()
        character = text[at]
        if character == "#":
            at = text.find("\n", at)
            if at < 0:
                return False
        elif character in "\"'":
            at = _string_end(text, at, ledger) - 1
        elif character in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                return True
        elif character in "]}":
            depth = max(depth - 1, 0)
        at += 1
    return False


def _string_end(text: str, at: int, ledger: Ledger) -> int:
    """Index behind the string that starts here; a string that is not closed ends with its line or the text."""
    quote = text[at]
    if text.startswith(quote * 3, at):
        end, size = quote * 3, 3
    else:
        end, size = quote, 1
    finder = Finder(text, quote + "\n\\")
    at = finder.next(at + size)
    while at < len(text) and not text.startswith(end, at):
        ledger.step()
        if size == 1 and text[at] == "\n":
            return at
        at = finder.next(at + (2 if text[at] == "\\" and quote == '"' else 1))
    return at + size


def _value(found: Value, depth: int, ledger: Ledger) -> Value:
    ledger.step()
    if depth > 2 * MAX_DEPTH:
        raise _UnsupportedError(_TOO_DEEP)
    if type(found) is dict:
        names = tuple(sorted(found))
        return Record(names, tuple(_value(found[name], depth + 1, ledger) for name in names))
    if type(found) is list:
        return [_value(item, depth + 1, ledger) for item in found]
    if type(found) is int and not LEAST_INT <= found <= GREATEST_INT:
        raise _UnsupportedError("integer number out of the range of 64 bits")
    if isinstance(found, (datetime, date, time)):
        return _moment(found)
    return found


def _moment(found: datetime | date | time) -> str:
    text = found.isoformat()
    zone = ""
    if text.endswith("+00:00"):
        text, zone = text[:-6], "Z"
    elif isinstance(found, datetime) and found.tzinfo is not None:
        text, zone = text[:-6], text[-6:]
    if "." in text:
        text = text.rstrip("0")
    return text + zone
