"""Assertions that give back whether they hold."""

from __future__ import annotations

from motet.bytecode.program import Value
from motet.stdlib.debug_form import debug_text
from motet.stdlib.declare import host
from motet.stdlib.host import Host
from motet.stdlib.json_writer import json_text
from motet.stdlib.outcomes import CheckError
from motet.stdlib.structural import equal as equal_values


def _shown(value: Value, output: Host) -> str:
    return json_text(value, output.closure_text, output.memory_limit, output.poll)


@host("check.equal(left: T, right: T) -> Unit", errors=CheckError, fuel="20", memory="64", pure=True)
def equal(left: Value, right: Value, output: Host) -> CheckError | None:
    """Fails unless the two are equal; the values are shown as JSON."""
    if equal_values(left, right):
        return None
    return CheckError("failed", message=f"lhs {_shown(left, output)} != rhs {_shown(right, output)}")


@host("check.unequal(left: T, right: T) -> Unit", errors=CheckError, fuel="20", memory="64", pure=True)
def unequal(left: Value, right: Value, output: Host) -> CheckError | None:
    """Fails if the two are equal; the value is shown as JSON."""
    if not equal_values(left, right):
        return None
    return CheckError("failed", message=f"both sides are {_shown(left, output)}")


@host("check.true(condition: Bool) -> Unit", errors=CheckError, fuel="4", pure=True)
def true(condition: bool) -> CheckError | None:
    """Fails unless it is true."""
    return None if condition else CheckError("failed", message="was false")


@host("check.false(condition: Bool) -> Unit", errors=CheckError, fuel="4", pure=True)
def false(condition: bool) -> CheckError | None:
    """Fails unless it is false."""
    return CheckError("failed", message="was true") if condition else None


@host("check.debug_form(value: T) -> Str", fuel="20", memory="4096", pure=True)
def debug_form(value: Value) -> str:
    """A value as error texts show it."""
    return debug_text(value)
