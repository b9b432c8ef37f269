"""What the words of a command line mean: a function's name, and its arguments in JSON, made to fit the declared types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from motet.bytecode.program import Function, Program, Value
from motet.bytecode.traps import Trap
from motet.bytecode.types import Ty, option_of
from motet.bytecode.values import Record, Variant
from motet.languages.interface import Invocation
from motet.languages.lex.json_form import from_json
from motet.languages.lex.type_text import type_text
from motet.languages.typed_values import look
from motet.languages.walking import MismatchError, rebuild

MAIN: Final = "main"

_SHOWN: Final = 200
_MOST_NAMES: Final = 30
"""Functions that a message lists, at most."""


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
        raise Trap("panic", message=f"no function `{_cut(name)}`", help=_functions_help(name, functions))
    function = program.functions[index]
    if len(values) != len(function.parameters):
        help = f"{_signature(name, function)} takes {_counted(len(function.parameters))}, and got {len(values)}"
        raise Trap("panic", message=f"arity mismatch calling {name}", help=help)
    pairs = zip(values, function.parameters, strict=True)
    return Invocation(index, [_fitted(name, at, *pair, function) for at, pair in enumerate(pairs, start=1)])


def _fitted(name: str, at: int, value: Value, type_: Ty, function: Function) -> Value:
    try:
        return rebuild(value, type_, _look)
    except MismatchError as mismatch:
        message = f"argument {at} of `{name}` must be {mismatch.text(type_text, 'null')}"
    except OverflowError as error:
        message = f"argument {at} of `{name}`: {error}"
    raise Trap("type", message=message, help=f"the function is {_signature(name, function)}")


def _look(value: Value, type_: Ty) -> Value:
    """As `typed_values.look`; records are of the type if they have its fields, Options excepted, whatever else they have."""
    if type_.kind == "Record" and type(value) is Record:
        given = dict(zip(value.fields, value.values, strict=True))
        absent = {
            name: Variant("None") for name, part in zip(type_.fields, type_.parts, strict=True) if _is_option(part)
        }
        kept = {name: given.get(name, absent.get(name)) for name in type_.fields if name in given or name in absent}
        value = Record(tuple(kept), tuple(kept.values()))
    return look(value, type_)


def _is_option(t: Ty) -> bool:
    return t.kind == "Union" and len(t.parts) == 1 and t is option_of(t.parts[0])


def _signature(name: str, function: Function) -> str:
    result = type_text(function.results[0])
    return f"`{name}({', '.join(map(type_text, function.parameters))}) -> {result}`"


def _functions_help(name: str, functions: Mapping[str, int]) -> str:
    """Which functions there are, those first that are written like the name."""
    if not functions:
        return "the program has no functions"
    from difflib import get_close_matches

    near = get_close_matches(name, functions, 3)
    others = [other for other in functions if other not in near]
    listed = [f"`{_cut(other)}`" for other in (*near, *others)[:_MOST_NAMES]]
    more = f" and {len(functions) - _MOST_NAMES} more" if len(functions) > _MOST_NAMES else ""
    return f"did you mean {listed[0]}?" if len(near) == 1 else f"the program has {', '.join(listed)}{more}"


def _counted(number: int) -> str:
    return f"{number} argument{'s' * (number != 1)}"


def _from_json(text: str) -> Value:
    try:
        return from_json(text)
    except ValueError as error:
        raise ValueError(f"arg `{_cut(text)}` must be JSON: {error}") from None


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
