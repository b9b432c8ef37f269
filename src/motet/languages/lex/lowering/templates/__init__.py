"""Templates: functions of modules that are lowered into their caller."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from motet.languages.lex.lowering.applications import Application
from motet.languages.lex.lowering.body import Body
from motet.languages.lex.lowering.templates import flow, lists, loops, outcomes, parsers, simple, tuples
from motet.languages.lex.lowering.uses import Use

TEMPLATES: Final[Mapping[str, Callable[[Body, Application, Use], None]]] = {
    **flow.TEMPLATES,
    **lists.TEMPLATES,
    **loops.TEMPLATES,
    **outcomes.TEMPLATES,
    **parsers.TEMPLATES,
    **simple.TEMPLATES,
    **tuples.TEMPLATES,
}
"""By the name that the tables of the library use for them."""
