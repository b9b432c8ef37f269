"""`lex parse`, `lex hash` and `lex canonical`: programs as trees, hashes and bytes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from motet.cli.lex.flags import Flag, take_apart
from motet.cli.lex.programs import ROOT, only, read_canonical, read_source
from motet.cli.lex.reply import CommandError, Reply
from motet.cli.status import OK

if TYPE_CHECKING:
    from motet.languages.lex.ast import Stage

FLAGS: Final = (Flag("--out", "file that `canonical encode` writes; by default standard output", "P"),)


def _stages(path: str) -> tuple[Stage, ...]:
    from motet.languages.lex.stages import stages_of

    return stages_of(read_source(path), {"root": None if path == "-" else ROOT})


def parse(reply: Reply, words: list[str]) -> int:
    """The canonical tree as JSON, pretty-printed."""
    from motet.languages.lex.stages import tree_json

    text = tree_json(_stages(only(take_apart((), words).positional, "F", "parse")))
    reply.say(text + "\n")
    return reply.data_text([text]) if reply.as_json else OK


def hashes(reply: Reply, words: list[str]) -> int:
    """Canonical hash and StageId of each stage, a line each."""
    from motet.languages.lex.stages import stage_hashes

    rows = stage_hashes(_stages(only(take_apart((), words).positional, "F", "hash")))
    if reply.as_table:
        width = max([len("name"), *(len(row.name) for row in rows)])
        reply.say(f"{'name':{width}}  {'canonical_ast':64}  stage_id\n")
        reply.say("".join(f"{row.name:{width}}  {row.canonical}  {row.stage}\n" for row in rows))
        return OK
    reply.say("".join(f"{row.name}\tcanonical_ast={row.canonical}\tstage_id={row.stage}\n" for row in rows))
    return reply.data([{"name": row.name, "canonical_ast": row.canonical, "stage_id": row.stage} for row in rows])


def canonical(reply: Reply, words: list[str]) -> int:
    """Write or read the binary canonical form."""
    known = take_apart(FLAGS, words)
    verb = known.positional[0] if known.positional else ""
    action = _VERBS.get(verb)
    if action is None:
        raise CommandError("canonical: `encode F [--out P]` or `decode P`", code="usage")
    return action(
        reply, only(known.positional[1:], "F" if verb == "encode" else "P", f"canonical {verb}"), known.values["out"]
    )


def _encode(reply: Reply, path: str, out: str | None) -> int:
    from motet.languages.lex.canonical_json import encode

    data = encode(_stages(path))
    if out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        return OK
    from motet.cli.files import write_whole_bytes

    write_whole_bytes(out, data)
    return reply.data({"out": out, "bytes": len(data)})


def _decode(reply: Reply, path: str, out: str | None) -> int:
    from motet.languages.lex.formatter import format_stages
    from motet.languages.lex.stages import stages_of

    if out is not None:
        raise CommandError("canonical decode: `--out` goes with `encode`", code="usage")
    text = format_stages(stages_of(read_canonical(path), {"canonical": True}))
    reply.say(text)
    return reply.data({"source": text})


_VERBS: Final[dict[str, Callable[[Reply, str, str | None], int]]] = {"encode": _encode, "decode": _decode}
