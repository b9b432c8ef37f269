"""Names for people in place of the numbers that compiled code uses, and files with its texts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from motet.bytecode.program import Program
from motet.jit.llvm import NO_PASSES, OPTIMISED, Compiler
from motet.jit.units import ModuleText, Unit

_SYMBOL: Final = re.compile(r"@u(\d+)\b")


_PLACES: Final = {"loop": " loop at {}", "closure": " as object", "outside": " from outside"}


def unit_name(program: Program, unit: Unit) -> str:
    """A unit as people read it: `fact(Int) -> Int`, `main loop at 12(Int, Int) -> Int`, `add as object(...) -> Int`."""
    name = program.functions[unit.function].name
    place = _PLACES.get(unit.kind, "").format(unit.pc)
    return f"{name}{place}({type_list(unit.types)}) -> {type_list(unit.results) or 'nothing'}"


def type_list(types: Iterable[object]) -> str:
    """Types with commas between them."""
    return ", ".join(map(str, types))


def named_text(program: Program, module: ModuleText) -> str:
    """The text of a module with the names of functions and types in place of numbers."""
    names = {symbol: unit_name(program, unit) for unit, symbol in module.symbols.items()}
    used: dict[str, str] = {}

    def rename(match: re.Match[str]) -> str:
        symbol = match.group()[1:]
        name = names.get(symbol)
        if name is None:
            return match.group()
        if used.setdefault(name, symbol) != symbol:
            name = f"{name} #{match.group(1)}"
        quoted = name.replace("\\", "\\5C").replace('"', "\\22")
        return f'@"{quoted}"'

    return _SYMBOL.sub(rename, module.text)


def write_stages(directory: str, index: int, program: Program, module: ModuleText, tier: int) -> None:
    """Write the stages of a module to files `0001-tier2.ll`, `.s`, for tier 2 also `.optimised.ll`. OSError."""
    text = named_text(program, module)
    compiler = Compiler.shared()
    stages = {"ll": text, "s": compiler.assembly(text, OPTIMISED if tier == 2 else NO_PASSES)}
    if tier == 2:
        stages["optimised.ll"] = compiler.optimised_text(text)
    folder = Path(directory)
    folder.mkdir(parents=True, exist_ok=True)
    for ending, content in stages.items():
        (folder / f"{index:04d}-tier{tier}.{ending}").write_text(content, encoding="utf-8")
