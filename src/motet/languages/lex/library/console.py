"""`std.io` and `std.env`: sections 14.1 and 14.9."""

from __future__ import annotations

from typing import Final

from motet.languages.lex.library.entry import function, module
from motet.stdlib.rows import OPTION, RESULT

IO: Final = module(
    function("io.print", "(Str) -> [io] Unit", "io.print", label="io", ending="\n"),
    function("io.read", "(Str) -> [io] Result[Str, Str]", "file.read_text", fail=RESULT("{message}"), label="io"),
    function(
        "io.write", "(Str, Str) -> [io] Result[Unit, Str]", "file.write_text", fail=RESULT("{message}"), label="io"
    ),
    function("io.readline", "() -> [io] Option[Str]", "io.read_line", fail=OPTION, label="io"),
    function("io.argv", "() -> [io] List[Str]", "run.arguments", since="0.9.6", label="io"),
)

ENV: Final = module(
    function("env.get", "(Str) -> [env] Option[Str]", "run.variable", fail=OPTION, label="env"),
)
