"""Budgets: what calls of functions that declare one charge (specification 13.4)."""

from __future__ import annotations

from motet.bytecode.types import UNIT
from motet.languages.lex.lowering.body import Body
from motet.source import Span


def charges(body: Body, name: str) -> int:
    """What a call of a function of the source charges; 0 when nobody counts."""
    if not body.lowering.options.budget:
        return 0
    effects = body.unit.info(name).decl.effects
    amounts = [effect.argument for effect in effects if effect.name == "budget"]
    return sum([amount for amount in amounts if isinstance(amount, int) and amount > 0])


def charge(body: Body, amount: int, span: Span) -> None:
    """Charge an amount; the arguments of the call lie on the stack."""
    if amount:
        body.const(amount, span)
        body.library("flow.charge", 1, UNIT, span)
        body.emit("pop", span=span)
