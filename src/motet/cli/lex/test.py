"""`lex test`: run the suites of a directory."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Final

from motet.cli.lex.flags import take_apart
from motet.cli.lex.grants import ALLOW_EFFECTS, default_limits
from motet.cli.lex.programs import ROOT, read_source
from motet.cli.lex.reply import CommandError, Reply
from motet.cli.status import FAILED, OK

if TYPE_CHECKING:
    from motet import Limits, Loaded, Settings
    from motet.languages.lex.policy import LexGrants
    from motet.policy import Grants

FLAGS: Final = (ALLOW_EFFECTS,)

ENTRY: Final = "run_all"


def test(reply: Reply, words: list[str]) -> int:
    """Call `run_all()` of each `DIR/test_*.lex`; an `Err`, a number that is not 0 and a failed run are failures."""
    known = take_apart(FLAGS, words)
    if len(known.positional) > 1:
        raise CommandError(f"test: unexpected argument `{known.positional[1]}`", code="usage")
    suites = suites_in(known.positional[0] if known.positional else "tests")
    results: dict[str, str] = {}
    for path in suites:
        results[path] = failure_of(path, _grants(known.values), default_limits())
        reply.say(f"FAIL {path} — {results[path]}\n" if results[path] else f"ok   {path}\n")
    failed = sum(bool(why) for why in results.values())
    reply.say(f"{len(suites) - failed} passed, {failed} failed\n")
    listing: list[dict[str, Any]] = [{"path": path, "ok": not why, "why": why or None} for path, why in results.items()]
    data = {"passed": len(suites) - failed, "failed": failed, "suites": listing}
    return reply.data(data, status=FAILED if failed else OK)


def suites_in(directory: str) -> list[str]:
    """Paths of the suites of a directory, sorted. CommandError when it cannot be read."""
    try:
        names = sorted(os.listdir(directory))
    except OSError as error:
        raise CommandError(f"read {directory}: {error.strerror}", code="io") from None
    return [os.path.join(directory, name) for name in names if name.startswith("test_") and name.endswith(".lex")]


def _grants(values: dict[str, Any]) -> LexGrants:
    from motet.languages.lex.policy import LexGrants

    return LexGrants(values["allow_effects"]) if values["allow_effects"] else LexGrants.permissive()


def failure_of(
    path: str, policy: Grants, limits: Limits, *, engine: str = "auto", settings: Settings | None = None
) -> str:
    """Run one suite; why it failed, or an empty text."""
    import motet

    try:
        source = read_source(path)
        with motet.compile(
            source.text,
            language="lex",
            name=path,
            policy=policy,
            limits=limits,
            root=ROOT,
            engine=engine,
            settings=settings,
        ) as loaded:
            try:
                return _verdict(loaded)
            except motet.RunError as error:
                if error.diagnostic.code == "broken-pipe":
                    raise BrokenPipeError from None
                return error.diagnostic.message
    except CommandError as error:
        return str(error)
    except motet.SourceError as error:
        return str(error)


def _verdict(loaded: Loaded) -> str:
    """What the value of `run_all` says."""
    from motet.bytecode.values import Variant

    try:
        value = loaded.run_value([ENTRY])
    except ValueError as error:  # there is no such function
        return str(error)
    failed = (isinstance(value, Variant) and value.name == "Err") or (type(value) is int and value != 0)
    return f"{ENTRY} gave {loaded.text(value)[:1000]}" if failed else ""
