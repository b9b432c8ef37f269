"""`std.time`, `std.datetime` and `std.duration`: section 14.9."""

from __future__ import annotations

from typing import Final

from motet.languages.lex.library.entry import Entry, function, module
from motet.stdlib.rows import RESULT

_PIN: Final = "LEX_TEST_NOW"
"""The environment variable that stops the clock."""

_MILLI: Final = 1_000_000
_SECOND: Final = 1_000_000_000
_MINUTE: Final = 60 * _SECOND
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR

_PARTS: Final = "{ year :: Int, month :: Int, day :: Int, hour :: Int, minute :: Int, second :: Int, nano :: Int, tz_offset_minutes :: Int }"


def _now(name: str, result: str, unit: int, since: str) -> Entry:
    return function(name, f"() -> [time] {result}", "time.now", since=since, label="time", unit=unit, pin=_PIN)


TIME: Final = module(
    _now("time.now", "Int", _SECOND, "0.4"),
    _now("time.now_ms", "Int", _MILLI, "0.9.2"),
    function("time.now_str", "() -> [time] Str", "time.now_text", since="0.9.2", label="time", pin=_PIN),
    function("time.mono_ns", "() -> [time] Int", "time.monotonic", since="0.9.2", label="time"),
    function(
        "time.sleep_ms", "(Int) -> [time] Unit", "time.sleep", since="0.3", label="time", unit=_MILLI, most=60_000
    ),
    function(
        "time.sleep", "(Duration) -> [time] Unit", "time.sleep", since="0.9.5", label="time", unit=1, most=60 * _SECOND
    ),
)


def _of(name: str, unit: int) -> Entry:
    return function(f"datetime.duration_{name}", "(Int) -> Duration", "duration.of", unit=unit)


DATETIME: Final = module(
    _now("datetime.now", "Instant", 1, "0.4"),
    function(
        "datetime.parse_iso", "(Str) -> Result[Instant, Str]", "instant.parse", fail=RESULT("parse_iso: {message}")
    ),
    function("datetime.format_iso", "(Instant) -> Str", "instant.text"),
    function(
        "datetime.parse", "(Str, Str) -> Result[Instant, Str]", "instant.parse_pattern", fail=RESULT("parse: {message}")
    ),
    function("datetime.format", "(Instant, Str) -> Str", "instant.format"),
    function(
        "datetime.to_components",
        f"(Instant, Tz) -> Result[{_PARTS}, Str]",
        "instant.components",
        fail=RESULT("to_components: {message}"),
    ),
    function(
        "datetime.from_components",
        f"({_PARTS}) -> Result[Instant, Str]",
        "instant.from_components",
        fail=RESULT("from_components: {message}"),
    ),
    function("datetime.add", "(Instant, Duration) -> Instant", "instant.add"),
    function("datetime.diff", "(Instant, Instant) -> Duration", "instant.difference"),
    function("datetime.duration_seconds", "(Float) -> Duration", "duration.of_seconds"),
    _of("minutes", _MINUTE),
    _of("days", _DAY),
    function("datetime.before", "(Instant, Instant) -> Bool", "instant.before", since="0.8.2"),
    function("datetime.after", "(Instant, Instant) -> Bool", "instant.before", args=(1, 0), since="0.8.2"),
    function("datetime.compare", "(Instant, Instant) -> Int", "instant.compare", since="0.8.2"),
)


def _in(name: str, unit: int, since: str) -> Entry:
    return function(f"duration.{name}", "(Duration) -> Int", "duration.in", since=since, unit=unit)


DURATION: Final = module(
    _in("seconds", _SECOND, "0.8.2"),
    _in("millis", _MILLI, "0.10.0"),
    _in("minutes", _MINUTE, "0.10.0"),
    _in("hours", _HOUR, "0.10.0"),
    _in("days", _DAY, "0.10.0"),
)
