"""Whether the arms of a match cover every value, and whether each of them can be reached.

After L. Maranget, Warnings for pattern matching, Journal of Functional Programming 17 (2007). A pattern is reduced to a
head with the patterns of its parts, or None when it matches everything; a list is empty, or a first item and a rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from motet.languages.lex import ast
from motet.languages.lex.checker.checked import Checked
from motet.languages.lex.checker.unify import Unifier
from motet.languages.lex.types import BOOL, UNKNOWN, ListType, Named, RecordType, TupleType, Type

_MOST_CELLS: Final = 3_000_000
"""Patterns in matrices that are looked at for one match, at most; a match that needs more counts as complete."""

_MOST_MISSING: Final = 24
"""Examples of missing patterns in one error, at most."""

_EMPTY: Final = "[]"
_ITEMS: Final = "[..]"
_RECORD: Final = "{"
"""What the name of a record's head begins with; its fields follow."""
_TUPLE: Final = "()"


class _Head(NamedTuple):
    """A pattern that tests something: a constructor, or a literal as its kind and value, with what is inside."""

    name: str | tuple[str, object]
    parts: tuple[_Head | None, ...]


_Simple: TypeAlias = "_Head | None"
_Rows: TypeAlias = "list[tuple[_Simple, ...]]"


class Coverage(NamedTuple):
    """What a match leaves out, as examples, and which of its arms are never reached.

    `literals_only` says that all it leaves out are further values of types that cannot be listed, such as Int.
    """

    missing: list[str]
    unreachable: list[ast.Arm]
    literals_only: bool = False


class _TooLongError(Exception):
    """There are too many cases to look at."""


class Exhaustiveness:
    """Looks at the matches of a function whose types are known."""

    def __init__(self, checked: Checked, unifier: Unifier, types: Mapping[ast.Expr | ast.Pattern, Type]) -> None:
        self._checked = checked
        self._unifier = unifier
        self._types = types
        self._cells = 0

    def cover(self, node: ast.Match) -> Coverage:
        """What the arms of a match cover."""
        type_ = self._types[node.scrutinee]
        patterns = [self._simple(arm.pattern) for arm in node.arms]
        if all(pattern is None or not any(pattern.parts) for pattern in patterns):
            return self._cover_flat(node, patterns, type_)
        self._cells = 0
        try:
            rows: _Rows = []
            unreachable = []
            for arm, pattern in zip(node.arms, patterns, strict=True):
                if not self._useful(rows, (pattern,), (type_,)):
                    unreachable.append(arm)
                rows.append((pattern,))
            missing = self._missing(rows, (type_,))
            literals_only = bool(missing) and not self._missing(rows, (type_,), literals_suffice=True)
        except _TooLongError:
            return Coverage([], [])
        return Coverage([_text(witness[0]) for witness in missing], unreachable, literals_only)

    def _cover_flat(self, node: ast.Match, patterns: Sequence[_Simple], type_: Type) -> Coverage:
        """As `cover`, for patterns that look no deeper than their heads."""
        heads = self._heads(type_)
        seen: set[str | tuple[str, object]] = set()
        complete = False
        unreachable = []
        for arm, pattern in zip(node.arms, patterns, strict=True):
            if complete or (pattern is not None and pattern.name in seen):
                unreachable.append(arm)
            elif pattern is None:
                complete = True
            else:
                seen.add(pattern.name)
                complete = heads is not None and len(seen) == len(heads)
        if complete:
            return Coverage([], unreachable)
        if heads is None:
            return Coverage(["_"], unreachable, literals_only=True)
        left = [_Head(name, (None,) * len(parts)) for name, parts in heads.items() if name not in seen]
        return Coverage([_text(head) for head in left[:_MOST_MISSING]], unreachable)

    # ---- types and patterns

    def _heads(self, type_: Type) -> Mapping[str, tuple[Type, ...]] | None:
        """The heads that values of a type have, with the types of their parts; None when they cannot be listed."""
        type_ = self._unifier.unfold(type_)
        if type_ == BOOL:
            return {"true": (), "false": ()}
        if isinstance(type_, Named):
            return self._constructors(type_)
        if isinstance(type_, RecordType):
            return {_record_head(type_): tuple(type_.fields.values())}
        if isinstance(type_, TupleType):
            return {_TUPLE: type_.items}
        if isinstance(type_, ListType):
            return {_EMPTY: (), _ITEMS: (type_.element, type_)}
        return None

    def _constructors(self, type_: Named) -> Mapping[str, tuple[Type, ...]] | None:
        union = self._checked.unions.get(type_.name)
        if union is None:
            return None
        if not union.parameters:
            return union.constructors
        names = {parameter.name: item for parameter, item in zip(union.parameters, type_.args, strict=False)}
        return {
            name: tuple([self._unifier.substitute(item, names) for item in payload])
            for name, payload in union.constructors.items()
        }

    def _simple(self, node: ast.Pattern) -> _Simple:
        return _SIMPLES[type(node)](self, node)

    def _simple_all(self, nodes: Sequence[ast.Pattern]) -> tuple[_Simple, ...]:
        return tuple([self._simple(node) for node in nodes])

    def _simple_any(self, node: ast.PVar | ast.PWild) -> _Simple:
        return None

    def _simple_literal(self, node: ast.PLiteral) -> _Simple:
        value = node.value
        if value.kind == "Unit":
            return None
        if value.kind == "Bool":
            return _Head("true" if value.value else "false", ())
        return _Head((value.kind, value.value), ())

    def _simple_constructor(self, node: ast.PConstructor) -> _Simple:
        return _Head(node.name, self._simple_all(node.args))

    def _simple_record(self, node: ast.PRecord) -> _Simple:
        type_ = self._unifier.unfold(self._types[node])
        tests = {name: self._simple(part) for name, part in node.fields}
        if not isinstance(type_, RecordType) or not any(tests.values()):
            return None
        return _Head(_record_head(type_), tuple([tests.get(name) for name in type_.fields]))

    def _simple_tuple(self, node: ast.PTuple) -> _Simple:
        parts = self._simple_all(node.items)
        return _Head(_TUPLE, parts) if any(parts) else None

    def _simple_list(self, node: ast.PList) -> _Simple:
        rest = _Head(_EMPTY, ()) if node.rest is None else self._simple(node.rest)
        for item in reversed(node.items):
            rest = _Head(_ITEMS, (self._simple(item), rest))
        return rest

    # ---- matrices of patterns

    def _step(self, rows: _Rows, types: tuple[Type, ...]) -> None:
        self._cells += (1 + len(rows)) * (1 + len(types))
        if self._cells > _MOST_CELLS:
            raise _TooLongError

    def _useful(self, rows: _Rows, row: tuple[_Simple, ...], types: tuple[Type, ...]) -> bool:
        """Whether some values are matched by the row and by none of the rows."""
        self._step(rows, types)
        if not rows or not row:
            return not rows
        column = _column([*rows, row])
        if column is None:
            return False
        rows, row, types = [_front(item, column) for item in rows], _front(row, column), _front(types, column)
        first = row[0]
        if first is not None:
            parts = self._parts(types[0], first)
            kept = _specialised(rows, first.name, len(first.parts))
            return self._useful(kept, (*first.parts, *row[1:]), (*parts, *types[1:]))
        heads = self._heads(types[0])
        if heads is None or heads.keys() - {item[0].name for item in rows if item[0] is not None}:
            return self._useful(_default(rows), row[1:], types[1:])
        for name, parts in heads.items():
            wild = (None,) * len(parts)
            if self._useful(_specialised(rows, name, len(parts)), (*wild, *row[1:]), (*parts, *types[1:])):
                return True
        return False

    def _parts(self, type_: Type, head: _Head) -> tuple[Type, ...]:
        """Types of the parts that a head tests; those of a type that is in error are not known."""
        heads = self._heads(type_) or {}
        parts = heads.get(head.name, ()) if isinstance(head.name, str) else ()
        return parts if len(parts) == len(head.parts) else (UNKNOWN,) * len(head.parts)

    def _missing(self, rows: _Rows, types: tuple[Type, ...], *, literals_suffice: bool = False) -> _Rows:
        """Examples of values that no row matches.

        `literals_suffice` leaves out values that differ from all literals where the rows have literals.
        """
        self._step(rows, types)
        if not rows:
            return [(None,) * len(types)]
        column = _column(rows)
        if column is None:
            return []
        found: _Rows = []
        rows, types = [_front(row, column) for row in rows], _front(types, column)
        heads: Mapping[Any, tuple[Type, ...]] | None = self._heads(types[0])
        used = {row[0].name: self._parts(types[0], row[0]) for row in rows if row[0] is not None}
        may_differ = not literals_suffice if heads is None else bool(heads.keys() - used.keys())
        absent = self._missing(_default(rows), types[1:], literals_suffice=literals_suffice) if may_differ else []
        if heads is None:
            heads = used if literals_suffice else {}
            found += [(None, *rest) for rest in absent]
        for name, parts in heads.items():
            count = len(parts)
            if name in used:
                kept = _specialised(rows, name, count)
                deeper = self._missing(kept, (*parts, *types[1:]), literals_suffice=literals_suffice)
                found += [(_Head(name, row[:count]), *row[count:]) for row in deeper]
            else:
                found += [(_Head(name, (None,) * count), *rest) for rest in absent]
            if len(found) >= _MOST_MISSING:
                break
        return [_back(row, column) for row in found[:_MOST_MISSING]]


def _column(rows: _Rows) -> int | None:
    """The first column in which a pattern tests something."""
    for column in range(len(rows[0])):
        for row in rows:
            if row[column] is not None:
                return column
    return None


def _front(row: tuple[Any, ...], column: int) -> tuple[Any, ...]:
    return (row[column], *row[:column], *row[column + 1 :]) if column else row


def _back(row: tuple[_Simple, ...], column: int) -> tuple[_Simple, ...]:
    return (*row[1 : column + 1], row[0], *row[column + 1 :]) if column else row


def _specialised(rows: _Rows, name: str | tuple[str, object], count: int) -> _Rows:
    """The rows that may match a value with this head, with its parts as columns."""
    kept: _Rows = []
    wild = (None,) * count
    for row in rows:
        first = row[0]
        if first is None:
            kept.append((*wild, *row[1:]))
        elif first.name == name:
            kept.append((*first.parts, *row[1:]))
    return kept


def _default(rows: _Rows) -> _Rows:
    """The rows that match whatever the head is."""
    return [row[1:] for row in rows if row[0] is None]


# ---- text


def _text(pattern: _Simple) -> str:
    """A pattern as the language writes it."""
    if pattern is None:
        return "_"
    if not isinstance(pattern.name, str):
        return str(pattern.name[1])
    if pattern.name in (_EMPTY, _ITEMS):
        return _list_text(pattern)
    if pattern.name.startswith(_RECORD):
        return _record_text(pattern.name, pattern.parts)
    parts = ", ".join([_text(part) for part in pattern.parts])
    if pattern.name == _TUPLE:
        return f"({parts})"
    return f"{pattern.name}({parts})" if parts else pattern.name


def _record_head(type_: RecordType) -> str:
    return _RECORD + ",".join(type_.fields)


def _record_text(name: str, parts: Sequence[_Simple]) -> str:
    names = name.removeprefix(_RECORD).split(",")
    tests = [f"{field}: {_text(part)}" for field, part in zip(names, parts, strict=False) if part is not None]
    return f"{{ {', '.join(tests)} }}" if tests else "_"


def _list_text(pattern: _Head) -> str:
    items: list[str] = []
    rest: _Simple = pattern
    while rest is not None and rest.name == _ITEMS:
        items.append(_text(rest.parts[0]))
        rest = rest.parts[1]
    if rest is None:
        items.append(".._")
    return f"[{', '.join(items)}]"


_SIMPLES: Final[dict[type, Callable[[Exhaustiveness, Any], _Simple]]] = {
    ast.PVar: Exhaustiveness._simple_any,
    ast.PWild: Exhaustiveness._simple_any,
    ast.PLiteral: Exhaustiveness._simple_literal,
    ast.PConstructor: Exhaustiveness._simple_constructor,
    ast.PRecord: Exhaustiveness._simple_record,
    ast.PTuple: Exhaustiveness._simple_tuple,
    ast.PList: Exhaustiveness._simple_list,
}
