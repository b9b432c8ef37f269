"""Loads a program with the files that it imports (specification 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from motet.languages.lex.ast import Import, Stage
from motet.languages.lex.parser import parse_source
from motet.source import Source

if TYPE_CHECKING:
    from motet.languages.lex.loader_merge import Read


def load(source: Source, root: str | None = None, read: Read | None = None) -> tuple[Stage, ...]:
    """Stages of a program, those of imported files included; each file is merged once.

    Args:
        source: the program; its name is the path that its imports start from.
        root: directory that imports may lead to; None: imports of files are refused.
        read: reads a file, by default from the file system, below `root`.

    Raises:
        DiagnosticError: a text is not valid, a file cannot be read, files import each other in a circle.
    """
    stages = parse_source(source)
    if not any(isinstance(stage, Import) and stage.reference[:4] != "std." for stage in stages):
        return stages
    # most programs import no files, and need none of this
    from motet.languages.lex.loader_merge import merge

    return merge(source, stages, root, read)
