"""Which expressions make a constructor right there, so that a match on them needs no object."""

from __future__ import annotations

from typing import Final

from motet.languages.lex import ast
from motet.languages.lex.lowering.body import Body

MAKERS: Final = frozenset(
    [
        "list.head",
        "list.last",
        "list.get",
        "list.find",
        "list.fold",
        "map.fold",
        "option.map",
        "option.and_then",
        "option.or_else",
        "option.ok_or",
        "result.map",
        "result.and_then",
        "result.map_err",
        "result.or_else",
    ]
)
"""Templates that give constructors to their use."""


def makes_constructors(body: Body, node: ast.Expr) -> bool:
    """Whether an expression ends, on some way at least, in a constructor, a tuple or a record, or in a template that makes one."""
    work = [node]
    while work:
        item = work.pop()
        while isinstance(item, ast.Let | ast.Block):
            item = item.body if isinstance(item, ast.Let) else item.result
        if isinstance(item, ast.Constructor | ast.RecordLit) or (isinstance(item, ast.TupleLit) and item.items):
            return True
        if isinstance(item, ast.Match):
            work.extend([arm.body for arm in item.arms])
        elif isinstance(item, ast.Call):
            if isinstance(item.callee, ast.Lambda):
                work.append(item.callee.body)
            else:
                reference = body.unit.checked.references.get(item.callee)
                entry = None if reference is None else reference.entry
                if entry is not None and entry.inline in MAKERS:
                    return True
    return False
