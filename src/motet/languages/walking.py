"""A walk that rebuilds nested values with a list of work: values may be nested a million deep."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from typing import Final, Generic, TypeVar

from motet.bytecode.program import Value
from motet.bytecode.types import Ty

Context = TypeVar("Context")

NOTHING: Final = "Unit"
"""What unit is called in messages, unless who reports them knows better."""


class Parts(Generic[Context]):
    """A value that is made of others.

    Attributes:
        children: the values inside, each with what the walk has to know about it (its type).
        build: makes the new value from the new children.
        label: name of a child in messages (`[3]`, `.name`), by its number.
    """

    __slots__ = ("build", "children", "label")

    def __init__(
        self,
        children: Sequence[tuple[Value, Context]],
        build: Callable[[list[Value]], Value],
        label: Callable[[int], str] = lambda at: f"[{at}]",
    ) -> None:
        self.children: Final = children
        self.build: Final = build
        self.label: Final = label


class MismatchError(Exception):
    """A value does not fit.

    Attributes:
        expected: what would: a type, or words.
        found: what it is; `NOTHING` for unit.
        path: where it is inside of the whole value; empty for the whole.
    """

    def __init__(self, expected: Ty | str, found: str) -> None:
        super().__init__(expected, found)
        self.expected: Final = expected
        self.found: Final = found
        self.path = ""

    def text(self, spell: Callable[[Ty], str], nothing: str = NOTHING) -> str:
        """`Int, not Str (at .x)`, types as a language spells them, and unit as whoever gave it calls it."""
        expected = spell(self.expected) if isinstance(self.expected, Ty) else self.expected
        found = nothing if self.found == NOTHING else self.found
        return f"{expected}, not {found}" + (f" (at {self.path})" if self.path else "")

    def __str__(self) -> str:
        return self.text(repr)


class _Frame(Generic[Context]):
    """A value whose children are being rebuilt."""

    __slots__ = ("done", "key", "parts", "rest")

    def __init__(self, parts: Parts[Context], key: tuple[int, Context]) -> None:
        self.parts: Final = parts
        self.key: Final = key
        self.rest: Final = iter(parts.children)
        self.done: Final[list[Value]] = []


_SCALARS: Final = frozenset({bool, int, float, str, bytes, type(None)})
"""Python types of values that have no parts."""

_CONTAINERS: Final = frozenset({list, dict, tuple})
"""Types of new values that were made at once, although there are others inside."""

_OPEN: Final = object()
"""Stands for a value that is being rebuilt: meeting it again is a cycle."""


def rebuild(value: Value, context: Context, look: Callable[[Value, Context], Value]) -> Value:
    """Rebuild a value from its innermost parts outwards; what is shared is rebuilt once.

    Args:
        value: the value.
        context: what `look` has to know about it.
        look: for a value and its context the new value, or `Parts` when it has others inside.

    Raises:
        MismatchError: of `look`, with its path filled in; a value that contains itself.
    """
    stack: list[_Frame[Context]] = []
    collects = gc.isenabled()
    gc.disable()  # it would look through all of a deep value again and again, and find nothing
    try:
        return _rebuilt(value, context, look, stack)
    except MismatchError as error:
        error.path = _path(stack)
        raise
    finally:
        if collects:
            gc.enable()


def _rebuilt(
    value: Value, context: Context, look: Callable[[Value, Context], Value], stack: list[_Frame[Context]]
) -> Value:
    made: dict[tuple[int, Context], Value] = {}
    result = _visit(value, context, look, made, stack)
    while stack:
        frame = stack[-1]
        if _advance(frame, look, made, stack):
            result = made[frame.key] = frame.parts.build(frame.done)
            stack.pop()
            if stack:
                stack[-1].done.append(result)
    return result


def _advance(
    frame: _Frame[Context],
    look: Callable[[Value, Context], Value],
    made: dict[tuple[int, Context], Value],
    stack: list[_Frame[Context]],
) -> bool:
    """Rebuild children of a value until one of them has parts itself; whether all are done."""
    done = frame.done
    depth = len(stack)
    for child, inner in frame.rest:
        if type(child) in _SCALARS:
            done.append(look(child, inner))
            continue
        result = _visit(child, inner, look, made, stack)
        if len(stack) > depth:
            return False
        done.append(result)
    return True


def _visit(
    value: Value,
    context: Context,
    look: Callable[[Value, Context], Value],
    made: dict[tuple[int, Context], Value],
    stack: list[_Frame[Context]],
) -> Value:
    """The new value; a new frame on the stack instead when it has parts."""
    key = (id(value), context)
    known = made.get(key)
    if known is _OPEN:
        raise MismatchError("a value without cycles", "one that contains itself")
    if known is not None:
        return known
    found = look(value, context)
    if not isinstance(found, Parts):
        if type(found) in _CONTAINERS:
            made[key] = found
        return found
    made[key] = _OPEN
    stack.append(_Frame(found, key))
    return None


def _path(stack: list[_Frame[Context]]) -> str:
    """Where the walk stands; the middle of a long way is left out."""
    labels = [frame.parts.label(len(frame.done)) for frame in stack if len(frame.done) < len(frame.parts.children)]
    if len(labels) > 12:
        labels = [*labels[:6], " ... ", *labels[-6:]]
    return "".join(labels)
