"""The table of meanings, filled by the modules of each group of instructions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from motet.vm.frame import Handler

HANDLERS: Final[dict[str, Handler]] = {}
"""Meaning of each instruction of `motet.bytecode.table`, by name."""


def meaning(name: str) -> Callable[[Handler], Handler]:
    """Register the decorated function as the meaning of an instruction."""

    def register(handler: Handler) -> Handler:
        assert name not in HANDLERS, name
        HANDLERS[name] = handler
        return handler

    return register
