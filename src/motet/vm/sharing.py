"""Which values nobody else has, so that a changed copy can be the value itself: lists grow in constant time.

A value on top of the stack is unshared if Python counts no reference besides the stack's. Loads that are the last use of
a local take the value out of it, so that the local does not count.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final

from motet.bytecode.program import Function, Value
from motet.bytecode.types import is_counted

CHANGING: Final = frozenset(("library", "list_push", "list_set"))
"""Instructions that ask."""

_PASSING: Final = frozenset(("call", "tail_call", "call_closure", "tail_call_closure"))
"""Instructions that pass values to functions that may ask."""

_count: Final[Callable[[object], int]] = getattr(sys, "getrefcount", lambda value: 0)


def _references(stack: list[Value], at: int) -> int:
    value = stack[at]
    return _count(value)


_UNSHARED: Final = _references([[]], 0) or -1
"""What is counted when nobody else has the value; -1 where references are not counted."""


def is_unshared(stack: list[Value], at: int) -> bool:
    """Whether only this place of the stack has the value."""
    return _references(stack, at) == _UNSHARED


def last_uses(function: Function) -> list[int]:
    """The loads after which a local is not live; none in functions without instructions that could use it."""
    code, facts = function.code, function.facts
    holds = any(map(is_counted, (*function.captures, *function.parameters)))
    asking = CHANGING | _PASSING if holds else CHANGING
    if all(instruction[0] not in asking for instruction in code):
        return []
    found = []
    for leader in facts.leaders:
        masks = facts.live_through(leader)
        for at in range(facts.length[leader]):
            name, *operands = code[leader + at]
            if name == "load" and not masks[at + 1] >> operands[0] & 1:
                found.append(leader + at)
    return found
