"""`std.crypto`: section 14.11."""

from __future__ import annotations

from typing import Final

from motet.languages.lex.library.entry import Entry, function, module
from motet.stdlib.rows import ABORT, RESULT, Fail


def _digest(name: str, since: str = "0.4") -> Entry:
    return function(f"crypto.{name}", "(Bytes) -> Bytes", "crypto.digest", since=since, algorithm=name)


def _text_digest(name: str) -> Entry:
    return function(f"crypto.{name}_str", "(Str) -> Str", "crypto.text_digest", since="0.9.2", algorithm=name)


def _hmac(name: str) -> Entry:
    return function(f"crypto.hmac_{name}", "(Bytes, Bytes) -> Bytes", "crypto.hmac", algorithm=name)


def _decoded(name: str) -> Fail:
    return RESULT(name + ": {message}")


CRYPTO: Final = module(
    *(_digest(name) for name in ("sha256", "sha512", "md5")),
    _digest("blake2b", since="0.9.2"),
    _text_digest("sha256"),
    _text_digest("sha512"),
    _hmac("sha256"),
    _hmac("sha512"),
    function("crypto.base64_encode", "(Bytes) -> Str", "code.base64", url=False),
    function(
        "crypto.base64_decode",
        "(Str) -> Result[Bytes, Str]",
        "code.from_base64",
        fail=_decoded("base64"),
        url=False,
    ),
    function("crypto.base64url_encode", "(Bytes) -> Str", "code.base64", since="0.9.2", url=True),
    function(
        "crypto.base64url_decode",
        "(Str) -> Result[Bytes, Str]",
        "code.from_base64",
        fail=_decoded("base64url"),
        since="0.9.2",
        url=True,
    ),
    function("crypto.hex_encode", "(Bytes) -> Str", "code.hex"),
    function("crypto.hex_decode", "(Str) -> Result[Bytes, Str]", "code.from_hex", fail=_decoded("hex")),
    function("crypto.constant_time_eq", "(Bytes, Bytes) -> Bool", "crypto.equal"),
    function("crypto.eq", "(Bytes, Bytes) -> Bool", "crypto.equal", since="0.9.2"),
    function("crypto.eq_str", "(Str, Str) -> Bool", "crypto.text_equal", since="0.9.2"),
    function(
        "crypto.random",
        "(Int) -> [random] Bytes",
        "random.bytes",
        fail=ABORT("crypto.random: length {count} out of range 0..={most}"),
        label="random",
    ),
    function(
        "crypto.random_str_hex",
        "(Int) -> [random] Str",
        "random.hex",
        fail=ABORT("crypto.random_str_hex: length {count} out of range 0..={most}"),
        since="0.9.2",
        label="random",
    ),
    function(
        "crypto.pbkdf2_sha256",
        "(Bytes, Bytes, Int, Int) -> Result[Bytes, Str]",
        "crypto.pbkdf2",
        fail=RESULT("pbkdf2_sha256: {message}"),
        since="0.9.2",
        algorithm="sha256",
    ),
    function(
        "crypto.hkdf_sha256",
        "(Bytes, Bytes, Bytes, Int) -> Result[Bytes, Str]",
        "crypto.hkdf",
        fail=RESULT("hkdf_sha256: {message}"),
        since="0.9.2",
        algorithm="sha256",
    ),
)
