"""What the words of a command line mean: a function's name, and its arguments in JSON, made to fit the declared types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from motet.bytecode.program import Program, Value
from motet.bytecode.traps import Trap
from motet.languages.interface import Invocation
from motet.languages.lex.json_form import from_json
from motet.languages.typed_values import fitting
from motet.languages.walking import MismatchError

MAIN: Final = "main"

_SHOWN: Final = 200


def invocation(program: Program, functions: Mapping[str, int], texts: Sequence[str]) -> Invocation:
    """The function that is meant (`main` if no name is given) and its arguments.

    Raises:
        ValueError: an argument is no JSON.
        Trap: there is no such function, or it takes other arguments: run-time errors, as with the original.
    """
    name, given = (texts[0], texts[1:]) if texts else (MAIN, ())
    values = [_from_json(text) for text in given]
    index = functions.get(name)
    if index is None:
        raise Trap("panic", message=f"no function `{_cut(name)}`")
    parameters = program.functions[index].parameters
    if len(values) != len(parameters):
        raise Trap("panic", message=f"arity mismatch calling {name}")
    arguments: list[Value] = []
    for at, (value, type_) in enumerate(zip(values, parameters, strict=True), start=1):
        try:
            arguments.append(fitting(value, type_))
        except MismatchError as mismatch:
            raise Trap("type", message=f"argument {at} of `{name}` must be {mismatch}") from None
        except OverflowError as error:
            raise Trap("type", message=f"argument {at} of `{name}`: {error}") from None
    return Invocation(index, arguments)


def _from_json(text: str) -> Value:
    try:
        return from_json(text)
    except ValueError as error:
        raise ValueError(f"arg `{_cut(text)}` must be JSON: {error}") from None


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
