"""What a program needs from Motet's own policy: the kinds behind its declared effects, and behind what it calls."""

from __future__ import annotations

from typing import Final

from motet.languages.lex.ast import Effect
from motet.languages.lex.checker import Checked
from motet.languages.lex.policy import KINDS, WITHOUT_GATE
from motet.policy import KINDS as MOTET_KINDS
from motet.policy.effects import IMPLIED

_SCOPED: Final = frozenset({"net", "fs_read", "fs_write"})
"""Effects whose text argument is the scope of a grant."""


def needed_grants(checked: Checked) -> list[str]:
    """Grants of `motet run --allow` that the default policy lacks, sorted: of the functions that are called, and declared.

    A function of `std.io` that reads a file needs `fs_read`, although its effect is `io`.
    """
    found = {grant for function in checked.functions.values() for grant in _declared(function.decl.effects)}
    for reference in checked.references.values():
        row = reference.entry.row if reference.entry is not None else None
        if row is not None:
            found |= {gate.kind for gate in row.declaration.gates}
    by_default = {kind.name for kind in MOTET_KINDS.values() if kind.by_default}
    whole = {grant for grant in found if ":" not in grant}
    found -= {kind for kind, wider in IMPLIED.items() if whole.intersection(wider)}
    return sorted(grant for grant in found - by_default if grant in whole or grant.partition(":")[0] not in whole)


def _declared(effects: tuple[Effect, ...]) -> set[str]:
    """The grants of declared effects. A bare `fs_walk` is told by what is called."""
    found = set()
    for effect in effects:
        kind = KINDS.get(effect.name, "ext")
        if effect.name in WITHOUT_GATE:
            continue
        if kind == "ext":
            found.add(f"ext:{effect.name}")
        elif isinstance(effect.argument, str) and effect.name in _SCOPED:
            found.add(f"{kind}:{effect.argument}")
        else:
            found.add(kind)
    return found
