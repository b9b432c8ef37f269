"""Many generated programs through all engines: `python -m differential.campaign KIND FIRST END` in `tests/`."""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from differential import generator, lex_programs, snek_programs, value_generator
from differential.engines import ENGINES, compile_lex, compile_snek, disagreements
from motet.bytecode import Program
from motet.bytecode.text import disassemble
from motet.policy import Limits

FUEL = 20_000
LEVELS = ("flying-snake", "forest-flame")


def bytecode_case(seed: int) -> tuple[Program, list[Any], str]:
    """A program of all instructions, its arguments, and a text that shows it."""
    program, arguments = generator.generate(seed)
    return program, arguments, disassemble(program)


def value_case(seed: int) -> tuple[Program, list[Any], str]:
    """A program on lists, records and the like, its arguments, and a text that shows it."""
    program, arguments = value_generator.generate(seed)
    return program, arguments, disassemble(program)


def snek_case(seed: int) -> tuple[Program, list[Any], str]:
    """A Snek program, its input, and its source."""
    text = snek_programs.generate(seed, LEVELS[seed % len(LEVELS)])
    return compile_snek(text, LEVELS[seed % len(LEVELS)]), [seed % 23 - 5], text


def lex_case(seed: int) -> tuple[Program, list[Any], str]:
    """A Lex program, whose `main` takes no arguments, and its source."""
    text = lex_programs.generate(seed)
    return compile_lex(text), [], text


def engines_for(kind: str, seed: int) -> tuple[str, ...]:
    """The reference and all others; Lex programs are large, so each takes its turn with one other."""
    reference, *others = ENGINES
    return (reference, others[seed // 2 % len(others)]) if kind == "lex" else (reference, *others)


CASES = {"bytecode": bytecode_case, "values": value_case, "snek": snek_case, "lex": lex_case}


def run(kind: str, seeds: range | Iterator[int], statistics: Counter[str] | None = None) -> None:
    """AssertionError with seed, program and outcomes at the first disagreement."""
    for seed in seeds:
        program, arguments, text = CASES[kind](seed)
        limits = Limits(fuel=FUEL, stack="64MB", heap_words=2000 if kind == "snek" else None)
        entry = program.index("main") if kind == "lex" else program.entry
        engines = engines_for(kind, seed)
        found = disagreements(program, entry, arguments, limits, engines, metered=seed % 2 == 0)
        if found:
            lines = [f"{engine}: {outcome}" for engine, outcome in found.items()]
            raise AssertionError(f"{kind} seed {seed}\n{text}\narguments {arguments}\n" + "\n".join(lines))
        if statistics is not None:
            statistics["programs"] += 1


def fuzz(seconds: float, first_seed: int) -> Counter[str]:
    """Run until the time is over; what was run."""
    statistics: Counter[str] = Counter()
    end, seed = time.monotonic() + seconds, first_seed
    while time.monotonic() < end:
        for kind in CASES:
            run(kind, range(seed, seed + 1), statistics)
        seed += 1
    return statistics


if __name__ == "__main__":
    run(sys.argv[1], range(int(sys.argv[2]), int(sys.argv[3])))
