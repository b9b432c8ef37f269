"""Runs one program on every engine and configuration, and compares what can be observed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from conformance.instructions import shape
from motet.bytecode import Program, Trap, verify
from motet.bytecode.values import Vector
from motet.engine.languages import language
from motet.jit import NativeMachine
from motet.policy import Limits, Policy, Settings
from motet.source import Source
from motet.stdlib import Host, TextStyle, row, table, text_form
from motet.vm import VirtualMachine

ROWS = table(
    row("test:print", "(Any) -> Any", to="io.print_value", style=TextStyle(unit="nil")),
    row("test:reverse", "(List[Any]) -> List[Any]", to="list.reverse"),
    row("snek:print", "(Any) -> Any", to="io.print_value", style=TextStyle(unit="nil")),
)
STYLE = TextStyle(unit="nil")

ENGINES: dict[str, tuple[Any, Settings]] = {
    "vm": (VirtualMachine, Settings()),
    "tier 1": (NativeMachine, Settings(tier=1, background=False)),
    "tier 2": (NativeMachine, Settings(first=2, background=False)),
    "promotion": (NativeMachine, Settings(calls=3, iterations=4, background=False)),
}
"""The reference first; what every other one does must be the same."""


class Outcome(NamedTuple):
    """What a run shows: text of the results, kind and place of the trap, output, fuel left, objects left."""

    results: str
    trap: tuple[str, int, int] | None
    output: bytes
    fuel: int
    live: int


def observe(engine: str, program: Program, function: int, arguments: Sequence[Any], limits: Limits) -> Outcome:
    """Run on one engine."""
    machine_class, settings = ENGINES[engine]
    output = bytearray()
    rows = {**ROWS, **language("lex").rows} if program.language == "lex" else ROWS
    host = Host(output.extend, Policy(), rows, limits.output)
    machine = machine_class(program, host, limits, settings)
    results, trap = "", None
    try:
        values = machine.call(function, [copied(a) for a in arguments])
        results = " ".join(show(value) for value in values)
    except Trap as t:
        trap = (t.kind, t.function, t.pc)
        results = t.message
    machine.host.flush()
    outcome = Outcome(results, trap, bytes(output), machine.fuel_left if limits.fuel else 0, machine.live_objects)
    machine.close()
    return outcome


def copied(value: Any) -> Any:
    """A vector of its own for each engine; other values as they are."""
    return Vector([copied(item) for item in value.items]) if isinstance(value, Vector) else value


def show(value: Any) -> str:
    """Text that tells types apart: NaN is one value, zeros keep their sign."""
    if isinstance(value, Vector):
        return "".join(text_form(value, STYLE))
    return str(shape(value))


def disagreements(
    program: Program,
    function: int,
    arguments: Sequence[Any],
    limits: Limits,
    engines: Sequence[str] = tuple(ENGINES),
    *,
    metered: bool = True,
) -> dict[str, Outcome]:
    """Empty when all engines agree; otherwise what each of them did.

    Not metered: where the reference shows that the fuel suffices, the others run without a limit of fuel (code that
    counts none is made differently), and what is left of it is not compared.
    """
    reference, *others = engines
    first = observe(reference, program, function, arguments, limits)
    if not metered and not (first.trap and first.trap[0] == "fuel"):
        first = first._replace(fuel=0)
        limits = Limits(stack=limits.stack, heap_words=limits.heap_words)
    seen = {reference: first, **{name: observe(name, program, function, arguments, limits) for name in others}}
    return {} if len(set(seen.values())) == 1 else seen


def compile_snek(text: str, level: str) -> Program:
    """A verified Snek program."""
    program = language("snek").compile(Source("<generated>", text), {"level": level})
    verify(program)
    return program


def compile_lex(text: str) -> Program:
    """A verified Lex program."""
    program = language("lex").compile(Source("<generated>", text), {})
    verify(program)
    return program
