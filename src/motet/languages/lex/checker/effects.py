"""Which effects a body performs, and whether its signature declares them (specification 7.6)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from motet.languages.lex.ast import Expr, Literal, Node
from motet.languages.lex.types import PURE, EffectKind, Rigid, Row, RowVariable, prune_row

if TYPE_CHECKING:
    from motet.languages.lex.checker.state import Frame

_TARGET: Final = "target"
"""Kind of the argument of an effect whose target is known; no program can write it."""


def undeclared(frame: Frame) -> tuple[str, Node] | None:
    """The first effect, in sorted order, that a body performs and its function does not declare, with its place."""
    missing = {effect.name if effect.argument_kind == _TARGET else str(effect): node for effect, node in _extra(frame)}
    if not missing:
        return None
    name = min(missing)
    return name, missing[name]


def _extra(frame: Frame) -> list[tuple[EffectKind, Node]]:
    declared = prune_row(frame.row)
    extra: list[tuple[EffectKind, Node]] = []
    for variable, node in frame.open:
        row = prune_row(Row(PURE.effects, variable))
        for effect in row.effects:
            frame.performed.setdefault(effect, node)
        if isinstance(row.variable, RowVariable):
            row.variable.bound = PURE
        elif isinstance(row.variable, Rigid) and row.variable != declared.variable:
            extra.append((EffectKind(row.variable.name), node))
    extra += [(effect, node) for effect, node in frame.performed.items() if not covers(declared, effect)]
    return extra


def covers(declared: Row, effect: EffectKind) -> bool:
    """Whether a declared row allows an effect: bare ones allow all arguments, others only themselves."""
    if EffectKind(effect.name) in declared.effects:
        return True
    if effect.argument_kind != _TARGET:
        return effect in declared.effects
    within = _WITHIN[effect.name]
    return any(
        within(str(allowed.argument), str(effect.argument))
        for allowed in declared.effects
        if allowed.name == effect.name and allowed.argument_kind == "Str"
    )


# ---- calls whose target is a literal


def targeted(function: str, row: Row, args: Sequence[Expr]) -> Row:
    """The row of a call of a library function; what it does to a literal target is an effect on that target alone.

    So `fs.exists("/data/x")` may be called by a function that declares `[fs_walk("/data")]`. Only functions are
    meant whose first argument is the one target of the effect.
    """
    name = _TARGETED.get(function)
    if name is None or not args:
        return row
    literal = args[0].value.value if isinstance(args[0], Literal) else None
    target = _TARGETS[name](literal) if isinstance(literal, str) else ""
    bare = EffectKind(name)
    if not target or bare not in row.effects:
        return row
    return Row((row.effects - {bare}) | {EffectKind(name, _TARGET, target)}, row.variable)


def _path(text: str) -> str:
    """An absolute path without detours, or nothing."""
    if not text.startswith("/") or "\0" in text or ".." in text.split("/"):
        return ""
    return "/" + "/".join([part for part in text.split("/") if part not in ("", ".")])


def _host(text: str) -> str:
    """The host of a plain URL, or nothing."""
    scheme, mark, rest = text.partition("://")
    if not mark or scheme.lower() not in ("http", "https") or not rest.isprintable() or "\\" in rest or " " in rest:
        return ""
    for end in "/?#":
        rest = rest.partition(end)[0]
    host, _, port = rest.partition(":")
    plain = "@" not in rest and "[" not in rest and (not port or port.isdecimal())
    return host.lower() if plain else ""


def _same_host(allowed: str, target: str) -> bool:
    return allowed.lower() == target


def _below(allowed: str, target: str) -> bool:
    root = _path(allowed)
    return bool(root) and (target == root or target.startswith(root.rstrip("/") + "/"))


_TARGETS: Final[dict[str, Callable[[str], str]]] = {
    "net": _host,
    **dict.fromkeys(("io", "fs_walk", "fs_write"), _path),
}
_WITHIN: Final[dict[str, Callable[[str, str], bool]]] = {
    "net": _same_host,
    **dict.fromkeys(("io", "fs_walk", "fs_write"), _below),
}
_TARGETED: Final[dict[str, str]] = {
    **dict.fromkeys(("net.get", "net.post", "http.get", "http.post"), "net"),
    **dict.fromkeys(("io.read", "io.write"), "io"),
    **{f"fs.{name}": "fs_walk" for name in ("exists", "is_file", "is_dir", "stat", "list_dir", "walk")},
    **{f"fs.{name}": "fs_write" for name in ("mkdir_p", "remove")},
    **dict.fromkeys(("kv.open", "sql.open"), "fs_write"),
}
"""Effect on the first argument, by function."""
