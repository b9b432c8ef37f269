"""Dates and times as texts: RFC 3339 and patterns with directives (`%Y-%m-%d`), always in English."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from motet.stdlib.civil import NANOS, Civil, civil_of, fraction_text, nanos_of
from motet.stdlib.shims import WHITE_SPACE

MONTHS: Final = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
DAYS: Final = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

INVALID: Final = "input contains invalid characters"
SHORT: Final = "premature end of input"
RANGE: Final = "input is out of range"
TRAILING: Final = "trailing input"
UNKNOWN: Final = "bad or unsupported format string"
TOO_LITTLE: Final = "input is not enough for unique date and time"


class TimeSyntaxError(Exception):
    """A text does not have the form it should have."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message: Final = message


_SHORTHANDS: Final[Mapping[str, str]] = {
    "D": "%m/%d/%y",
    "x": "%m/%d/%y",
    "F": "%Y-%m-%d",
    "v": "%e-%b-%Y",
    "R": "%H:%M",
    "T": "%H:%M:%S",
    "X": "%H:%M:%S",
    "r": "%I:%M:%S %p",
    "c": "%a %b %e %H:%M:%S %Y",
    "+": "%Y-%m-%dT%H:%M:%S%.f%:z",
}


def directives(pattern: str) -> list[str]:
    """The parts of a pattern: single characters and directives with their `%`; shorthands are written out."""
    parts: list[str] = []
    at = 0
    while at < len(pattern):
        size = _size(pattern, at)
        part = pattern[at : at + size]
        at += size
        if len(part) == 2 and part[1] in _SHORTHANDS:
            parts.extend(directives(_SHORTHANDS[part[1]]))
        else:
            parts.append(part)
    return parts


def _size(pattern: str, at: int) -> int:
    """Length of the part that begins here."""
    if pattern[at] != "%":
        return 1
    for special in ("%.3f", "%.6f", "%.9f", "%.f", "%3f", "%6f", "%9f", "%:z", "%-", "%_", "%0"):
        if pattern.startswith(special, at):
            return 3 if len(special) == 2 else len(special)
    return 2


# ---- writing

_Spell = Callable[[Civil, int], str]

_FIELDS: Final[Mapping[str, tuple[Callable[[Civil], int], int, str]]] = {
    "Y": (lambda at: at.year, 4, "0"),
    "C": (lambda at: at.year // 100, 2, "0"),
    "y": (lambda at: at.year % 100, 2, "0"),
    "m": (lambda at: at.month, 2, "0"),
    "d": (lambda at: at.day, 2, "0"),
    "e": (lambda at: at.day, 2, " "),
    "H": (lambda at: at.hour, 2, "0"),
    "k": (lambda at: at.hour, 2, " "),
    "I": (lambda at: (at.hour + 11) % 12 + 1, 2, "0"),
    "l": (lambda at: (at.hour + 11) % 12 + 1, 2, " "),
    "M": (lambda at: at.minute, 2, "0"),
    "S": (lambda at: at.second, 2, "0"),
    "j": (lambda at: at.date.timetuple().tm_yday, 3, "0"),
    "u": (lambda at: at.date.isoweekday(), 1, "0"),
    "w": (lambda at: at.date.isoweekday() % 7, 1, "0"),
    "G": (lambda at: at.date.isocalendar()[0], 4, "0"),
    "g": (lambda at: at.date.isocalendar()[0] % 100, 2, "0"),
    "V": (lambda at: at.date.isocalendar()[1], 2, "0"),
    "U": (lambda at: (at.date.timetuple().tm_yday + 6 - at.date.isoweekday() % 7) // 7, 2, "0"),
    "W": (lambda at: (at.date.timetuple().tm_yday + 6 - at.date.weekday()) // 7, 2, "0"),
    "f": (lambda at: at.nano, 9, "0"),
}
"""Numbers: value, width, padding."""

_TEXTS: Final[Mapping[str, _Spell]] = {
    "%b": lambda at, _: MONTHS[at.month - 1][:3],
    "%h": lambda at, _: MONTHS[at.month - 1][:3],
    "%B": lambda at, _: MONTHS[at.month - 1],
    "%a": lambda at, _: DAYS[at.date.weekday()][:3],
    "%A": lambda at, _: DAYS[at.date.weekday()],
    "%p": lambda at, _: "PM" if at.hour >= 12 else "AM",
    "%P": lambda at, _: "pm" if at.hour >= 12 else "am",
    "%.f": lambda at, _: fraction_text(at.nano),
    "%.3f": lambda at, _: f".{at.nano // 1_000_000:03}",
    "%.6f": lambda at, _: f".{at.nano // 1000:06}",
    "%.9f": lambda at, _: f".{at.nano:09}",
    "%3f": lambda at, _: f"{at.nano // 1_000_000:03}",
    "%6f": lambda at, _: f"{at.nano // 1000:06}",
    "%9f": lambda at, _: f"{at.nano:09}",
    "%Z": lambda *_: "UTC",
    "%z": lambda *_: "+0000",
    "%:z": lambda *_: "+00:00",
    "%s": lambda _, nanos: str(nanos // NANOS),
    "%n": lambda *_: "\n",
    "%t": lambda *_: "\t",
    "%%": lambda *_: "%",
}

_PADDINGS: Final = {"-": "", "_": " ", "0": "0"}


def format_time(nanos: int, pattern: str) -> str:
    """A point in time in UTC; unknown directives stay as they are."""
    at = civil_of(nanos)
    return "".join(_spelled(part, at, nanos) for part in directives(pattern))


def _spelled(part: str, at: Civil, nanos: int) -> str:
    if part[0] != "%" or len(part) == 1:
        return part
    if part in _TEXTS:
        return _TEXTS[part](at, nanos)
    field = _FIELDS.get(part[-1])
    if field is None:
        return part
    value, width, padding = field
    if len(part) == 3:
        padding = _PADDINGS[part[1]]
    number = str(value(at))
    return number.rjust(width, padding) if padding else number


# ---- reading

_WIDTHS: Final[Mapping[str, tuple[str, int, int, int]]] = {
    "Y": ("year", 4, 0, 9999),
    "y": ("short_year", 2, 0, 99),
    "m": ("month", 2, 1, 12),
    "d": ("day", 2, 1, 31),
    "e": ("day", 2, 1, 31),
    "H": ("hour", 2, 0, 23),
    "k": ("hour", 2, 0, 23),
    "I": ("short_hour", 2, 1, 12),
    "l": ("short_hour", 2, 1, 12),
    "M": ("minute", 2, 0, 59),
    "S": ("second", 2, 0, 60),
    "j": ("day_of_year", 3, 1, 366),
}
"""Numbers: field, most digits, least and greatest value."""

_DIGITS: Final = "0123456789"


def parse_time(text: str, pattern: str) -> int:
    """The point in time that a text means, in UTC unless it names an offset. TimeSyntaxError for another text."""
    reader = _Reader(text)
    for part in directives(pattern):
        reader.take(part)
    reader.end()
    return reader.nanos()


def parse_rfc3339(text: str) -> int:
    """The point in time of a text as RFC 3339 says. TimeSyntaxError for another text."""
    reader = _Reader(text)
    for part in ("%Y", "-", "%m", "-", "%d"):
        reader.take(part, exact=True)
    reader.letter("Tt ")
    for part in ("%H", ":", "%M", ":", "%S"):
        reader.take(part, exact=True)
    if reader.next() == ".":
        reader.take("%.f")
    if reader.next() in ("Z", "z"):
        reader.letter("Zz")
    else:
        reader.take("%:z", exact=True)
    reader.end()
    return reader.nanos()


class _Reader:
    def __init__(self, text: str) -> None:
        self._text: Final = text
        self._at = 0
        self._fields: Final[dict[str, int]] = {}

    def next(self) -> str:
        """The character that comes next, or nothing."""
        return self._text[self._at : self._at + 1]

    def letter(self, wanted: str) -> None:
        """Take one of these characters."""
        if not self.next():
            raise TimeSyntaxError(SHORT)
        if self.next() not in wanted:
            raise TimeSyntaxError(INVALID)
        self._at += 1

    def end(self) -> None:
        """Nothing may follow."""
        if self._at < len(self._text):
            raise TimeSyntaxError(TRAILING)

    def take(self, part: str, exact: bool = False) -> None:
        """Take what a part of a pattern stands for; `exact`: numbers have all their digits."""
        kind = part[-1]
        if part[0] != "%" or len(part) == 1:
            self._literal(part)
        elif part in _READERS:
            _READERS[part](self, exact)
        elif kind in _WIDTHS and len(part) <= 3:
            name, width, least, greatest = _WIDTHS[kind]
            self._fields[name] = self._number(width, least, greatest, exact)
        else:
            raise TimeSyntaxError(UNKNOWN)

    def _literal(self, part: str) -> None:
        if part in WHITE_SPACE:
            self._blanks()
        else:
            self.letter(part)

    def _blanks(self) -> None:
        while self.next() and self.next() in WHITE_SPACE:
            self._at += 1

    def _number(self, width: int, least: int, greatest: int, exact: bool) -> int:
        if not exact:
            self._blanks()
        start = self._at
        while self._at < len(self._text) and self._at - start < width and self._text[self._at] in _DIGITS:
            self._at += 1
        count = self._at - start
        if count == 0 or (exact and count < width):
            raise TimeSyntaxError(INVALID if self.next() else SHORT)
        value = int(self._text[start : self._at])
        if not least <= value <= greatest:
            raise TimeSyntaxError(RANGE)
        return value

    def name(self, field: str, names: list[str]) -> None:
        """Take a name, in full or its first three letters, in any case."""
        rest = self._text[self._at :].lower()
        for number, name in enumerate(names, 1):
            for spelling in (name.lower(), name[:3].lower()):
                if rest.startswith(spelling):
                    self._at += len(spelling)
                    self._fields[field] = number
                    return
        raise TimeSyntaxError(INVALID if rest else SHORT)

    def half(self) -> None:
        """Take `AM` or `PM`."""
        found = self._text[self._at : self._at + 2].lower()
        if found not in ("am", "pm"):
            raise TimeSyntaxError(INVALID if len(found) == 2 else SHORT)
        self._at += 2
        self._fields["half"] = int(found == "pm")

    def fraction(self, width: int, point: bool) -> None:
        """Take digits of a second; with `point` there may be none of it all. More than nine are dropped."""
        if point:
            if self.next() != ".":
                return
            self._at += 1
        start = self._at
        while (
            self._at < len(self._text) and self._text[self._at] in _DIGITS and (not width or self._at - start < width)
        ):
            self._at += 1
        digits = self._text[start : self._at][:9]
        if not digits or (width and len(digits) < width):
            raise TimeSyntaxError(INVALID if self.next() else SHORT)
        self._fields["nano"] = int(digits.ljust(9, "0"))

    def nanoseconds(self) -> None:
        """Take a number of nanoseconds."""
        self._fields["nano"] = self._number(9, 0, NANOS - 1, exact=False)

    def offset(self, exact: bool) -> None:
        """Take an offset from UTC: `+05:30`, where not `exact` also without colon."""
        sign = self.next()
        self.letter("+-")
        hours = self._number(2, 0, 23, exact=True)
        if self.next() == ":" or exact:
            self.letter(":")
        minutes = self._number(2, 0, 59, exact=True)
        self._fields["offset"] = (hours * 3600 + minutes * 60) * (-1 if sign == "-" else 1)

    def timestamp(self) -> None:
        """Take a number of seconds since 1970."""
        sign = -1 if self.next() == "-" else 1
        self._at += self.next() in ("-", "+") and bool(self.next())
        self._fields["timestamp"] = sign * self._number(18, 0, 10**18, exact=False)

    def nanos(self) -> int:
        """The point in time that the fields say."""
        fields = self._fields
        if "timestamp" in fields:
            return self._in_range(fields["timestamp"] * NANOS + fields.get("nano", 0))
        year, month, day = self._day()
        if "hour" not in fields and "short_hour" in fields and "half" in fields:
            fields["hour"] = fields["short_hour"] % 12 + 12 * fields["half"]
        if "hour" not in fields or "minute" not in fields:
            raise TimeSyntaxError(TOO_LITTLE)
        second = fields.get("second", 0)
        leap = second == 60
        at = Civil(year, month, day, fields["hour"], fields["minute"], second - leap, fields.get("nano", 0))
        found = nanos_of(at, fields.get("offset", 0))
        if found is None:
            raise TimeSyntaxError(RANGE)
        return self._in_range(found + leap * NANOS)

    def _in_range(self, nanos: int) -> int:
        if not -(1 << 63) <= nanos < 1 << 63:
            raise TimeSyntaxError(RANGE)
        return nanos

    def _day(self) -> tuple[int, int, int]:
        fields = self._fields
        if "year" not in fields and "short_year" in fields:
            short = fields["short_year"]
            fields["year"] = short + (2000 if short < 70 else 1900)
        if "year" in fields and "month" in fields and "day" in fields:
            return fields["year"], fields["month"], fields["day"]
        if "year" not in fields or "day_of_year" not in fields:
            raise TimeSyntaxError(TOO_LITTLE)
        start = nanos_of(Civil(max(fields["year"], 1), 1, 1))
        if start is None:
            raise TimeSyntaxError(RANGE)
        found = civil_of(start + (fields["day_of_year"] - 1) * 86_400 * NANOS)
        if found.year != fields["year"]:
            raise TimeSyntaxError(RANGE)
        return found.year, found.month, found.day


def _ignored(reader: _Reader) -> None:
    """Days of the week say nothing that the date does not."""
    reader.name("weekday", DAYS)


_READERS: Final[Mapping[str, Callable[[_Reader, bool], None]]] = {
    "%b": lambda reader, _: reader.name("month", MONTHS),
    "%h": lambda reader, _: reader.name("month", MONTHS),
    "%B": lambda reader, _: reader.name("month", MONTHS),
    "%a": lambda reader, _: _ignored(reader),
    "%A": lambda reader, _: _ignored(reader),
    "%p": lambda reader, _: reader.half(),
    "%P": lambda reader, _: reader.half(),
    "%f": lambda reader, _: reader.nanoseconds(),
    "%.f": lambda reader, _: reader.fraction(0, point=True),
    "%.3f": lambda reader, _: reader.fraction(0, point=True),
    "%.6f": lambda reader, _: reader.fraction(0, point=True),
    "%.9f": lambda reader, _: reader.fraction(0, point=True),
    "%3f": lambda reader, _: reader.fraction(3, point=False),
    "%6f": lambda reader, _: reader.fraction(6, point=False),
    "%9f": lambda reader, _: reader.fraction(9, point=False),
    "%z": lambda reader, _: reader.offset(exact=False),
    "%:z": lambda reader, exact: reader.offset(exact),
    "%s": lambda reader, _: reader.timestamp(),
    "%n": lambda reader, _: reader.take(" "),
    "%t": lambda reader, _: reader.take(" "),
    "%%": lambda reader, _: reader.letter("%"),
}
