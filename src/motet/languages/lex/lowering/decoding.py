"""The rewrite of 7.10: documents that are decoded to a known type are checked, records field by field."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from motet.bytecode import types as bc
from motet.bytecode.types import STR, Ty
from motet.languages.lex import types as lex
from motet.languages.lex.lowering.applications import Application
from motet.languages.lex.lowering.body import Body
from motet.languages.lex.lowering.uses import Use
from motet.languages.lex.type_text import type_text

_TAGS: Final = {t: t.kind for t in (bc.INT, bc.FLOAT, bc.BOOL, bc.STR, bc.BYTES, bc.UNIT)}


def apply_decoding(body: Body, application: Application, decoded: lex.Type, use: Use) -> None:
    """`json.parse` and its like, where the type of the result is known: with what is required, and the type of each field."""
    shape = body.view.of(decoded)
    span, name = application.span, application.entry.name
    for operand in application.operands:
        operand.push(body, span)
    count = len(application.operands)
    schema = _schema(shape)
    if schema:
        required = [n for n, t in _fields(shape) if not _is_option(t)] if shape.kind == "Record" else []
        _push_strings(body, application, required)
        _push_schema(body, application, schema)
        name, count = f"{name.partition('.')[0]}.parse_strict_typed", count + 2
    body.library(name, count, body.view.of(application.result), span, application.node)
    body.settle(use, span)


def _schema(shape: Ty) -> list[tuple[str, str]]:
    """Fields and tags of a record, of another type its tag, without a name; then the definitions that they mention."""
    tags = Tags()
    if shape.kind == "Record":
        found = [(name, tags.of(type_)) for name, type_ in _fields(shape)]
    else:
        whole = tags.of(shape)
        found = [] if whole == "Any" else [("", whole)]
    return [*found, *tags.definitions()]


def _fields(record: Ty) -> list[tuple[str, Ty]]:
    return list(zip(record.fields, record.parts, strict=True))


def _is_option(t: Ty) -> bool:
    return t.kind == "Union" and t is bc.option_of(t.parts[0]) if t.parts else False


def _push_strings(body: Body, application: Application, texts: list[str]) -> None:
    for text in texts:
        body.const(text, application.span)
    body.emit("list_new", len(texts), body.shape(bc.list_of(STR)), span=application.span)


def _push_schema(body: Body, application: Application, schema: list[tuple[str, str]]) -> None:
    pair = bc.tuple_of(STR, STR)
    for texts in schema:
        for text in texts:
            body.const(text, application.span)
        body.emit("tuple_new", body.shape(pair), span=application.span)
    body.emit("list_new", len(schema), body.shape(bc.list_of(pair)), span=application.span)


class Tags:
    """How a schema writes types (`motet.stdlib.fitting`). Unions, records inside of themselves, and what is long are defined."""

    def __init__(self) -> None:
        self._known: Final[dict[Ty, str]] = {}
        self._defined: Final[dict[str, str]] = {}
        self._waiting: Final[list[tuple[str, Ty]]] = []

    def of(self, t: Ty) -> str:
        """The tag of a type. Types nest a bounded number of levels deep, apart from what is defined."""
        found = self._known.get(t)
        if found is None:
            found = self._known[t] = self._named(t) if _is_nominal(t) else self._shortened(_written(t, self.of))
        return found

    def definitions(self) -> Iterator[tuple[str, str]]:
        """What the tags so far mention, and what that mentions."""
        while self._waiting:
            name, t = self._waiting.pop()
            self._defined[name] = _written(t, self.of)
        yield from self._defined.items()

    def _name(self) -> str:
        return f"#{len(self._defined)}"

    def _named(self, t: Ty) -> str:
        name = self._name()
        self._defined[name] = ""
        self._waiting.append((name, t))
        return name

    def _shortened(self, text: str) -> str:
        if len(text) <= _LONGEST or text.startswith("Option["):
            return text
        name = self._name()
        self._defined[name] = text
        return name


_LONGEST: Final = 60
"""Characters of a tag that stands for itself: types that share parts would have tags of exponential length."""


def _is_nominal(t: Ty) -> bool:
    return (t.kind == "Union" and not _is_option(t)) or (t.kind == "Record" and bool(t.definition))


def _written(t: Ty, tag: Callable[[Ty], str]) -> str:
    """The tag of a type, of those of its parts."""
    if t in _TAGS:
        return _TAGS[t]
    if t.kind == "Union" and not _is_option(t):
        constructors = [f"{made.name}({','.join(map(tag, made.payload))})" for made in t.constructors]
        return f"Union[{','.join([type_text(t), *constructors])}]"
    inner = list(map(tag, t.parts))
    if t.kind == "Record":
        return f"{{{','.join(map(':'.join, zip(t.fields, inner, strict=True)))}}}"
    if t.kind == "SortedMap" and t.parts[0] is STR:
        del inner[0]
    return f"{_GENERIC[t.kind]}[{','.join(inner)}]" if t.kind in _GENERIC else _PLAIN.get(t.kind, "Any")


_GENERIC: Final = {
    "List": "List", "Tuple": "Tuple", "SortedMap": "Map", "SortedSet": "Set", "Deque": "Deque", "Union": "Option",
}  # fmt: skip
_PLAIN: Final = {"Fn": "Function"}
