"""Lowering of the reading of JSON as values of a known type.

The operation takes a schema, as texts, and gives a value of whatever type, which is then made one of the result's type. Where the schema is
a constant that says just what the type does, a routine reads values of the type at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from motet.bytecode.types import ANY, BOOL, FLOAT, INT, STR, UNIT, Ty
from motet.jit.ir import Ins, Value
from motet.jit.lower.unit import Lowering
from motet.stdlib.fitting import DEFINITION
from motet.stdlib.signatures import split_outside_brackets

READING: Final = "json.typed"
"""The declaration: of a text, required fields, and pairs of a field and a tag."""

_SIMPLE: Final = {t: t.kind for t in (INT, FLOAT, BOOL, STR, UNIT, ANY)}
_UNION: Final = "Union["
_PREFIXES: Final = {"List": "List[", "Deque": "Deque[", "Tuple": "Tuple[", "Union": "Option[", "SortedMap": "Map["}


def says_the_type(u: Lowering, required: Value, schema: Value, t: Ty) -> bool:
    """Whether constants require just the fields that values of a type have, and of the types that they have."""
    from motet.jit.typed_python.readers import is_option

    names, pairs = _texts(u, required), _pairs(u, schema)
    if names is None or pairs is None:
        return False
    definitions = {name: tag for name, tag in pairs if name.startswith(DEFINITION)}
    fields = [(name, tag) for name, tag in pairs if not name.startswith(DEFINITION)]
    same = _Comparison(definitions)
    if t.kind != "Record":
        return not names and len(fields) == 1 and not fields[0][0] and same.of(fields[0][1], t)
    parts = dict(zip(t.fields, t.parts, strict=True))
    needed = [name for name, part in parts.items() if not is_option(part)]
    return (
        names == needed
        and [name for name, _ in fields] == [*parts]
        and all(same.of(tag, parts[n]) for n, tag in fields)
    )


# ---- constants


def _made(u: Lowering, value: Value, op: str) -> Ins | None:
    """The instruction of this block that made a value, if it is of this kind."""
    return next((ins for ins in reversed(u.here.ins) if ins.op == op and ins.results == (value,)), None)


def _text(u: Lowering, value: Value) -> str | None:
    key = next((key for (_, key), literal in u.literals.items() if literal is value), None)
    constant = u.context.program.constants[key] if isinstance(key, int) else None
    return constant if isinstance(constant, str) else None


def _texts(u: Lowering, value: Value) -> list[str] | None:
    """The texts of a list that is a constant."""
    made = _made(u, value, "list_new")
    return None if made is None else _all_texts(u, made.args)


def _all_texts(u: Lowering, values: Sequence[Value]) -> list[str] | None:
    found = [text for text in (_text(u, value) for value in values) if text is not None]
    return found if len(found) == len(values) else None


def _pairs(u: Lowering, value: Value) -> list[tuple[str, str]] | None:
    """The pairs of texts of a list that is a constant."""
    made = _made(u, value, "list_new")
    if made is None:
        return None
    found = []
    for item in made.args:
        pair = _made(u, item, "object_new")
        texts = None if pair is None else _all_texts(u, pair.args)
        if texts is None or len(texts) != 2:
            return None
        found.append((texts[0], texts[1]))
    return found


# ---- tags


class _Comparison:
    """Compares tags (`motet.stdlib.fitting`) with types."""

    def __init__(self, definitions: dict[str, str]) -> None:
        self._definitions: Final = definitions
        self._supposed: Final[set[tuple[str, Ty]]] = set()

    def of(self, tag: str, t: Ty) -> bool:
        """Whether a tag says a type. What is defined is supposed to be right while it is looked into."""
        if tag in self._definitions:
            if (tag, t) in self._supposed:
                return True
            self._supposed.add((tag, t))
            return self.of(self._definitions[tag], t)
        if t in _SIMPLE:
            return tag == _SIMPLE[t]
        if t.kind == "Record":
            return tag.startswith("{") and self._fields(split_outside_brackets(tag[1:-1]), t)
        if t.kind == "Union" and tag.startswith(_UNION):
            return self._constructors(split_outside_brackets(tag[len(_UNION) : -1])[1:], t)
        prefix = _PREFIXES.get(t.kind, "")
        if not prefix or not tag.startswith(prefix):
            return False
        parts = t.parts[1:] if t.kind == "SortedMap" and t.parts[0] is STR else t.parts
        return self._all(split_outside_brackets(tag[len(prefix) : -1]), parts)

    def _fields(self, tags: list[str], t: Ty) -> bool:
        named = [tag.partition(":") for tag in tags]
        return [name for name, _, _ in named] == [*t.fields] and self._all([tag for _, _, tag in named], t.parts)

    def _constructors(self, tags: list[str], t: Ty) -> bool:
        named = [tag.partition("(") for tag in tags]
        held = [split_outside_brackets(rest[:-1]) for _, _, rest in named]
        same_names = [name for name, _, _ in named] == [constructor.name for constructor in t.constructors]
        return same_names and all(self._all(h, c.payload) for h, c in zip(held, t.constructors, strict=True))

    def _all(self, tags: list[str], types: Sequence[Ty]) -> bool:
        return len(tags) == len(types) and all(map(self.of, tags, types))
