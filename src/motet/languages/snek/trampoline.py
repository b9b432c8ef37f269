"""Recursion without the host's stack: walks over trees of any depth.

A task is a generator that yields the tasks it wants done, one at a time, receives what each of them returned, and
returns its own result. `trampoline` runs it with a list for a stack.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, TypeAlias, TypeVar

Result = TypeVar("Result")

Task: TypeAlias = Generator[Any, Any, Result]


def trampoline(task: Task[Result]) -> Result:
    """Run a task and all tasks it asks for; the result of the first."""
    callers: list[Task[Any]] = []
    current: Task[Any] = task
    value: Any = None
    while True:
        try:
            callee = current.send(value)
        except StopIteration as end:
            value = end.value
            if not callers:
                result: Result = value
                return result
            current = callers.pop()
        else:
            callers.append(current)
            current = callee
            value = None
