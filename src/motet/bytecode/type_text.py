"""Types in the text form, both ways.

Most types are written as `Ty.text` shows them: `Int`, `List[Str]`, `(Int, Bool)`, `{x: Int}`, `Fn(Int)->(Bool)`. A record type
with a name that says all about itself is `record Point{x: Int}`. Unions, and records that contain themselves, are declared
by a line of their own, and mentioned by their names, `Option[Int]`, or where that would not do by number: `declared#3`. Long
types that occur in several places have a line, too (`alias`), so that the text is no longer than the types are large.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final

from motet.bytecode.literals import LiteralError, is_bare, quote, read_number, write_name
from motet.bytecode.program import Program
from motet.bytecode.tokens import LineError, Tokens
from motet.bytecode.types import (
    BY_NAME,
    Constructor,
    Ty,
    cell_of,
    define_record,
    define_union,
    deque_of,
    fn,
    list_of,
    map_of,
    record_of,
    recursive_record,
    set_of,
    sorted_map_of,
    sorted_set_of,
    tuple_of,
    union_of,
)
from motet.bytecode.valid_types import MAX_DEPTH, mentioned
from motet.source import Span

_OF_ONE: Final[dict[str, Callable[[Ty], Ty]]] = {
    "List": list_of, "Deque": deque_of, "SortedSet": sorted_set_of, "Set": set_of, "Cell": cell_of,
}  # fmt: skip
_OF_TWO: Final[dict[str, Callable[[Ty, Ty], Ty]]] = {"SortedMap": sorted_map_of, "Map": map_of}

_TAKEN: Final = frozenset((*BY_NAME, *_OF_ONE, *_OF_TWO, "Fn", "record"))
_NUMBERED: Final = "declared#"

_LONG: Final = 60
"""Characters of a type that is worth a line of its own when it occurs again."""


def is_nominal(t: Ty) -> bool:
    """Whether a type is declared by a line of its own."""
    return t.kind == "Union" or (t.kind == "Record" and bool(t.definition))


# ---- writing


class TypeWriter:
    """Writes the types of one program, which must be valid."""

    def __init__(self, program: Program) -> None:
        mentions = _mentions(program)
        declared = [t for t, count in mentions.items() if is_nominal(t) or (count > 1 and _is_long(t))]
        self.declared: Final = sorted(declared, key=lambda t: t.depth)
        self._numbers: Final = {t: number for number, t in enumerate(self.declared)}
        self._count: Final = Counter(map(_mention, filter(is_nominal, self.declared)))
        self._texts: Final[dict[Ty, str]] = {}

    def lines(self) -> Iterator[str]:
        """The declarations. What a type is made of comes before it, except for what unions and such records hold."""
        for t in self.declared:
            if is_nominal(t):
                arguments = f"[{self.all(t.parts)}]" if t.kind == "Union" and t.parts else ""
                yield f"{t.kind.lower()} {write_name(t.name)}{arguments} {quote(t.definition)} = {self._content(t)}"
            else:
                yield f"alias {self._structural(t)}"

    def text(self, t: Ty) -> str:
        """One type."""
        found = self._texts.get(t)
        if found is None:
            found = self._texts[t] = self._mentioned(t) if t in self._numbers else self._structural(t)
        return found

    def all(self, types: Iterable[Ty]) -> str:
        """Types with commas between them."""
        return ", ".join(map(self.text, types))

    def _mentioned(self, t: Ty) -> str:
        if not is_nominal(t) or t.name in _TAKEN or not is_bare(t.name) or self._count[_mention(t)] > 1:
            return f"{_NUMBERED}{self._numbers[t]}"
        return f"{t.name}[{self.all(t.parts)}]" if t.kind == "Union" and t.parts else t.name

    def _structural(self, t: Ty) -> str:
        if t.kind == "Record":
            return (f"record {write_name(t.name)}" if t.name else "") + self._fields(t)
        if t.kind == "Tuple":
            return f"({self.all(t.parts)}{',' * (len(t.parts) == 1)})"
        if t.kind == "Fn":
            return f"Fn({self.all(t.parts)})->({self.all(t.results)})"
        return f"{t.kind}[{self.all(t.parts)}]" if t.parts else t.text

    def _fields(self, t: Ty) -> str:
        pairs = zip(t.fields, t.parts, strict=True)
        return "{" + ", ".join(f"{write_name(name)}: {self.text(part)}" for name, part in pairs) + "}"

    def _content(self, t: Ty) -> str:
        return self._fields(t) if t.kind == "Record" else " | ".join(map(self._constructor, t.constructors))

    def _constructor(self, constructor: Constructor) -> str:
        return write_name(constructor.name) + (f"({self.all(constructor.payload)})" if constructor.payload else "")


def _mention(t: Ty) -> tuple[str, tuple[Ty, ...]]:
    """What a nominal type is looked up by: its name and arguments."""
    return t.name, t.parts if t.kind == "Union" else ()


def _is_long(t: Ty) -> bool:
    return t.depth > 1 and len(t.text) > _LONG


def _mentions(program: Program) -> Counter[Ty]:
    """How often each type of a program occurs, in other types too."""
    found: Counter[Ty] = Counter()
    waiting = [*program.types, *(variable.type for variable in program.globals)]
    for function in program.functions:
        waiting += function.captures + function.parameters + function.results
    waiting.reverse()
    while waiting:
        t = waiting.pop()
        found[t] += 1
        if found[t] == 1:
            waiting += mentioned(t)
    return found


# ---- reading


class Declared:
    """The types that a text declares, and what they contain."""

    def __init__(self) -> None:
        self._types: Final[list[Ty]] = []
        self._by_mention: Final[dict[tuple[str, tuple[Ty, ...]], Ty | None]] = {}
        self._definitions: Final[list[tuple[Ty, Tokens]]] = []

    def declare(self, kind: str, tokens: Tokens) -> None:
        """Read a line behind `union` or `record`, except for what stands behind `=`: it may mention what comes later."""
        name = tokens.name("a name")
        arguments = tuple(_list(tokens, self, 0, "]")) if kind == "union" and tokens.accept("[") else ()
        definition = tokens.name("the definition, in quotes")
        t = union_of(name, definition, arguments) if kind == "union" else recursive_record(name, definition)
        if t in self._types or not definition:
            raise tokens.fail("a type is declared once, and its definition is not empty")
        tokens.expect("=")
        self._types.append(t)
        self._by_mention[name, arguments] = None if (name, arguments) in self._by_mention else t
        self._definitions.append((t, tokens))

    def definitions(self) -> Iterator[Callable[[], None]]:
        """Actions that read what stands behind `=`, one for each line. LineError."""
        for t, tokens in self._definitions:
            yield partial(self._define, t, tokens)

    def alias(self, tokens: Tokens) -> None:
        """Read a line behind `alias`: a type."""
        self._types.append(read_type(tokens, self))
        tokens.finish()

    def _define(self, t: Ty, tokens: Tokens) -> None:
        if t.kind == "Record":
            tokens.expect("{")
            define: Callable[[], None] = partial(define_record, t, _pairs(tokens, self, 0))
        else:
            define = partial(define_union, t, tuple(self._constructors(tokens)))
        tokens.finish()
        try:
            define()
        except ValueError as error:
            raise LineError(str(error)[:200], tokens.span) from None

    def _constructors(self, tokens: Tokens) -> Iterator[Constructor]:
        yield self._constructor(tokens)
        while tokens.accept("|"):
            yield self._constructor(tokens)

    def _constructor(self, tokens: Tokens) -> Constructor:
        name = tokens.name("a constructor")
        return Constructor(name, tuple(_list(tokens, self, 0, ")")) if tokens.accept("(") else ())

    def numbered(self, tokens: Tokens, text: str) -> Ty:
        """The type that a number means; the token has been taken."""
        try:
            number = read_number(text.removeprefix(_NUMBERED))
        except LiteralError:
            number = -1
        if not 0 <= number < len(self._types):
            raise tokens.fail(f"there is no {text[:40]}: {len(self._types)} types are declared")
        return self._types[number]

    def find(self, tokens: Tokens, name: str, arguments: tuple[Ty, ...], place: Span) -> Ty:
        """The nominal type of a name with these arguments."""
        if (name, arguments) not in self._by_mention:
            known = ", ".join((*BY_NAME, *_OF_ONE, *_OF_TWO, "Fn"))
            raise LineError(f"there is no type {name[:40]}; types are {known}, and those that are declared", place)
        found = self._by_mention[name, arguments]
        if found is None:
            raise LineError("several types have this name", place, f"write `{_NUMBERED}` and its number")
        return found


def read_type(tokens: Tokens, declared: Declared, depth: int = 0) -> Ty:
    """One type."""
    if depth >= MAX_DEPTH:
        raise tokens.unexpected(f"less depth: types are nested at most {MAX_DEPTH} deep")
    if tokens.accept("("):
        return _tuple(tokens, declared, depth + 1)
    if tokens.accept("{"):
        return record_of(_pairs(tokens, declared, depth + 1))
    return _worded(tokens, declared, depth + 1)


def read_types(tokens: Tokens, declared: Declared) -> tuple[Ty, ...]:
    """Types in parentheses; the opening one has been taken."""
    return tuple(_list(tokens, declared, 0, ")"))


def _list(tokens: Tokens, declared: Declared, depth: int, end: str) -> Iterator[Ty]:
    if tokens.accept(end):
        return
    yield read_type(tokens, declared, depth)
    while tokens.accept(","):
        yield read_type(tokens, declared, depth)
    tokens.expect(end)


def _tuple(tokens: Tokens, declared: Declared, depth: int) -> Ty:
    """A tuple whose opening parenthesis has been taken."""
    parts = [read_type(tokens, declared, depth)]
    tokens.expect(",")
    while not tokens.accept(")"):
        parts.append(read_type(tokens, declared, depth))
        if not tokens.accept(","):
            tokens.expect(")")
            break
    return tuple_of(*parts)


def _pairs(tokens: Tokens, declared: Declared, depth: int) -> tuple[tuple[str, Ty], ...]:
    """Fields of a record whose opening brace has been taken."""
    pairs: list[tuple[str, Ty]] = []
    while not tokens.accept("}"):
        if pairs:
            tokens.expect(",")
        name = tokens.name("a field")
        tokens.expect(":")
        pairs.append((name, read_type(tokens, declared, depth)))
    return tuple(pairs)


def _worded(tokens: Tokens, declared: Declared, depth: int) -> Ty:
    """A type that begins with a word."""
    word, place = tokens.word("a type"), tokens.here
    simple = BY_NAME.get(word)
    if simple is not None:
        return simple
    if word.startswith(_NUMBERED):
        return declared.numbered(tokens, word)
    if word == "Fn":
        return _function(tokens, declared, depth)
    if word == "record":
        name = tokens.name("a name")
        tokens.expect("{")
        return record_of(_pairs(tokens, declared, depth), name)
    arguments = tuple(_list(tokens, declared, depth, "]")) if tokens.accept("[") else ()
    return _applied(tokens, declared, word, arguments, place)


def _function(tokens: Tokens, declared: Declared, depth: int) -> Ty:
    tokens.expect("(")
    parameters = tuple(_list(tokens, declared, depth, ")"))
    tokens.expect("->")
    tokens.expect("(")
    return fn(parameters, tuple(_list(tokens, declared, depth, ")")))


def _applied(tokens: Tokens, declared: Declared, word: str, arguments: tuple[Ty, ...], place: Span) -> Ty:
    wanted = 1 if word in _OF_ONE else 2 if word in _OF_TWO else -1
    if wanted >= 0 and len(arguments) != wanted:
        raise LineError(f"{word} has {wanted} argument(s), not {len(arguments)}", place)
    if wanted == 1:
        return _OF_ONE[word](*arguments)
    return _OF_TWO[word](*arguments) if wanted == 2 else declared.find(tokens, word, arguments, place)
