"""The entry from outside: from pairs of tag and payload in the context to a unit's convention, and back."""

from __future__ import annotations

from typing import Final

from motet.bytecode.types import ANY, BOOL, FLOAT, NEVER, UNIT, Ty
from motet.jit.context import OFFSETS
from motet.jit.convention import passed, result_registers, result_words, returned_type
from motet.jit.layout import tag_of

SYMBOL: Final = "motet_entry"


class _Text:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self._count = 0

    def ins(self, text: str) -> str:
        self._count += 1
        self.lines.append(f"  %t{self._count} = {text}\n")
        return f"%t{self._count}"

    def do(self, text: str) -> None:
        self.lines.append(f"  {text}\n")

    def field(self, name: str, index: int) -> str:
        return self.ins(f"getelementptr i8, ptr %ctx, i64 {OFFSETS[name] + 8 * index}")


def emit_entry(types: tuple[Ty, ...], results: tuple[Ty, ...], fuel: bool = False) -> str:
    """Text of a module with `void @motet_entry(ptr ctx)`, for units with these types of arguments and results.

    It reads argument k from the pair at `args` + 16 k, calls the code in the slot whose address is in `entry`, and
    stores result k as a pair in the same place. With `fuel` it hands over that of the context, and takes back what is left.
    """
    t = _Text()
    names = [word for k, ty in enumerate(types) for word in _argument(t, k, ty)]
    arguments = f"ptr %ctx, i64 {_fuel(t)}" if fuel else "ptr %ctx"
    for k, ((word, in_register), name) in enumerate(zip(passed(types, int(fuel)), names, strict=True)):
        if in_register:
            arguments += f", {word} {name}"
        else:
            t.do(f"store {word} {name}, ptr {t.field('more', k)}")
    slot = t.ins(f"load ptr, ptr {t.field('entry', 0)}")
    code = t.ins(f"load ptr, ptr {slot}")
    call = f"call tailcc {returned_type(results, int(fuel))} {code}({arguments})"
    if NEVER in results:
        t.do(call)
    else:
        _results(t, call, results, int(fuel))
    return f"define void @{SYMBOL}(ptr %ctx) nounwind {{\n{''.join(t.lines)}  ret void\n}}\n"


def _fuel(t: _Text) -> str:
    return t.ins(f"load i64, ptr {t.field('fuel', 0)}")


def _argument(t: _Text, k: int, ty: Ty) -> tuple[str, ...]:
    if ty is UNIT:
        return ()
    place = t.field("args", 2 * k + 1)
    if ty is ANY:
        return t.ins(f"load i64, ptr {t.field('args', 2 * k)}"), t.ins(f"load ptr, ptr {place}")
    if ty is BOOL:
        return (t.ins(f"trunc i64 {t.ins(f'load i64, ptr {place}')} to i1"),)
    return (t.ins(f"load {ty.words[0]}, ptr {place}"),)


def _results(t: _Text, call: str, results: tuple[Ty, ...], fuel: int) -> None:
    words, registers, kind = result_words(results), result_registers(fuel), returned_type(results, fuel)
    returned = fuel + len(words[:registers])
    if not returned:
        t.do(call)
    names = [t.ins(call)] if returned else []
    if returned > 1:
        names = [t.ins(f"extractvalue {kind} {names[0]}, {k}") for k in range(returned)]
    if fuel:
        t.do(f"store i64 {names.pop(0)}, ptr {t.field('fuel', 0)}")
    names += [t.ins(f"load {words[k]}, ptr {t.field('spill', k)}") for k in range(registers, len(words))]
    at = 0
    for k, ty in enumerate(results):
        _store_result(t, k, ty, names[at : at + len(ty.words)])
        at += len(ty.words)


def _store_result(t: _Text, k: int, ty: Ty, names: list[str]) -> None:
    tag = names[0] if ty is ANY else str(tag_of(ty))
    t.do(f"store i64 {tag}, ptr {t.field('args', 2 * k)}")
    place = t.field("args", 2 * k + 1)
    if ty is UNIT:
        t.do(f"store i64 0, ptr {place}")
    elif ty is BOOL:
        t.do(f"store i64 {t.ins(f'zext i1 {names[0]} to i64')}, ptr {place}")
    else:
        t.do(f"store {'double' if ty is FLOAT else ty.words[-1]} {names[-1]}, ptr {place}")
