"""Which engine runs a program."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Final

from motet.bytecode.program import Constant, Function, Program
from motet.engine.machine import Machine
from motet.policy import Limits, Settings
from motet.stdlib import Host

ENGINES: Final = ("auto", "vm", "jit")

PLATFORMS: Final = frozenset({("linux", "x86_64")})
"""System and processor that machine code can be made for."""


def jit_obstacle() -> str:
    """Why there is no machine code here, or an empty text."""
    processor = os.uname().machine if hasattr(os, "uname") else "another processor"
    if (sys.platform, processor) not in PLATFORMS:
        return f"machine code is made for Linux on x86-64, and this is {sys.platform} on {processor}"
    if find_spec("llvmlite") is None:
        return "llvmlite is not installed"
    return ""


def choose(engine: str) -> tuple[str, str]:
    """The engine to use, and a note when `auto` could not have the JIT.

    Raises:
        ValueError: an unknown name, or the JIT was asked for and cannot run here.
    """
    if engine not in ENGINES:
        raise ValueError(f"there is no engine `{engine}`; there are {' '.join(ENGINES)}")
    obstacle = "" if engine == "vm" else jit_obstacle()
    if engine == "jit" and obstacle:
        raise ValueError(f"the JIT cannot run: {obstacle}")
    if engine == "vm" or obstacle:
        return "vm", f"{obstacle}, so the reference VM runs the program" if obstacle else ""
    return "jit", ""


def jit_gap(functions: Sequence[Function], constants: Sequence[Constant]) -> str:
    """What functions need that machine code does not have yet, or an empty text."""
    from motet.jit.infer.walk import HANDLERS as INFERRED
    from motet.jit.lower import HANDLERS as LOWERED

    known = INFERRED.keys() & LOWERED.keys()
    for function in functions:
        for instruction in function.code:
            if instruction[0] not in known:
                return f"there is no machine code for `{instruction[0]}`"
        if _ANY_LIST not in known and not _is_plain(function, constants):
            return "there is no machine code for texts, lists and the like"
    return ""


_ANY_LIST: Final = "list_new"
"""The instruction whose presence says that machine code has structured values."""

_PLAIN: Final = frozenset({"Int", "Float", "Bool", "Unit", "Vector", "Any", "Never"})


def _is_plain(function: Function, constants: Sequence[Constant]) -> bool:
    """Whether there are only numbers, booleans and vectors."""
    types = function.parameters + function.results + function.captures
    if not all(type_.kind in _PLAIN for type_ in types):
        return False
    loaded = (constants[instruction[1]] for instruction in function.code if instruction[0] == "const")
    return not any(isinstance(constant, (str, bytes)) for constant in loaded)


def jit_refusal() -> type[Exception]:
    """What the JIT's machine raises for a program that it cannot compile; its text is for the user."""
    from motet.jit.machine import UnsupportedError

    return UnsupportedError


def make_machine(engine: str, program: Program, host: Host, limits: Limits, settings: Settings) -> Machine:
    """A machine of the chosen engine; only its own modules are imported."""
    if engine == "vm":
        from motet.vm import VirtualMachine

        return VirtualMachine(program, host, limits, settings)
    from motet.jit import NativeMachine

    return NativeMachine(program, host, limits, settings)
