"""`std.fs`, `std.log`, `std.process` and `std.proc`: section 14.17."""

from __future__ import annotations

from typing import Final

from motet.languages.lex.library.entry import Entry, function, module
from motet.stdlib.rows import RESULT


def _fs(name: str, signature: str, to: str, label: str = "fs_walk") -> Entry:
    text = f"fs.{name} `{{path}}`: {{message}}"
    return function(f"fs.{name}", signature, f"file.{to}", fail=RESULT(text), label=label)


def _question(name: str) -> Entry:
    return function(f"fs.{name}", "(Str) -> [fs_walk] Bool", f"file.{name}", label="fs_walk")


FS: Final = module(
    _question("exists"),
    _question("is_file"),
    _question("is_dir"),
    _fs(
        "stat",
        "(Str) -> [fs_walk] Result[{ size :: Int, mtime :: Int, is_dir :: Bool, is_file :: Bool }, Str]",
        "stat",
    ),
    _fs("list_dir", "(Str) -> [fs_walk] Result[List[Str], Str]", "list"),
    _fs("walk", "(Str) -> [fs_walk] Result[List[Str], Str]", "walk"),
    _fs("glob", "(Str) -> [fs_walk] Result[List[Str], Str]", "glob"),
    _fs("mkdir_p", "(Str) -> [fs_write] Result[Unit, Str]", "make_dirs", label="fs_write"),
    _fs("remove", "(Str) -> [fs_write] Result[Unit, Str]", "remove", label="fs_write"),
    _fs("copy", "(Str, Str) -> [fs_walk, fs_write] Result[Unit, Str]", "copy", label="fs_walk fs_write"),
)


def _level(name: str) -> Entry:
    return function(f"log.{name}", "(Str) -> [log] Unit", "log.write", label="log", level=name)


def _setting(name: str) -> Entry:
    text = RESULT(f"log.{name}: {{message}}")
    return function(f"log.{name}", "(Str) -> [io] Result[Unit, Str]", f"log.{name}", fail=text, label="io")


LOG: Final = module(
    *map(_level, ("debug", "info", "warn", "error")),
    _setting("set_level"),
    _setting("set_format"),
    function(
        "log.set_sink",
        "(Str) -> [io, fs_write] Result[Unit, Str]",
        "log.set_sink",
        fail=RESULT("log.set_sink: {message}"),
        label="io fs_write",
    ),
)


def _run(name: str) -> Entry:
    return function(
        name,
        "(Str, List[Str]) -> [proc] Result[{ stdout :: Str, stderr :: Str, exit_code :: Int }, Str]",
        "process.run",
        fail=RESULT(f"{name} `{{path}}`: {{message}}"),
        label="proc",
    )


PROCESS: Final = module(_run("process.run"))

PROC: Final = module(_run("proc.spawn"))
