"""The lattice of types: static types of the bytecode, and what inference computes with.

Types are interned: two equal types are the same object, so they are compared with `is`. `words` names the machine
words that hold one value of a type (`i1`, `i64`, `double`, `ptr`); a value of type `ANY` is a pair of tag and payload.

Records and tuples are structural. Unions, and records that contain themselves, are nominal: their *definition* is a text
that says everything about them, so that equal definitions of two programs are one type. They are made first and
defined once (`define_union`, `define_record`), which is how types can refer to themselves.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Ty:
    """One interned type. Make types with the functions of this module, never with the class.

    Attributes:
        key: what no other type has.
        kind: name of the constructor (`Int`, `List`, `Closure`, ...).
        parts: argument types (element, fields, parameters, captures; arguments of a union).
        results: result types, of `Fn` only.
        function: index of the function a `Closure` is made from, otherwise -1.
        name: of a nominal type; otherwise empty.
        definition: text of the definition of a nominal type; otherwise empty.
        fields: names of the fields of a record, in order; `parts` are their types.
        constructors: of a union.
        words: the machine words of a value.
        depth: nesting depth, at least 1.
        text: for messages, shortened when it is long; `motet.bytecode.type_text` writes all of a type.
    """

    __slots__ = (
        "constructors", "definition", "depth", "fields", "function", "key", "kind", "name", "parts", "results", "text", "words",
    )  # fmt: skip

    def __init__(self, key: Key, words: tuple[str, ...]) -> None:
        self.key: Final = key
        self.kind: Final = key.kind
        self.function: Final = key.function
        self.parts: tuple[Ty, ...] = key.parts
        self.results: Final = key.results
        self.name: Final = key.name
        self.definition: Final = key.definition
        self.fields: tuple[str, ...] = key.fields
        self.constructors: tuple[Constructor, ...] = ()
        self.words: Final = words
        self.depth: Final[int] = 1 + max((part.depth for part in key.parts + key.results), default=0)
        self.text: Final[str] = _shortened(_text(key))

    def __repr__(self) -> str:
        return self.text

    def constructor(self, name: str) -> int:
        """Index of a constructor of a union. KeyError when it has none of this name."""
        for index, constructor in enumerate(self.constructors):
            if constructor.name == name:
                return index
        raise KeyError(name)


class Constructor(NamedTuple):
    """One constructor of a union: its name and the types of what it holds."""

    name: str
    payload: tuple[Ty, ...]


class Key(NamedTuple):
    """What is equal for equal types."""

    kind: str
    parts: tuple[Ty, ...] = ()
    results: tuple[Ty, ...] = ()
    function: int = -1
    name: str = ""
    definition: str = ""
    fields: tuple[str, ...] = ()


_MOST_TEXT: Final = 1_000
"""Characters: types that share parts would have texts of exponential length."""


def _shortened(text: str) -> str:
    return text if len(text) <= _MOST_TEXT else text[: _MOST_TEXT - 3] + "..."


def _text(key: Key) -> str:
    inner = ", ".join(part.text for part in key.parts)
    if key.kind == "Fn":
        return f"Fn({inner})->({', '.join(result.text for result in key.results)})"
    if key.kind == "Closure":
        return f"Closure#{key.function}({inner})"
    if key.kind == "Record" and not key.definition:
        pairs = ", ".join(f"{name}: {part.text}" for name, part in zip(key.fields, key.parts, strict=True))
        return f"{key.name}{{{pairs}}}"
    if key.kind == "Tuple":
        return f"({inner},)" if len(key.parts) == 1 else f"({inner})"
    return f"{key.name or key.kind}[{inner}]" if key.parts else key.name or key.kind


_table: dict[Key, Ty] = {}


def _intern(
    kind: str,
    words: tuple[str, ...],
    parts: tuple[Ty, ...] = (),
    results: tuple[Ty, ...] = (),
    function: int = -1,
) -> Ty:
    return _find(Key(kind, parts, results, function), words)


def is_interned(t: Ty) -> bool:
    """Whether a type was made by a function of this module."""
    return _table.get(t.key) is t


def _find(key: Key, words: tuple[str, ...]) -> Ty:
    found = _table.get(key)
    if found is None:
        found = _table.setdefault(key, Ty(key, words))
    return found


NEVER: Final = _intern("Never", ())
UNIT: Final = _intern("Unit", ())
BOOL: Final = _intern("Bool", ("i1",))
INT: Final = _intern("Int", ("i64",))
FLOAT: Final = _intern("Float", ("double",))
VECTOR: Final = _intern("Vector", ("ptr",))
"""A mutable vector with identity, elements of type `ANY` (Snek's heap levels)."""
ANY: Final = _intern("Any", ("i64", "ptr"))
"""Any value: a tag (`TAGS`) and a payload. The payload is a `ptr` so that heap values keep their provenance."""

STR: Final = _intern("Str", ("ptr",))
"""Immutable text, UTF-8."""
BYTES: Final = _intern("Bytes", ("ptr",))

BY_NAME: Final = {t.kind: t for t in (NEVER, UNIT, BOOL, INT, FLOAT, VECTOR, STR, BYTES, ANY)}
"""The types without arguments, by the name that the text form uses."""

TAGS: Final = {INT: 0, FLOAT: 1, BOOL: 2, UNIT: 3, VECTOR: 4}
"""Tag of a type inside a value of type `ANY`. Int is 0, so that "both are Int" is one `or` and one comparison.
Tags from 4 on are counted heap values."""

FIRST_COUNTED_TAG: Final = 4

HEAP_TAGS: Final = {
    "Vector": 4, "Str": 5, "Bytes": 6, "List": 7, "Tuple": 8, "Record": 9, "Union": 10, "Fn": 11,
    "SortedMap": 12, "SortedSet": 13, "Deque": 14, "Map": 15, "Set": 16, "Cell": 17,
}  # fmt: skip
"""Tag of heap values by kind of type; the object's descriptor says the type itself."""


def list_of(element: Ty) -> Ty:
    """Immutable lists; elements have their own width."""
    return _intern("List", ("ptr",), (element,))


def deque_of(element: Ty) -> Ty:
    """Double-ended queues: a list in memory, another type to programs."""
    return _intern("Deque", ("ptr",), (element,))


def sorted_map_of(key: Ty, value: Ty) -> Ty:
    """Maps in the order of their keys: first all Strs by bytes, then all Ints."""
    return _intern("SortedMap", ("ptr",), (key, value))


def sorted_set_of(element: Ty) -> Ty:
    """Sets in order, as `sorted_map_of`."""
    return _intern("SortedSet", ("ptr",), (element,))


def map_of(key: Ty, value: Ty) -> Ty:
    """Maps in the order of insertion."""
    return _intern("Map", ("ptr",), (key, value))


def set_of(element: Ty) -> Ty:
    """Sets in the order of insertion."""
    return _intern("Set", ("ptr",), (element,))


def tuple_of(*parts: Ty) -> Ty:
    """Tuples; the empty one is unit."""
    return _intern("Tuple", ("ptr",), parts) if parts else UNIT


def _first(pair: tuple[str, Ty]) -> str:
    return pair[0]


def record_of(fields: tuple[tuple[str, Ty], ...], name: str = "") -> Ty:
    """Records with these fields, sorted by name. With a name it is another type than the records without."""
    ordered = sorted(fields, key=_first)
    names = tuple(field for field, _ in ordered)
    return _find(Key("Record", tuple(t for _, t in ordered), name=name, fields=names), ("ptr",))


def recursive_record(name: str, definition: str) -> Ty:
    """A record that contains itself; `define_record` must follow before it is used."""
    return _find(Key("Record", name=name, definition=definition), ("ptr",))


def define_record(record: Ty, fields: tuple[tuple[str, Ty], ...]) -> None:
    """Say what a recursive record holds. ValueError if it was defined otherwise: the definition is part of the type."""
    ordered = sorted(fields, key=_first)
    names, parts = tuple(field for field, _ in ordered), tuple(t for _, t in ordered)
    if record.fields and (record.fields, record.parts) != (names, parts):
        raise ValueError(f"{record.name} is already defined otherwise")
    record.fields, record.parts = names, parts


def union_of(name: str, definition: str, arguments: tuple[Ty, ...] = ()) -> Ty:
    """A union; `define_union` must follow before it is used. `definition` says all about the declaration."""
    return _find(Key("Union", arguments, name=name, definition=definition), ("ptr",))


def define_union(union: Ty, constructors: tuple[Constructor, ...]) -> None:
    """Say what the constructors of a union are. ValueError if it was defined otherwise."""
    if union.constructors and union.constructors != constructors:
        raise ValueError(f"{union.text} is already defined otherwise")
    union.constructors = constructors


def option_of(value: Ty) -> Ty:
    """The union `Option`, which the shared operations know."""
    option = union_of("Option", "Option[T] = None | Some(T)", (value,))
    define_union(option, (Constructor("None", ()), Constructor("Some", (value,))))
    return option


def result_of(value: Ty, error: Ty) -> Ty:
    """The union `Result`, which the shared operations know."""
    result = union_of("Result", "Result[T, E] = Err(E) | Ok(T)", (value, error))
    define_union(result, (Constructor("Err", (error,)), Constructor("Ok", (value,))))
    return result


def lone_variant(name: str, count: int) -> Ty:
    """The union of a variant of which nothing else is known: it has this constructor only, which holds values of type Any."""
    union = union_of(name, f"{name}({', '.join(['Any'] * count)})")
    define_union(union, (Constructor(name, (ANY,) * count),))
    return union


def variable(name: str) -> Ty:
    """A type variable in the signature of a shared operation; never the type of a value."""
    return _find(Key("Variable", name=name), ())


def cell_of(content: Ty) -> Ty:
    """Mutable cells with identity."""
    return _intern("Cell", ("ptr",), (content,))


def closure(function: int, captures: tuple[Ty, ...]) -> Ty:
    """The type of the closures of one function: its value is the captures, unboxed."""
    words = tuple(word for capture in captures for word in capture.words)
    return _intern("Closure", words, captures, (), function)


def fn(parameters: tuple[Ty, ...], results: tuple[Ty, ...]) -> Ty:
    """A closure of an unknown function with this signature."""
    return _intern("Fn", ("ptr",), parameters, results)


def is_counted(t: Ty) -> bool:
    """Whether values of the type may hold a reference to the heap."""
    return t is ANY or "ptr" in t.words
