"""Points in time as nanoseconds since 1970-01-01 UTC, and the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Final, NamedTuple

from motet.stdlib.shims import GREATEST_INT, LEAST_INT

NANOS: Final = 1_000_000_000
_DAY: Final = 86_400
_EPOCH: Final = date(1970, 1, 1).toordinal()


class Civil(NamedTuple):
    """A date and a time of day, of no zone in particular."""

    year: int
    month: int
    day: int
    hour: int = 0
    minute: int = 0
    second: int = 0
    nano: int = 0

    @property
    def date(self) -> date:
        """The day."""
        return date(self.year, self.month, self.day)


def civil_of(nanos: int, offset: int = 0) -> Civil:
    """Date and time at a point in time, `offset` seconds east of UTC."""
    seconds, nano = divmod(nanos, NANOS)
    days, rest = divmod(seconds + offset, _DAY)
    day = date.fromordinal(days + _EPOCH)
    return Civil(day.year, day.month, day.day, rest // 3600, rest // 60 % 60, rest % 60, nano)


def nanos_of(civil: Civil, offset: int = 0) -> int | None:
    """The point in time of a date and time `offset` seconds east of UTC; None if there is none, or it is out of range."""
    try:
        days = civil.date.toordinal() - _EPOCH
    except (ValueError, OverflowError):
        return None
    if not (0 <= civil.hour < 24 and 0 <= civil.minute < 60 and 0 <= civil.second < 60 and 0 <= civil.nano < NANOS):
        return None
    seconds = days * _DAY + civil.hour * 3600 + civil.minute * 60 + civil.second - offset
    nanos = seconds * NANOS + civil.nano
    return nanos if LEAST_INT <= nanos <= GREATEST_INT else None


def zone_offset(nanos: int, zone: tzinfo) -> int:
    """Seconds east of UTC of a zone at a point in time."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=nanos // NANOS)
    offset = moment.astimezone(zone).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def local_offset(nanos: int) -> int:
    """Seconds east of UTC of the zone of this machine at a point in time."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=nanos // NANOS)
    offset = moment.astimezone().utcoffset()
    return 0 if offset is None else int(offset.total_seconds())


def offset_text(offset: int, colon: str = ":") -> str:
    """`+05:30`."""
    minutes = abs(offset) // 60
    return f"{'-' if offset < 0 else '+'}{minutes // 60:02}{colon}{minutes % 60:02}"


def fraction_text(nano: int) -> str:
    """The point and 3, 6 or 9 digits; nothing for a whole second."""
    if nano == 0:
        return ""
    if nano % 1_000_000 == 0:
        return f".{nano // 1_000_000:03}"
    return f".{nano // 1000:06}" if nano % 1000 == 0 else f".{nano:09}"


def rfc3339_text(nanos: int) -> str:
    """`2024-01-02T03:04:05+00:00`, with 0, 3, 6 or 9 digits of a second."""
    at = civil_of(nanos)
    day = f"{at.year:04}-{at.month:02}-{at.day:02}"
    return f"{day}T{at.hour:02}:{at.minute:02}:{at.second:02}{fraction_text(at.nano)}+00:00"
