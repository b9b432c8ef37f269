"""`lex conformance`: run the descriptors of a directory (specification 16)."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from motet.cli.lex.flags import take_apart
from motet.cli.lex.programs import ROOT, declared_effects, only
from motet.cli.lex.reply import CommandError, Reply, compact
from motet.cli.status import OK

if TYPE_CHECKING:
    from motet import Source
    from motet.bytecode.program import Program
    from motet.languages.lex.policy import LexGrants

FAILED: Final = 4

_FIELDS: Final[dict[str, tuple[tuple[type, ...], str]]] = {
    **dict.fromkeys(("name", "language", "source", "source_file", "fn"), ((str,), "text")),
    "input": ((list, type(None)), "list"),
    "policy": ((dict, type(None)), "object"),
}
"""What fields of a descriptor must be."""

_STRINGS: Final = ("allow_effects", "allow_fs_read", "allow_fs_write")


class Outcome(NamedTuple):
    """How a program ended: kinds of its error (none: it gave a value), a text about it, and the value's JSON."""

    kinds: tuple[str, ...]
    text: str
    value: str = ""


def conformance(reply: Reply, words: list[str]) -> int:
    """Run all descriptors `DIR/*.json`; 4 when one of them fails."""
    directory = only(take_apart((), words).positional, "DIR", "conformance")
    try:
        names = sorted(name for name in os.listdir(directory) if name.endswith(".json"))
    except OSError as error:
        raise CommandError(f"read {directory}: {error.strerror}", code="io") from None
    results: list[dict[str, Any]] = []
    for name in names:
        title, why = run_descriptor(os.path.join(directory, name))
        results.append({"name": title, "ok": not why, "why": why or None})
        reply.say(f"FAIL  {title}: {why}\n" if why else f"PASS  {title}\n")
    passed = sum(result["ok"] for result in results)
    reply.say(f"\n{passed}/{len(results)} passed\n")
    data = {"passed": passed, "total": len(results), "cases": results}
    return reply.data(data, status=OK if passed == len(results) else FAILED)


def run_descriptor(path: str) -> tuple[str, str]:
    """Name of a descriptor, and why it failed (empty: it passed)."""
    import motet

    name = os.path.splitext(os.path.basename(path))[0]
    try:
        descriptor = _read(path)
        name = str(descriptor.get("name", name))
        return name, _verdict(descriptor, _outcome(descriptor, os.path.dirname(path)))
    except motet.SourceError as error:  # a file that is no text
        return name, f"bad descriptor: {error.diagnostics[0].message}"
    except (CommandError, TypeError, ValueError) as error:
        return name, f"bad descriptor: {error}"
    except RecursionError:
        return name, "bad descriptor: the JSON is nested too deeply"


def _read(path: str) -> dict[str, Any]:
    """A descriptor. CommandError, SourceError and ValueError say what is wrong with it."""
    from motet.cli.lex.programs import read_source

    try:
        descriptor = json.loads(read_source(path).text)
    except json.JSONDecodeError as error:
        raise ValueError(f"no JSON: {error.msg} at line {error.lineno} column {error.colno}") from None
    if not isinstance(descriptor, dict):
        raise TypeError("no object")
    for name, (kinds, what) in _FIELDS.items():
        if name in descriptor and not isinstance(descriptor[name], kinds):
            raise TypeError(f"`{name}` is no {what}")
    status = descriptor.get("expected_status", "ok")
    if status != "ok" and not (isinstance(status, dict) and isinstance(status.get("error_kind"), str)):
        raise ValueError('`expected_status` is "ok" or {"error_kind": K}')
    return descriptor


def _verdict(descriptor: dict[str, Any], outcome: Outcome) -> str:
    expected = descriptor.get("expected_status", "ok")
    if isinstance(expected, dict):
        kind = expected.get("error_kind")
        if kind in outcome.kinds:
            return ""
        return f"expected the error {kind}, got {outcome.text}"
    if outcome.kinds:
        return outcome.text
    if "expected_output" in descriptor:
        wanted = descriptor["expected_output"]
        if not same_json(wanted, json.loads(outcome.value)):
            return f"expected {compact(wanted)}, got {outcome.value}"
    return ""


def _outcome(descriptor: dict[str, Any], directory: str) -> Outcome:
    """Run the program of a descriptor; what it prints is dropped. ValueError, TypeError for a bad descriptor."""
    import motet
    from motet.languages.lex.checker.errors import CheckError
    from motet.languages.lex.language import LANGUAGE
    from motet.languages.lex.stages import front

    language = descriptor.get("language", "lex")
    if language != "lex":
        raise ValueError(f"language `{language}` is not Lex")
    source, options = _source(descriptor, directory)
    try:
        checked = front(source, options)
    except CheckError as error:
        return Outcome(tuple(problem.kind for problem in error.errors), error.errors[0].text())
    except motet.SourceError as error:
        return Outcome(("syntax_error",), error.diagnostics[0].message)
    grants = _grants(descriptor.get("policy") or {})
    violations = grants.violations(declared_effects(checked))
    if violations:
        return Outcome(tuple(violation.kind for violation in violations), violations[0].detail)
    program = LANGUAGE.lower(checked, {"budget": grants.ceiling is not None})
    return _run(descriptor, source, program, grants)


def _run(descriptor: dict[str, Any], source: Source, program: Program, grants: LexGrants) -> Outcome:
    import motet
    from motet.cli.lex.grants import default_limits
    from motet.engine.load import from_program

    call = [descriptor.get("fn", "main"), *(compact(item) for item in descriptor.get("input") or [])]
    with from_program(program, source, policy=grants, limits=default_limits(), output=lambda data: None) as loaded:
        try:
            return Outcome((), "a value", loaded.text(loaded.run_value(call)))
        except motet.RunError as error:
            return Outcome(("runtime_error",), error.diagnostic.message)
        except ValueError as error:
            return Outcome(("runtime_error",), str(error))


def _source(descriptor: dict[str, Any], directory: str) -> tuple[Source, dict[str, object]]:
    """The program of a descriptor and the options of the front end."""
    import motet
    from motet.cli.lex.programs import read_source

    if "source" in descriptor:
        return motet.Source("<descriptor>", descriptor["source"]), {"root": None}
    if "source_file" not in descriptor:
        raise TypeError("neither `source` nor `source_file`")
    return read_source(os.path.join(directory, descriptor["source_file"])), {"root": ROOT}


def _grants(policy: dict[str, Any]) -> LexGrants:
    from motet.languages.lex.policy import LexGrants

    lists = {name: policy.get(name) or [] for name in _STRINGS}
    budget = policy.get("budget")
    if not all(isinstance(items, list) and all(isinstance(item, str) for item in items) for items in lists.values()):
        raise TypeError("`policy` has lists of texts")
    if budget is not None and type(budget) is not int:
        raise TypeError("`budget` is no whole number")
    return LexGrants(lists["allow_effects"], read=lists["allow_fs_read"], write=lists["allow_fs_write"], budget=budget)


def same_json(one: object, two: object) -> bool:
    """Whether two documents are equal; 1 and 1.0 are not, true and 1 neither."""
    waiting = [(one, two)]
    while waiting:
        a, b = waiting.pop()
        if type(a) is not type(b):
            return False
        if isinstance(a, dict) and isinstance(b, dict):
            if a.keys() != b.keys():
                return False
            waiting += [(a[name], b[name]) for name in a]
        elif isinstance(a, list) and isinstance(b, list):
            if len(a) != len(b):
                return False
            waiting += zip(a, b, strict=True)
        elif a != b:
            return False
    return True
