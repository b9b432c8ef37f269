"""The engines that are compared. Each makes a callable that runs a program once and gives its result."""

from __future__ import annotations

import ast
import ctypes
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from programs import Program

Run = Callable[[], int]


class AbsentError(Exception):
    """The engine is not installed, or the program has no version for it."""


def section(program: Program, language: str) -> str:
    text = program.sections.get(language)
    if text is None:
        raise AbsentError("no version of the program")
    return text


def motet(program: Program) -> Run:
    import motet as api

    if "lex" in program.sections:
        lex = api.compile(program.sections["lex"], language="lex", name=program.name, output=lambda data: None)
        return lambda: lex.call("run", program.argument)
    options = {"level": program.level} if program.level else {}
    loaded = api.compile(
        section(program, "snek"), language="snek", name=program.name, output=lambda data: None, **options
    )
    return lambda: loaded.run([str(program.argument)])


def c(program: Program) -> Run:
    return _compiled(program, "c", ["cc", "-x", "c"])


def cpp(program: Program) -> Run:
    return _compiled(program, "cpp", ["c++", "-x", "c++"])


def _compiled(program: Program, language: str, compiler: list[str]) -> Run:
    text = section(program, language)
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "program.so"
        command = [*compiler, "-O2", "-shared", "-fPIC", "-", "-o", str(library)]
        try:
            subprocess.run(command, input=text.encode(), check=True, capture_output=True)
        except FileNotFoundError:
            raise AbsentError(f"{compiler[0]} is not installed") from None
        function = ctypes.CDLL(str(library)).run
    function.argtypes = [ctypes.c_int64]
    function.restype = ctypes.c_int64
    return lambda: function(program.argument)


def luajit(program: Program) -> Run:
    text = section(program, "lua")
    try:
        from lupa.luajit21 import LuaRuntime
    except ImportError:
        raise AbsentError("lupa is not installed") from None
    lua = LuaRuntime()
    lua.execute(text)
    function = lua.globals().run
    return lambda: int(function(program.argument))


def _python_functions(program: Program, wrap: Callable[[Any], Any]) -> Callable[[int], int]:
    text = section(program, "python")
    names = [node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    space: dict[str, Any] = {}
    exec(compile(text, program.name, "exec"), space)
    for name in names:
        space[name] = wrap(space[name])
    run: Callable[[int], int] = space["run"]
    return run


def numba(program: Program) -> Run:
    section(program, "python")
    try:
        from numba import njit
        from numba.core.errors import NumbaError
    except ImportError:
        raise AbsentError("numba is not installed") from None
    run = _python_functions(program, njit)
    try:
        run(1)
    except (NumbaError, AttributeError):  # recursion through None ends in the latter
        raise AbsentError("numba cannot give the program types") from None
    return lambda: run(program.argument)


def cpython(program: Program) -> Run:
    run = _python_functions(program, lambda function: function)
    return lambda: run(program.argument)


SIDES: dict[str, Callable[[Program], Run]] = {
    "motet": motet,
    "c": c,
    "cpp": cpp,
    "numba": numba,
    "luajit": luajit,
    "cpython": cpython,
}
