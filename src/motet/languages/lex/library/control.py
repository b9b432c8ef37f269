"""`std.flow` and `std.iter`: sections 14.8 and 14.15. All of it calls functions, so the lowering or the prelude has it."""

from __future__ import annotations

from typing import Final

from motet.languages.lex.library.entry import Entry, function, module


def _template(name: str, signature: str, since: str = "0.4") -> Entry:
    return function(name, signature, inline=name, since=since)


def _prelude(name: str, signature: str, since: str = "0.9.1") -> Entry:
    return function(name, signature, inline=f"prelude:{name}", since=since)


_TRIES: Final = "(A) -> [e] Result[B, E]"

FLOW: Final = module(
    _template("flow.sequential", "((A) -> B, (B) -> C) -> (A) -> C"),
    _template("flow.branch", "((A) -> Bool, (A) -> B, (A) -> B) -> (A) -> B"),
    _template("flow.parallel", "(() -> A, () -> B) -> () -> (A, B)"),
    _template("flow.parallel_list", "(List[() -> A]) -> List[A]"),
    _template("flow.retry", f"({_TRIES}, Int) -> {_TRIES}"),
    _template("flow.retry_with_backoff", f"({_TRIES}, Int, Int) -> (A) -> [time, e] Result[B, E]", since="0.3"),
)

FLOW_INTERNAL: Final = module(
    function("flow.charge", "(Int) -> Unit", "run.charge"),
)

ITER: Final = module(
    _prelude("iter.from_list", "(List[A]) -> Iter[A]"),
    _prelude("iter.unfold", "(S, (S) -> Option[(A, S)]) -> Iter[A]", since="0.9.2"),
    _prelude("iter.next", "(Iter[A]) -> Option[(A, Iter[A])]"),
    _prelude("iter.is_empty", "(Iter[A]) -> Bool"),
    _prelude("iter.count", "(Iter[A]) -> Int"),
    _prelude("iter.take", "(Iter[A], Int) -> Iter[A]"),
    _prelude("iter.skip", "(Iter[A], Int) -> Iter[A]"),
    _prelude("iter.to_list", "(Iter[A]) -> List[A]"),
    _prelude("iter.collect", "(Iter[A]) -> List[A]"),
    _prelude("iter.map", "(Iter[A], (A) -> [e] B) -> [e] Iter[B]"),
    _prelude("iter.filter", "(Iter[A], (A) -> [e] Bool) -> [e] Iter[A]"),
    _prelude("iter.fold", "(Iter[A], B, (B, A) -> [e] B) -> [e] B"),
)
