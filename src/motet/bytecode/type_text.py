"""Reads types from the tokens of the text form. `Ty.text` is how they are written."""

from __future__ import annotations

from typing import Final

from motet.bytecode.literals import LiteralError, read_number
from motet.bytecode.tokens import Tokens
from motet.bytecode.types import BY_NAME, Ty, closure, fn

MAX_DEPTH: Final = 50
"""The deepest nesting of types that the text form has."""

MAX_FUNCTION: Final = 1 << 24


class _Open:
    """A type whose arguments are being read: parameters, then (of `Fn`) results."""

    __slots__ = ("function", "lists")

    def __init__(self, function: int) -> None:
        self.function = function
        self.lists: list[list[Ty]] = [[]]


def read_type(tokens: Tokens) -> Ty:
    """One type, without recursion."""
    stack: list[_Open] = []
    while True:
        done = _start(tokens, stack)
        while done is not None:
            if not stack:
                return done
            stack[-1].lists[-1].append(done)
            done = None if tokens.accept(",") else _close(tokens, stack)


def read_types(tokens: Tokens) -> tuple[Ty, ...]:
    """Types in parentheses; the opening one has been taken."""
    types: list[Ty] = []
    if not tokens.accept(")"):
        types.append(read_type(tokens))
        while tokens.accept(","):
            types.append(read_type(tokens))
        tokens.expect(")")
    return tuple(types)


def _start(tokens: Tokens, stack: list[_Open]) -> Ty | None:
    """Begin a type: the whole of it, or None if its first argument comes next."""
    word = tokens.word("a type")
    simple = BY_NAME.get(word)
    if simple is not None:
        return simple
    head, mark, number = word.partition("#")
    if word != "Fn" and (head != "Closure" or not mark):
        raise tokens.fail(f"there is no type {word[:40]}; types are {', '.join(BY_NAME)}, Fn and Closure")
    if len(stack) >= MAX_DEPTH:
        raise tokens.fail(f"types are nested more than {MAX_DEPTH} deep")
    stack.append(_Open(-1 if word == "Fn" else _function(tokens, number)))
    tokens.expect("(")
    return _close(tokens, stack, empty=True)


def _function(tokens: Tokens, number: str) -> int:
    try:
        function = read_number(number)
    except LiteralError:
        function = -1
    if not 0 <= function < MAX_FUNCTION:
        raise tokens.fail("Closure needs the number of a function: Closure#3(Int)")
    return function


def _close(tokens: Tokens, stack: list[_Open], empty: bool = False) -> Ty | None:
    """The finished type at the end of its last list; None if another argument comes next.

    `empty`: the list has just been opened, so that an argument may come instead of its end.
    """
    opened = stack[-1]
    while True:
        if not tokens.accept(")"):
            if not empty:
                tokens.expect(")")
            return None
        if opened.function >= 0:
            stack.pop()
            return closure(opened.function, tuple(opened.lists[0]))
        if len(opened.lists) == 2:
            stack.pop()
            return fn(tuple(opened.lists[0]), tuple(opened.lists[1]))
        tokens.expect("->")
        tokens.expect("(")
        opened.lists.append([])
        empty = True
