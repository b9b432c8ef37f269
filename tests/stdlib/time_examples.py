"""Examples of operations on time, random numbers, digests and codes, through the rows of Lex."""

from outcomes_of_examples import NONE, Aborts, ErrStarting, err, ok, record, some

from motet.bytecode.values import Variant

S = 10**9
DAY = 86_400 * S
LEAST = -(2**63)
GREATEST = 2**63 - 1
JAN_2 = 1704164645 * S
"""2024-01-02T03:04:05Z."""

UTC = Variant("Utc")


def parts(year, month, day, hour=0, minute=0, second=0, nano=0, offset=0):
    return record(
        year=year, month=month, day=day, hour=hour, minute=minute, second=second, nano=nano, tz_offset_minutes=offset
    )


def iana(name):
    return Variant("Iana", (name,))


def offset(minutes):
    return Variant("Offset", (minutes,))


def rng(state):
    return record(state=state)


def hexed(text):
    return bytes.fromhex(text)


EXAMPLES = {
    "datetime.parse_iso": [
        (("2024-01-02T03:04:05Z",), ok(JAN_2)),
        (("2024-01-02t05:04:05.5+02:00",), ok(JAN_2 + S // 2)),
        (("2024-01-02 03:04:05.123456789123-00:00",), ok(JAN_2 + 123456789)),
        (("1969-12-31T23:59:59.999999999Z",), ok(-1)),
        (("2016-12-31T23:59:60Z",), ok(1483228800 * S)),
        (("2024-01-02",), err("parse_iso: premature end of input")),
        (("2024-01-02T03:04:05",), err("parse_iso: premature end of input")),
        (("2024-13-02T03:04:05Z",), err("parse_iso: input is out of range")),
        (("2024-02-30T03:04:05Z",), err("parse_iso: input is out of range")),
        (("2024-W01-1T00:00:00Z",), err("parse_iso: input contains invalid characters")),
        (("20240102T030405Z",), ErrStarting("parse_iso: ")),
        (("2024-01-02T03:04:05Zx",), err("parse_iso: trailing input")),
        (("2024-01-02T03:04:05+0000",), ErrStarting("parse_iso: ")),
        (("1600-01-01T00:00:00Z",), err("parse_iso: input is out of range")),
        (("2024-1-02T03:04:05Z",), ErrStarting("parse_iso: ")),
        (("２024-01-02T03:04:05Z",), ErrStarting("parse_iso: ")),
        (("",), err("parse_iso: premature end of input")),
    ],
    "datetime.format_iso": [
        ((JAN_2,), "2024-01-02T03:04:05+00:00"),
        ((JAN_2 + 500_000_000,), "2024-01-02T03:04:05.500+00:00"),
        ((JAN_2 + 1000,), "2024-01-02T03:04:05.000001+00:00"),
        ((JAN_2 + 1,), "2024-01-02T03:04:05.000000001+00:00"),
        ((0,), "1970-01-01T00:00:00+00:00"),
        ((-1,), "1969-12-31T23:59:59.999999999+00:00"),
        ((LEAST,), "1677-09-21T00:12:43.145224192+00:00"),
        ((GREATEST,), "2262-04-11T23:47:16.854775807+00:00"),
    ],
    "datetime.parse": [
        (("2024-01-02 03:04:05", "%Y-%m-%d %H:%M:%S"), ok(JAN_2)),
        (("02/Jan/2024 3:04", "%d/%b/%Y %H:%M"), ok(JAN_2 - 5 * S)),
        (("January 2, 2024 03:04:05 AM", "%B %d, %Y %I:%M:%S %p"), ok(JAN_2)),
        (("2024-01-02T05:04:05+0200", "%Y-%m-%dT%H:%M:%S%z"), ok(JAN_2)),
        (("1704164645", "%s"), ok(JAN_2)),
        (("24-002 03:04:05.25", "%y-%j %T%.f"), ok(JAN_2 + S // 4)),
        (("2024-01-02", "%Y-%m-%d"), err("parse: input is not enough for unique date and time")),
        (("2024-01-02", "%F %R"), err("parse: premature end of input")),
        (("2024-01-02 1", "%Q"), err("parse: bad or unsupported format string")),
        (("x", "%Y"), err("parse: input contains invalid characters")),
        (("2024-01-02 03:04:05 ", "%F %T"), err("parse: trailing input")),
        (("99:00 2024-01-02", "%H:%M %F"), err("parse: input is out of range")),
    ],
    "datetime.format": [
        ((JAN_2, "%Y-%m-%d %H:%M:%S"), "2024-01-02 03:04:05"),
        ((JAN_2, "%a %A %b %B %e %j %u %w %p %I %y %%"), "Tue Tuesday Jan January  2 002 2 2 AM 03 24 %"),
        ((JAN_2 + 5_000_000, "%.f %.3f %6f %f %3f"), ".005 .005 005000 005000000 005"),
        ((JAN_2, "%s %z %:z %Z %T %D %F %R"), "1704164645 +0000 +00:00 UTC 03:04:05 01/02/24 2024-01-02 03:04"),
        ((JAN_2, "%-d %-m %_H %Q %"), "2 1  3 %Q %"),
        ((JAN_2, "%G-W%V-%u %U %W"), "2024-W01-2 00 01"),
        ((JAN_2, "%+"), "2024-01-02T03:04:05+00:00"),
        ((JAN_2, "é%n%t"), "é\n\t"),
    ],
    "datetime.to_components": [
        ((JAN_2, UTC), ok(parts(2024, 1, 2, 3, 4, 5))),
        ((JAN_2 + 7, offset(-90)), ok(parts(2024, 1, 2, 1, 34, 5, 7, -90))),
        ((JAN_2, iana("Europe/Berlin")), ok(parts(2024, 1, 2, 4, 4, 5, 0, 60))),
        ((JAN_2 + 180 * DAY, iana("America/New_York")), ok(parts(2024, 6, 29, 23, 4, 5, 0, -240))),
        ((JAN_2, iana("Nowhere/Else")), ErrStarting("to_components: unknown timezone `Nowhere/Else`")),
        ((JAN_2, iana("../etc/passwd")), ErrStarting("to_components: unknown timezone")),
        ((JAN_2, iana("")), ErrStarting("to_components: unknown timezone ``")),
        ((JAN_2, offset(1440)), ErrStarting("to_components: ")),
    ],
    "datetime.from_components": [
        ((parts(2024, 1, 2, 3, 4, 5),), ok(JAN_2)),
        ((parts(2024, 1, 2, 1, 34, 5, 7, -90),), ok(JAN_2 + 7)),
        ((parts(2024, 2, 30),), err("from_components: invalid or ambiguous date/time")),
        ((parts(2024, 1, 1, 24),), err("from_components: invalid or ambiguous date/time")),
        ((parts(99999, 1, 1),), err("from_components: invalid or ambiguous date/time")),
        ((parts(2024, 2**62, 1),), err("from_components: invalid or ambiguous date/time")),
        ((parts(2024, 1, 1, offset=2000),), err("from_components: invalid or ambiguous date/time")),
    ],
    "datetime.add": [((1, 2), 3), ((GREATEST, 1), GREATEST), ((LEAST, -1), LEAST)],
    "datetime.diff": [((5, 2), 3), ((LEAST, 1), LEAST)],
    "datetime.duration_seconds": [
        ((1.5,), 1_500_000_000),
        ((float("nan"),), 0),
        ((1e300,), GREATEST),
        ((-0.25,), -250_000_000),
    ],
    "datetime.duration_minutes": [((2,), 120 * S), ((GREATEST,), GREATEST)],
    "datetime.duration_days": [((-1,), -DAY)],
    "datetime.before": [((1, 2), True), ((2, 2), False)],
    "datetime.after": [((2, 1), True), ((1, 2), False)],
    "datetime.compare": [((1, 2), -1), ((2, 2), 0), ((3, 2), 1)],
    "duration.seconds": [((1_999_999_999,), 1), ((-1_999_999_999,), -1)],
    "duration.millis": [((-1_500_000,), -1)],
    "duration.minutes": [((119 * S,), 1)],
    "duration.hours": [((7200 * S,), 2)],
    "duration.days": [((-DAY - 1,), -1)],
    "random.seed": [((0,), rng(0xE220A8397B1DCDAF - 2**64)), ((1,), rng(0x910A2DEC89025CC1 - 2**64))],
    "random.int": [
        ((rng(0), 0, 2**63 - 1), (0xE220A8397B1DCDAF % 2**63, rng(0x9E3779B97F4A7C15 - 2**64))),
        ((rng(0), LEAST, GREATEST), (0xE220A8397B1DCDAF - 2**63, rng(0x9E3779B97F4A7C15 - 2**64))),
        ((rng(0), 5, 5), (5, rng(0x9E3779B97F4A7C15 - 2**64))),
        ((rng(0), 2, 1), Aborts("random.int: hi (1) must be >= lo (2)")),
    ],
    "random.float": [((rng(0),), ((0xE220A8397B1DCDAF >> 11) / 2**53, rng(0x9E3779B97F4A7C15 - 2**64)))],
    "random.choose": [
        ((rng(0), ["a", "b"]), some(("b", rng(0x9E3779B97F4A7C15 - 2**64)))),
        ((rng(0), []), NONE),
    ],
    "crypto.sha256": [((b"abc",), hexed("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"))],
    "crypto.sha512": [
        (
            (b"",),
            hexed(
                "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"
            ),
        )
    ],
    "crypto.md5": [((b"abc",), hexed("900150983cd24fb0d6963f7d28e17f72"))],
    "crypto.blake2b": [
        (
            (b"abc",),
            hexed(
                "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923"
            ),
        )
    ],
    "crypto.sha256_str": [(("abc",), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")],
    "crypto.sha512_str": [
        (
            ("",),
            "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
        )
    ],
    "crypto.hmac_sha256": [
        (
            (b"Jefe", b"what do ya want for nothing?"),
            hexed("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        )
    ],
    "crypto.hmac_sha512": [
        (
            (b"Jefe", b"what do ya want for nothing?"),
            hexed(
                "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
            ),
        )
    ],
    "crypto.base64_encode": [((b"ab",), "YWI="), ((b"",), ""), ((b"\xfb\xff",), "+/8=")],
    "crypto.base64_decode": [
        (("YWI=",), ok(b"ab")),
        (("",), ok(b"")),
        (("YWJ=",), ErrStarting("base64: Invalid last symbol 74")),
        (("YW I=",), ErrStarting("base64: Invalid symbol 32, offset 2.")),
        (("YWI",), ErrStarting("base64: Invalid padding")),
        (("Y===",), ErrStarting("base64: ")),
        (("YWI=\n",), ErrStarting("base64: ")),
        (("-_8=",), ErrStarting("base64: Invalid symbol 45, offset 0.")),
        (("é",), ErrStarting("base64: Invalid symbol 195, offset 0.")),
        (("=",), ErrStarting("base64: ")),
        (("A=BC",), ErrStarting("base64: ")),
    ],
    "crypto.base64url_encode": [((b"\xfb\xff",), "-_8")],
    "crypto.base64url_decode": [
        (("-_8",), ok(b"\xfb\xff")),
        (("-_8=",), ErrStarting("base64url: ")),
        (("+/8",), ErrStarting("base64url: ")),
        (("A",), ErrStarting("base64url: ")),
    ],
    "crypto.hex_encode": [((b"\x01\xab",), "01ab")],
    "crypto.hex_decode": [
        (("01Ab",), ok(b"\x01\xab")),
        (("1",), err("hex: Odd number of digits")),
        (("zz",), err("hex: Invalid character 'z' at position 0")),
        (("0 ",), err("hex: Invalid character ' ' at position 1")),
    ],
    "crypto.constant_time_eq": [((b"a", b"a"), True), ((b"a", b"ab"), False)],
    "crypto.eq": [((b"a", b"b"), False)],
    "crypto.eq_str": [(("é", "é"), True), (("a", "b"), False)],
    "crypto.pbkdf2_sha256": [
        ((b"password", b"salt", 1, 20), ok(hexed("120fb6cffcf8b32c43e7225256c4f837a86548c9"))),
        ((b"p", b"s", 1, 0), ErrStarting("pbkdf2_sha256: ")),
        ((b"p", b"s", 0, 1), ErrStarting("pbkdf2_sha256: ")),
        ((b"p", b"s", 10**15, 1), ErrStarting("pbkdf2_sha256: ")),
        ((b"p", b"s", 10**9, 1), ErrStarting("pbkdf2_sha256: ")),
        ((b"p", b"s", 1, 2**21), ErrStarting("pbkdf2_sha256: ")),
    ],
    "crypto.hkdf_sha256": [
        (
            (b"\x0b" * 22, bytes(range(13)), bytes(range(0xF0, 0xFA)), 42),
            ok(hexed("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865")),
        ),
        ((b"k", b"", b"", 255 * 32 + 1), ErrStarting("hkdf_sha256: ")),
    ],
}
