"""Hashes of what code says: equal bodies hash equal on every machine and in every program.

The form is that of Lex: SHA-256 over arity and number of locals (u16, little endian), the number of instructions
(u64), then for each instruction the length (u64) and the text of its compact JSON. An instruction without operands is
a string, one with one operand `{"name":operand}`, one with several `{"name":{"operand":...}}` in the order of the table.

Operands do not depend on where a program keeps things: a constant is its typed value, a function or global its name, a
type without parts its name and any other a hash of what it says, a label the distance from the next instruction. Spans, node ids and names of the function itself take no part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256
from json import dumps
from typing import Any, Final

from motet.bytecode.program import Constant, Function, Instruction, Program
from motet.bytecode.table import OPS
from motet.bytecode.types import BY_NAME, Ty

Resolve = Callable[[Program, int, int], object]
"""Takes an operand and the index of its instruction; gives what stands for it in the JSON."""


def function_hash(program: Program, index: int) -> bytes:
    """16 bytes: what the body of a verified function says, its callees by name only."""
    return _body_digest(program, program.functions[index], _RESOLVE)[:16]


def program_hash(program: Program) -> bytes:
    """32 bytes: all that a verified program does, and the names in it; not where its code comes from.

    The order of functions and globals counts, that of the constant pool does not.
    """
    digest = sha256()
    for part in _program_parts(program):
        digest.update(len(part).to_bytes(8, "little"))
        digest.update(part)
    return digest.digest()


def _json(value: object) -> bytes:
    return dumps(value, separators=(",", ":")).encode()


def _constant(value: Constant) -> object:
    if value is None:
        return "Unit"
    if isinstance(value, bool):
        return {"Bool": value}
    if isinstance(value, int):
        return {"Int": value}
    if isinstance(value, float):
        return {"Float": value.hex()}
    return {"Str": value} if isinstance(value, str) else {"Bytes": value.hex()}


_RESOLVE: Final[dict[str, Resolve]] = {
    "constant": lambda program, operand, pc: _constant(program.constants[operand]),
    "function": lambda program, operand, pc: program.functions[operand].name,
    "global": lambda program, operand, pc: program.globals[operand].name,
    "label": lambda program, operand, pc: operand - (pc + 1),
    "name": lambda program, operand, pc: program.constants[operand],
    "shape": lambda program, operand, pc: type_key(program.types[operand]),
}

_RESOLVE_BY_NUMBER: Final = {kind: _RESOLVE[kind] for kind in ("constant", "label", "name", "shape")}


def _instruction_json(program: Program, pc: int, instruction: Instruction, table: dict[str, Resolve]) -> bytes:
    kinds = OPS[instruction[0]].operands
    if not kinds:
        return _json(instruction[0])
    operands: dict[str, Any] = {}
    for kind, operand in zip(kinds, instruction[1:], strict=True):
        resolve = table.get(kind)
        operands[kind] = operand if resolve is None else resolve(program, operand, pc)
    return _json({instruction[0]: operands if len(kinds) > 1 else operands[kinds[0]]})


def _body_digest(program: Program, function: Function, table: dict[str, Resolve]) -> bytes:
    digest = sha256()
    digest.update(function.arity.to_bytes(2, "little"))
    digest.update(function.local_count.to_bytes(2, "little"))
    digest.update(len(function.code).to_bytes(8, "little"))
    for pc, instruction in enumerate(function.code):
        text = _instruction_json(program, pc, instruction, table)
        digest.update(len(text).to_bytes(8, "little"))
        digest.update(text)
    return digest.digest()


def _keys(types: tuple[Ty, ...]) -> list[str]:
    return [type_key(type_) for type_ in types]


def type_key(t: Ty) -> str:
    """What stands for a type: the name of one without parts, 16 hexadecimal digits of a hash for another.

    The definition of a nominal type says all about it, so what it holds takes no part. Types are not nested deeply.
    """
    if t is BY_NAME.get(t.kind):
        return t.kind
    found = _type_keys.get(t)
    if found is None:
        found = _type_keys[t] = _hash_of_type(t)
    return found


_type_keys: Final[dict[Ty, str]] = {}


def _hash_of_type(t: Ty) -> str:
    inner: list[object] = [] if t.kind == "Record" and t.definition else [_keys(t.parts), _keys(t.results), t.fields]
    return sha256(_json([t.kind, t.name, t.definition, t.function, *inner])).hexdigest()[:16]


def _program_parts(program: Program) -> Iterator[bytes]:
    yield _json([program.language, program.entry, len(program.functions)])
    yield _json([[variable.name, type_key(variable.type)] for variable in program.globals])
    for function in program.functions:
        signature = (function.parameters, function.results, function.captures)
        yield _json([function.name, *map(_keys, signature), function.effects])
        yield _body_digest(program, function, _RESOLVE_BY_NUMBER)
