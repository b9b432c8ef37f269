"""The examples of functions, executed: each case in a run of its own that is granted nothing.

A case becomes two functions without parameters, its call and its expected value, which are checked and compiled like
those of the program.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from motet.languages.lex.ast import Call, FnDecl, Stage, Var

if TYPE_CHECKING:
    from motet import Loaded, Source
    from motet.languages.lex.ast import Example, Expr
    from motet.languages.lex.checker import Checked
    from motet.languages.lex.checker.errors import Problem

_CALL: Final = "example call {} of {}"
_EXPECTED: Final = "example value {} of {}"
"""Names of the functions; no program can have such names."""


class _Case(NamedTuple):
    function: FnDecl
    number: int
    example: Example


def _cases(checked: Checked) -> Iterator[_Case]:
    for stage in checked.stages:
        if isinstance(stage, FnDecl) and not stage.type_params and not stage.effects:
            for index, example in enumerate(stage.examples):
                if len(example.args) == len(stage.params):
                    yield _Case(stage, index, example)


def _thunk(function: FnDecl, name: str, body: Expr) -> FnDecl:
    return replace(function, name=name, params=(), body=body, examples=())


def _with_cases(checked: Checked, cases: list[_Case]) -> tuple[Stage, ...]:
    stages: list[Stage] = [replace(s, examples=()) if isinstance(s, FnDecl) else s for s in checked.stages]
    for function, number, example in cases:
        callee = Var(example.span, function.name)
        call = Call(example.span, callee, example.args)
        stages.append(_thunk(function, _CALL.format(number, function.name), call))
        stages.append(_thunk(function, _EXPECTED.format(number, function.name), example.expected))
    return tuple(stages)


def failed_examples(source: Source, checked: Checked) -> list[Problem]:
    """Run all examples; the errors `example_mismatch`.

    Raises:
        CheckError: an example itself does not pass the checker (an argument that a refinement rejects).
    """
    cases = list(_cases(checked))
    if not cases:
        return []
    from motet.cli.lex.grants import default_limits
    from motet.engine.load import from_program
    from motet.languages.lex.language import LANGUAGE
    from motet.languages.lex.policy import LexGrants
    from motet.languages.lex.stages import check_stages

    whole = check_stages(_with_cases(checked, cases), {"lax": True})
    program = LANGUAGE.lower(whole, {})
    for function in program.functions:
        function.effects = ()  # what other functions declare is not asked for: each call is refused by itself
    found = []
    for case in cases:
        with from_program(program, source, policy=LexGrants(), limits=default_limits(), engine="vm") as loaded:
            problem = _failure(loaded, case)
        if problem is not None:
            found.append(problem)
    return found


def _failure(loaded: Loaded, case: _Case) -> Problem | None:
    from motet.languages.lex.checker.errors import Problem
    from motet.stdlib.structural import equal

    function, number, example = case
    got, got_text = _outcome(loaded, _CALL.format(number, function.name))
    expected, expected_text = _outcome(loaded, _EXPECTED.format(number, function.name))
    if got is not None and expected is not None and equal(got[0], expected[0]):
        return None
    fields = {"fn_name": function.name, "case_index": number, "expected": expected_text, "got": got_text}
    return Problem("example_mismatch", fields, function.source, example.span)


def _outcome(loaded: Loaded, name: str) -> tuple[tuple[object] | None, str]:
    """The value of a function without parameters in a tuple, or None if it failed; its text."""
    import motet

    try:
        value = loaded.run_value([name])
    except motet.RunError as error:
        return None, f"runtime error: {error.diagnostic.message}"
    return (value,), loaded.text(value)
