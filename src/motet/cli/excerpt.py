"""Cuts the text of a stage down to one function."""

from __future__ import annotations

import re
from typing import Final, NamedTuple


class _Block(NamedTuple):
    """How a function's text begins and ends in a stage; NAME stands for its name.

    Attributes:
        begins: pattern of the first line.
        ends: pattern of the last line; empty: the line before the next one that begins at the margin.
    """

    begins: str
    ends: str = ""


_LLVM: Final = _Block(r'define .*@(NAME\(|"NAME\().*', r"}")

_BLOCKS: Final = {
    "ast": _Block(r"fun NAME( .*)?"),
    "static-types": _Block(r"NAME : .*"),
    "types": _Block(r"NAME\(.*\) -> .*"),
    "bytecode": _Block(r'function (NAME|"NAME")\(.*', r"}"),
    "llvm": _LLVM,
    "llvm-optimised": _LLVM,
    "asm": _Block(r'"?NAME\(.*:', r"\.Lfunc_end\d+:"),
}


def of_function(text: str, stage: str, name: str) -> str:
    """The lines of a stage's text that belong to a function, in all its versions; empty when there are none."""
    if stage == "ast" and text.startswith("["):
        return _of_tree(text, name)
    block = _BLOCKS[stage]
    begins = re.compile(block.begins.replace("NAME", re.escape(name)))
    ends = re.compile(block.ends or r"(?!)")
    kept: list[str] = []
    inside = False
    for line in text.splitlines():
        if inside and not block.ends and not line.startswith(" "):
            inside = False
        if not inside and begins.fullmatch(line):
            inside = True
            kept += [""] if kept else []
        if inside:
            kept.append(line)
        if inside and ends.fullmatch(line):
            inside = False
    return "\n".join(kept)


def _of_tree(text: str, name: str) -> str:
    """The function in a tree that is written as JSON."""
    from json import dumps, loads

    found = [stage for stage in loads(text) if stage.get("name") == name]
    return dumps(found, indent=2, ensure_ascii=False) if found else ""
