"""Records and tuples that are taken apart before one of the same type is made of their parts.

In `{ log: list.concat(s.log, [s.n]), n: s.n + 1 }` the new list could not be the old one with an element more while `s`,
which is read later, still holds it. When all parts are read first, `s` is gone before anything is made of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final, TypeGuard

from motet.bytecode.types import Ty, is_counted
from motet.languages.lex import ast
from motet.languages.lex.checker import Checked
from motet.languages.lex.lowering.body import Body
from motet.languages.lex.lowering.captures import children, free_variables
from motet.languages.lex.lowering.uses import VALUE
from motet.languages.lex.lowering.virtuals import VirtualTuple, part_keys
from motet.source import Span

_MOST_PARTS: Final = 24

_Key = str | int
_ITEMS: Final[dict[str, int]] = {"tuple.fst": 0, "tuple.snd": 1, "tuple.third": 2}


def push_parts(body: Body, parts: Sequence[tuple[_Key, ast.Expr]], opened: str, span: Span) -> None:
    """Push the parts of a record or a tuple; a variable may be taken apart before."""
    mark = body.mark()
    if opened:
        _open(body, opened, span)
    for _, value in parts:
        body.expression(value, VALUE)
    body.release(mark)


def opened_variable(body: Body, parts: Sequence[tuple[_Key, ast.Expr]], made: Ty) -> str:
    """A variable that holds a value of this type, of which only parts are read, one of them to make the same part anew; or empty."""
    if len(parts) < 2 or len(parts) > _MOST_PARTS or made.kind not in ("Record", "Tuple"):
        return ""
    readings = _Readings(body.unit.checked)
    for key, value in parts:
        readings.read(key, value)
    counted = {key for (_, key), part in zip(part_keys(made), made.parts, strict=True) if is_counted(part)}
    for name, remade in readings.remade.items():
        if name not in readings.whole and readings.counts[name] > 1 and not counted.isdisjoint(remade):
            held = body.lookup(name)
            if held.type is made and held.local >= 0:
                return name
    return ""


def _open(body: Body, name: str, span: Span) -> None:
    """Read all parts of the value in a variable, which stands for them from now on."""
    held = body.lookup(name)
    items: list[int] = []
    for fetch, key in part_keys(held.type):
        body.load(held.local, span)
        body.emit(fetch, body.name(key) if isinstance(key, str) else key, span=span)
        items.append(body.store_new(span))
    body.bind(name, body.add_virtual(VirtualTuple(held.type, tuple(items))), held.type)


class _Readings:
    """What the parts of a record or a tuple read from variables.

    Attributes:
        whole: variables that are used as a whole, or inside of a lambda.
        counts: how often parts of a variable are read.
        remade: for each variable its parts that something new for the same part is made from.
    """

    def __init__(self, checked: Checked) -> None:
        self.whole: Final[set[str]] = set()
        self.counts: Final[Counter[str]] = Counter()
        self.remade: Final[dict[str, set[_Key]]] = {}
        self._checked: Final = checked
        self._bound: Final[Counter[str]] = Counter()

    def read(self, key: _Key, value: ast.Expr) -> None:
        """Walk through the expression of a part."""
        work: list[ast.Node | tuple[str, int]] = [value]
        while work:
            item = work.pop()
            if isinstance(item, tuple):
                self._bound[item[0]] += item[1]
                continue
            read = self._part(item)
            if read is not None:
                self._count(*read, made=None if item is value else key)
            elif isinstance(item, ast.Lambda):
                self.whole.update(name for name in free_variables(self._checked, item) if not self._bound[name])
            elif self._is_outer(item):
                self.whole.add(item.name)
            else:
                work += reversed(children(item))

    def _part(self, node: ast.Node) -> tuple[str, _Key] | None:
        """The variable and the part of it that an expression is."""
        if isinstance(node, ast.FieldAccess):
            return (node.value.name, node.field) if self._is_outer(node.value) else None
        if isinstance(node, ast.Call) and len(node.args) == 1 and self._is_outer(node.args[0]):
            reference = self._checked.references.get(node.callee)
            index = None if reference is None or reference.kind != "library" else _ITEMS.get(reference.name)
            return None if index is None else (node.args[0].name, index)
        return None

    def _is_outer(self, node: ast.Node) -> TypeGuard[ast.Var]:
        if not isinstance(node, ast.Var) or self._bound[node.name]:
            return False
        reference = self._checked.references.get(node)
        return reference is not None and reference.kind == "local"

    def _count(self, name: str, read: _Key, made: _Key | None) -> None:
        self.counts[name] += 1
        if read == made:
            self.remade.setdefault(name, set()).add(read)
