"""Lowering of shared operations: to routines of the run-time library where there is one for the types, else to the host.

`motet.jit.typed_python.bodies` says which routine is the native body of which declaration. What is known of the types
decides whether it can be used: type variables become memory classes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from motet.bytecode.program import Instruction
from motet.bytecode.types import ANY, BOOL, FLOAT, INT, STR, Ty
from motet.jit.ir import Block, Edge, Value
from motet.jit.ir_ops import Place
from motet.jit.layout import DESCRIPTORS, is_shared, memory_class
from motet.jit.lower.calls import popped
from motet.jit.lower.documents import READING, says_the_type
from motet.jit.lower.state import UNIT_VALUE, float_word
from motet.jit.lower.unit import Lowering
from motet.jit.numbers import NUMBER_FUNCTIONS

if TYPE_CHECKING:
    from motet.jit.typed_python.bodies import Body
    from motet.jit.typed_python.signatures import Signature
    from motet.stdlib.rows import Row

_PARTS: Final = {"item": 0, "part1": 1}
"""Words of `Body.arguments` for parts of the result's type."""

PRINT: Final = "io.print"
"""The declaration that writes a Str and an ending."""


def library(u: Lowering, ins: Instruction) -> bool | None:
    """Lower the instruction `library`."""
    values = popped(u, ins[2])
    shape, name = u.context.program.types[ins[3]], str(u.context.program.constants[ins[1]])
    ending = u.context.settings.print_texts.get(name)
    if ending is not None and [v.type for v in values] == [STR]:
        u.do("print_text", tuple(values), ending)
        u.stack.append(UNIT_VALUE)
        return None
    if _is_of_numbers(u, name, values, shape):
        u.stack.append(u.ins("number_function", shape, tuple(values), u.context.settings.rows[name].to))
        return None
    behind = _short_text(u, name, values)
    if behind:
        u.stack.append(u.ins("text_append", STR, (values[0],), behind))
        return None
    call = _native_call(u, name, values, shape)
    if call is None:
        by_host(u, values, shape)
    else:
        call.lower(u)
    return None


def _is_of_numbers(u: Lowering, name: str, values: list[Value], shape: Ty) -> bool:
    """Whether it is an operation on numbers that is written inline."""
    row = u.context.settings.rows.get(name)
    if row is None or row.to not in NUMBER_FUNCTIONS or row.order != tuple(range(len(values))):
        return False
    declared = [p.type for p in row.declaration.values]
    return row.fail.kind == "none" and [v.type for v in values] == declared and shape is row.declaration.result


def _short_text(u: Lowering, name: str, values: list[Value]) -> bytes:
    """The constant that is put behind a Str, if this is what is done and the constant has at most 8 bytes; or nothing."""
    row = u.context.settings.rows.get(name)
    if row is None or row.to != "text.concat" or row.order != (0, 1) or [v.type for v in values] != [STR, STR]:
        return b""
    index = next((key for (_, key), value in u.literals.items() if value is values[1]), None)
    constant = u.context.program.constants[index] if isinstance(index, int) else ""
    data = constant.encode() if isinstance(constant, str) else b""
    return data if len(data) <= 8 else b""


def by_host(u: Lowering, values: Sequence[Value], shape: Ty) -> None:
    """Let the host do it."""
    u.stack.append(_by_host(u, values, shape))


def _by_host(u: Lowering, values: Sequence[Value], shape: Ty) -> Value:
    return u.ins("library", shape, tuple(map(u.box, values)), shape)


class NativeCall(NamedTuple):
    """A call of a routine.

    Attributes:
        body: what calls it.
        routine: at the memory classes of the types.
        arguments: for each of its parameters but `where` what is passed.
        given: the arguments of the operation, in the language's order.
        shape: type of the result of the instruction.
        inner: type of the operation's own result, before the row's convention for failures.
        convention: that convention.
    """

    body: Body
    routine: Signature
    arguments: tuple[Value, ...]
    given: tuple[Value, ...]
    shape: Ty
    inner: Ty
    convention: str

    def lower(self, u: Lowering) -> None:
        """Append the call, and push its result."""
        if self.body.result == "value":
            result = (
                UNIT_VALUE if not self.inner.words else u.ins("call_library", self.inner, self.arguments, self.routine)
            )
            u.stack.append(self._wrapped(u, result))
            return
        found = u.ins("call_library", self.routine.result, self.arguments, self.routine)
        is_null = u.ins("is_null", BOOL, (found,))
        nothing, something, done = (Block(u.label(stem)) for stem in "nsd")
        u.end("branch", (is_null,), None, (Edge(nothing, []), Edge(something, [])))
        literals = u.literals
        _begin(u, nothing)
        absent = self._absent(u)
        u.end("jump", (), None, (Edge(done, [absent] if absent.words else []),))
        _begin(u, something)
        value = self._content(u, found)
        present = self._some(u, value) if self.body.result == "option" else value
        present = self._wrapped(u, present)
        u.end("jump", (), None, (Edge(done, [present] if present.words else []),))
        _begin(u, done)
        u.literals = literals
        result = u.value(self.shape)
        done.params = [result] if result.words else []
        u.stack.append(result)

    def _content(self, u: Lowering, found: Value) -> Value:
        """What a result that is not null means."""
        t = self.inner.parts[0] if self.body.result == "option" else self.inner
        if found.type.kind == "Ptr":
            return u.ins("load_item", t, (self._owner(), found)) if t.words else UNIT_VALUE
        known = Value(t, found.words)
        u.do_alias("refine", known, found)
        return known

    def _owner(self) -> Value:
        """The argument in which a result that is an address lies."""
        return next(value for value in self.arguments if value.words)

    def _some(self, u: Lowering, value: Value) -> Value:
        return _variant(u, self.inner, "Some", (value,))

    def _absent(self, u: Lowering) -> Value:
        """The result where the routine has none."""
        if self.body.result == "option":
            return self._wrapped(u, _variant(u, self.inner, "None", ()))
        if self.body.result == "fails" and self.convention == "option":
            return _variant(u, self.shape, "None", ())
        return _by_host(u, self.given, self.shape)

    def _wrapped(self, u: Lowering, value: Value) -> Value:
        """The result in the row's convention for failures, which did not happen."""
        if self.convention in ("none", "abort"):
            return value
        return _variant(u, self.shape, "Ok" if self.convention == "result" else "Some", (value,))


def _begin(u: Lowering, block: Block) -> None:
    u.boxes, u.literals = {}, {}
    u.here = block
    u.ir.blocks.append(block)


def _variant(u: Lowering, t: Ty, name: str, values: tuple[Value, ...]) -> Value:
    constructor = t.constructor(name)
    if is_shared(t, constructor):
        return u.literal(t, (t, constructor))
    payload = t.constructors[constructor].payload
    fitting = tuple(u.box(v) if p is ANY else v for v, p in zip(values, payload, strict=True))
    return u.ins("object_new", t, fitting, Place(t, constructor, 0))


# ---- which routine


def _native_call(u: Lowering, name: str, values: list[Value], shape: Ty) -> NativeCall | None:
    """The call of a native body; None if there is none for these types."""
    from motet.jit.typed_python.bodies import BODIES

    row = u.context.settings.rows.get(name)
    if row is not None and row.to == READING:
        return _reading(u, row, values, shape)
    body = BODIES.get(row.to) if row is not None else None
    if row is None or body is None or row.declaration.gates or len(values) != len(row.parameters):
        return None
    found = _types(row, [values[k] for k in row.order], shape)
    return None if found is None else _specialised(u, row, body, tuple(values), shape, found)


def _reading(u: Lowering, row: Row, values: list[Value], shape: Ty) -> NativeCall | None:
    """The call that reads JSON as values of the result's type; None if there is none."""
    from motet.jit.typed_python.bodies import JSON
    from motet.jit.typed_python.library import NativeLibrary
    from motet.jit.typed_python.readers import READERS

    inner = _inner(row, shape)
    ordered = [values[k] for k in row.order]
    if inner is None or memory_class(inner) != "Ref" or len(ordered) != 3 or ordered[0].type is not STR:
        return None
    if not (says_the_type(u, ordered[1], ordered[2], inner) and READERS.prepare(inner)):
        return None
    arguments = (_number(u, DESCRIPTORS.number(inner)), ordered[0])
    routine = NativeLibrary.shared().routine(JSON.routine)
    return NativeCall(JSON, routine, arguments, tuple(values), shape, inner, row.fail.kind)


def _inner(row: Row, shape: Ty) -> Ty | None:
    """Type of the operation's own result."""
    if row.fail.kind in ("none", "abort"):
        return shape
    return shape.parts[0] if shape.kind == "Union" and shape.name in ("Option", "Result") else None


def _types(row: Row, values: list[Value], shape: Ty) -> dict[str, Ty] | None:
    """What the type variables of the declaration stand for; None if the values are not of its types."""
    inner, found = _inner(row, shape), dict[str, Ty]()
    declared = row.declaration
    if inner is None:
        return None
    pairs = [(p.type, v.type) for p, v in zip(declared.values, values, strict=True) if p.type is not None]
    whole = [pair for pair in pairs if pair[0].kind != "Variable"]
    plain = [pair for pair in pairs if pair[0].kind == "Variable"]
    for t, actual in (*whole, (declared.result, inner)):
        if not _bind(t, actual, found):
            return None
    for t, actual in plain:
        if found.setdefault(t.name, actual) not in (actual, ANY):
            return None
    return found


def _bind(declared: Ty, actual: Ty, found: dict[str, Ty]) -> bool:
    """Learn what type variables stand for; false if a type is no instance of the declared one."""
    if declared.kind == "Variable":
        return found.setdefault(declared.name, actual) is actual
    if declared is actual:
        return True
    same = declared.kind == actual.kind and declared.name == actual.name and len(declared.parts) == len(actual.parts)
    return same and all(_bind(d, a, found) for d, a in zip(declared.parts, actual.parts, strict=True))


def _specialised(
    u: Lowering, row: Row, body: Body, given: tuple[Value, ...], shape: Ty, found: Mapping[str, Ty]
) -> NativeCall | None:
    from motet.jit.typed_python.bodies import KEY_CLASSES
    from motet.jit.typed_python.library import NativeLibrary

    ordered = [given[k] for k in row.order]
    for name in body.classes:
        if name == "K" and not body.keys_of_all_kinds and not _is_key(found[name], KEY_CLASSES):
            return None
    if body.key >= 0 and ordered[body.key].type is ANY:
        return None
    classes = [memory_class(found[name]) if name in found else name for name in body.classes]
    routine = NativeLibrary.shared().routine(body.routine, classes)
    inner = _inner(row, shape)
    assert inner is not None
    words = [_argument(u, row, word, ordered, inner, body) for word in body.arguments]
    variables = {p.type.name: p for p in row.declaration.values if p.type is not None and p.type.kind == "Variable"}
    for k, p in enumerate(row.declaration.values):
        if p.type is not None and p.name and variables.get(p.type.name) is p and found[p.type.name] is ANY:
            words = [u.box(w) if w is ordered[k] else w for w in words]
    arguments, rest = [], iter([word for word in words if word.words])
    for parameter, t in zip(routine.parameters, routine.types, strict=True):
        if parameter.is_class or not t.words:
            arguments.append(UNIT_VALUE)
        elif parameter.name != "where":
            arguments.append(next(rest))
    return NativeCall(body, routine, tuple(arguments), given, shape, inner, row.fail.kind)


def _is_key(t: Ty, classes: frozenset[str]) -> bool:
    cls = memory_class(t)
    return cls in classes and (cls != "Ref" or t is STR)


def _argument(u: Lowering, row: Row, word: str, ordered: list[Value], inner: Ty, body: Body) -> Value:
    """What is passed for a word of `Body.arguments`."""
    if word.isdigit():
        return ordered[int(word)]
    made = inner.parts[0] if body.result == "option" else inner
    if word == "result":
        return _number(u, DESCRIPTORS.number(made))
    if word in _PARTS:
        return _number(u, DESCRIPTORS.number(made.parts[_PARTS[word]]))
    if word.startswith("="):
        return _number(u, int(word[1:]))
    mode, _, choices = word.partition(":")
    value = row.constants[mode]
    if type(value) is float:
        return u.constant(FLOAT, float_word(value))
    if not choices:
        return _number(u, int(value))
    return _number(u, int(dict(choice.split("=") for choice in choices.split(","))[str(value)]))


def _number(u: Lowering, number: int) -> Value:
    return u.constant(INT, str(number))
