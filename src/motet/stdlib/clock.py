"""Clocks, points in time (Ints of nanoseconds since 1970-01-01 UTC) and durations (Ints of nanoseconds)."""

from __future__ import annotations

from typing import Final

from motet.bytecode.program import Value
from motet.bytecode.values import Record, Variant
from motet.stdlib.civil import NANOS, Civil, civil_of, local_offset, nanos_of, rfc3339_text, zone_offset
from motet.stdlib.declare import Gate, host
from motet.stdlib.host import Host
from motet.stdlib.outcomes import TimeError
from motet.stdlib.shims import float_to_int, parse_int, saturated
from motet.stdlib.surroundings import Surroundings
from motet.stdlib.time_formats import TimeSyntaxError, format_time, parse_rfc3339, parse_time

_READING: Final = Gate("time", "", "reading the clock")
_SLICE: Final = 0.02
"""Seconds of sleep after which the run may be stopped."""


def _now(surroundings: Surroundings, pin: str) -> int:
    pinned = parse_int(surroundings.environment.get(pin, ""))
    return surroundings.now() if pinned is None else saturated(pinned * NANOS)


@host("time.now(mode unit: Int, mode pin: Str) -> Int", gate=_READING, fuel="20", replay="record")
def now(unit: int, pin: str, surroundings: Surroundings) -> int:
    """The time in units of that many nanoseconds, rounded down. The environment variable `pin`, if it is set to a number
    of seconds, stops the clock there."""
    return _now(surroundings, pin) // unit


@host("time.now_text(mode pin: Str) -> Str", gate=_READING, fuel="60", memory="128", replay="record")
def now_text(pin: str, surroundings: Surroundings) -> str:
    """The time in UTC as RFC 3339 writes it; `pin` as for `now`."""
    return rfc3339_text(_now(surroundings, pin))


@host("time.monotonic() -> Int", gate=_READING, fuel="20", replay="record")
def monotonic(surroundings: Surroundings) -> int:
    """Nanoseconds since the run began, of a clock that never goes back."""
    return surroundings.monotonic() - surroundings.started


@host(
    "time.sleep(amount: Int, mode unit: Int, mode most: Int) -> Unit",
    gate=Gate("time", "", "sleeping"),
    fuel="50",
    blocks="wait",
    replay="effect",
)
def sleep(amount: int, unit: int, most: int, output: Host) -> None:
    """Wait for so many units of nanoseconds, `most` of them at the most; not at all unless the number is positive."""
    output.flush()
    surroundings = output.surroundings
    end = surroundings.monotonic() + min(max(amount, 0), most) * unit
    while (left := end - surroundings.monotonic()) > 0:
        output.poll()
        surroundings.sleep(min(left / NANOS, _SLICE))


@host("instant.parse(text: Str) -> Int", errors=TimeError, fuel="200", pure=True)
def parse_iso(text: str) -> int | TimeError:
    """The point in time that a text as of RFC 3339 means."""
    try:
        return parse_rfc3339(text)
    except TimeSyntaxError as wrong:
        return TimeError("syntax", message=wrong.message)


@host("instant.text(at: Int) -> Str", fuel="100", memory="128", pure=True)
def format_iso(at: int) -> str:
    """`2024-01-02T03:04:05+00:00`, with 0, 3, 6 or 9 digits of a second."""
    return rfc3339_text(at)


@host(
    "instant.parse_pattern(text: Str, pattern: Str) -> Int",
    errors=TimeError,
    fuel="200 + 20 * pattern.bytes + text.bytes",
    pure=True,
)
def parse_pattern(text: str, pattern: str) -> int | TimeError:
    """The point in time that a text means by a pattern of directives (`%Y-%m-%d %H:%M`); UTC unless it names an offset."""
    try:
        return parse_time(text, pattern)
    except TimeSyntaxError as wrong:
        return TimeError("syntax", message=wrong.message)


@host(
    "instant.format(at: Int, pattern: Str) -> Str",
    fuel="100 + 20 * pattern.bytes",
    memory="32 * pattern.bytes + 128",
    pure=True,
)
def format_pattern(at: int, pattern: str) -> str:
    """A point in time in UTC, by a pattern of directives."""
    return format_time(at, pattern)


_COMPONENTS: Final = ("day", "hour", "minute", "month", "nano", "second", "tz_offset_minutes", "year")


@host(
    "instant.components(at: Int, zone: Any) -> "
    "{year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, nano: Int, tz_offset_minutes: Int}",
    errors=TimeError,
    fuel="400",
    memory="256",
    pure=True,
)
def components(at: int, zone: Value) -> Record | TimeError:
    """Date and time in a zone: `Utc`, `Local`, `Offset(minutes)` or `Iana(name)`. `zone` when there is no such zone."""
    if type(zone) is not Variant:
        return TimeError("zone", message="not a timezone")
    offset = _offset(at, zone.name, zone.values)
    if isinstance(offset, TimeError):
        return offset
    found = civil_of(at, offset)
    minutes = offset // 60 if offset >= 0 else -(-offset // 60)
    values = (found.day, found.hour, found.minute, found.month, found.nano, found.second, minutes, found.year)
    return Record(_COMPONENTS, values)


def _offset(at: int, kind: str, arguments: tuple[Value, ...]) -> int | TimeError:
    """Seconds east of UTC."""
    if kind == "Utc":
        return 0
    if kind == "Local":
        return local_offset(at)
    if kind == "Offset":
        minutes: int = arguments[0]
        return minutes * 60 if abs(minutes) < 1440 else TimeError("zone", message=f"invalid offset {minutes} minutes")
    return _named_zone(at, arguments[0])


def _named_zone(at: int, name: str) -> int | TimeError:
    import zoneinfo  # only for programs that name zones

    try:
        return zone_offset(at, zoneinfo.ZoneInfo(name))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return TimeError("zone", message=f"unknown timezone `{name}`")


@host(
    "instant.from_components(parts: "
    "{year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, nano: Int, tz_offset_minutes: Int}) -> Int",
    errors=TimeError,
    fuel="100",
    pure=True,
)
def from_components(parts: Record) -> int | TimeError:
    """The point in time of a date and a time, so many minutes east of UTC; `range` when there is none."""
    day, hour, minute, month, nano, second, offset, year = parts.values
    found = nanos_of(Civil(year, month, day, hour, minute, second, nano), offset * 60) if abs(offset) < 1440 else None
    return TimeError("range", message="invalid or ambiguous date/time") if found is None else found


@host("instant.add(at: Int, duration: Int) -> Int", fuel="4", pure=True)
def add(at: int, duration: int) -> int:
    """The sum; at the ends of the range it stays there."""
    return saturated(at + duration)


@host("instant.difference(a: Int, b: Int) -> Int", fuel="4", pure=True)
def difference(a: int, b: int) -> int:
    """How much later the first is than the second; at the ends of the range it stays there."""
    return saturated(a - b)


@host("instant.before(a: Int, b: Int) -> Bool", fuel="2", pure=True)
def before(a: int, b: int) -> bool:
    """Whether the first is earlier."""
    return a < b


@host("instant.compare(a: Int, b: Int) -> Int", fuel="2", pure=True)
def compare(a: int, b: int) -> int:
    """-1, 0 or 1."""
    return (a > b) - (a < b)


@host("duration.of_seconds(amount: Float) -> Int", fuel="4", pure=True)
def of_seconds(amount: float) -> int:
    """So many seconds, cut off at nanoseconds; at the ends of the range it stays there."""
    return float_to_int(amount * NANOS)


@host("duration.of(amount: Int, mode unit: Int) -> Int", fuel="4", pure=True)
def of(amount: int, unit: int) -> int:
    """So many units of nanoseconds; at the ends of the range it stays there."""
    return saturated(amount * unit)


@host("duration.in(duration: Int, mode unit: Int) -> Int", fuel="4", pure=True)
def in_units(duration: int, unit: int) -> int:
    """The number of whole units of nanoseconds, cut off towards zero."""
    return duration // unit if duration >= 0 else -(-duration // unit)
