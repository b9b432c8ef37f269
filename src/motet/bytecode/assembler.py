"""Reads the lines of the text form. `motet.bytecode.resolver` makes the program of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from typing import Final

from motet.bytecode.literals import is_bare, read_constant, unquote
from motet.bytecode.operands import MAX_COUNT
from motet.bytecode.program import Constant, Effect, Function, Global
from motet.bytecode.table import OPS
from motet.bytecode.tokens import LineError, Token, Tokens, located
from motet.bytecode.type_text import Declared, read_type, read_types
from motet.bytecode.types import Ty
from motet.source import Diagnostic, DiagnosticError, Source, Span

MAX_ERRORS: Final = 20
"""Reading stops after so many errors."""


class Row:
    """One instruction as it was read; its operands still are tokens, types excepted. `place` is where it stands in the text."""

    __slots__ = ("name", "node", "operands", "place", "span")

    def __init__(self, name: str, operands: list[Token | Ty], span: Span | None, node: str | None, place: Span) -> None:
        self.name: Final = name
        self.operands: Final[list[Token | Ty]] = operands
        self.span: Final = span
        self.node: Final = node
        self.place: Final = place


class Body:
    """One function as it was read.

    Attributes:
        function: what becomes of it; name, types and captures are there.
        place: where its first line stands in the text.
        rows: its instructions.
        labels: index of the instruction that a label means.
        effects: the declared effects.
        locals: the declared number, or -1.
        source: reference to one of the sources, or None.
    """

    def __init__(self, place: Span) -> None:
        self.function: Final = Function("")
        self.place: Final = place
        self.rows: Final[list[Row]] = []
        self.labels: Final[dict[str, int]] = {}
        self.effects: Final[list[Effect]] = []
        self.locals = -1
        self.source: Token | None = None


class Errors:
    """Collects diagnostics about one text."""

    def __init__(self, text: Source) -> None:
        self.text: Final = text
        self.diagnostics: Final[list[Diagnostic]] = []

    def add(self, failure: LineError) -> None:
        """Write an error down. DiagnosticError when there are too many."""
        self.diagnostics.append(Diagnostic("bytecode-text", failure.reason, self.text, failure.span, help=failure.help))
        if len(self.diagnostics) >= MAX_ERRORS:
            self.stop()

    def stop(self) -> None:
        """DiagnosticError if there are any errors."""
        if self.diagnostics:
            raise DiagnosticError(*self.diagnostics)


class Reader:
    """Reads the text form line by line.

    Attributes:
        language, entry, globals, types, constants, sources, bodies: what the lines said.
    """

    def __init__(self, text: Source) -> None:
        self.text: Final = text
        self.errors: Final = Errors(text)
        self.language: str | None = None
        self.entry: Token | None = None
        self.globals: Final[list[Global]] = []
        self.types: Final[list[Ty]] = []
        self.constants: Final[list[Constant]] = []
        self.sources: Final[list[tuple[str, list[str]]]] = []
        self.bodies: Final[list[Body]] = []
        self._declared: Final = Declared()
        self._body: Body | None = None
        self._in_source = False

    def read(self) -> None:
        """Read all lines. DiagnosticError with all that is wrong in them."""
        lines: Iterator[Callable[[], None]] = (partial(self._line, start, end) for start, end in _lines(self.text.text))
        for action in chain(lines, self._declared.definitions()):
            try:
                action()
            except LineError as failure:
                self.errors.add(failure)
        if self._body is not None:
            self.errors.add(LineError("the function is not closed: `}` is missing", self._body.place))
        self.errors.stop()

    def _line(self, start: int, end: int) -> None:
        text = self.text.text
        if text.startswith("|", start):
            self._source_line(start, end)
            return
        tokens = Tokens(text, start, end)
        if not len(tokens):
            return
        self._in_source = False
        if self._body is not None:
            self._line_of_function(self._body, tokens)
            return
        handler = _TOP.get(tokens.peek()[1])
        if handler is None:
            raise tokens.unexpected(f"one of {', '.join(_TOP)}")
        tokens.take()
        handler(self, tokens)

    # ---- outside of functions

    def _language_line(self, tokens: Tokens) -> None:
        """`language NAME`."""
        if self.language is not None:
            raise tokens.fail("the language is already given")
        self.language = tokens.name("a language")
        tokens.finish()

    def _entry_line(self, tokens: Tokens) -> None:
        """`entry FUNCTION`."""
        if self.entry is not None:
            raise tokens.fail("the entry is already given")
        self.entry = tokens.reference("a function")
        tokens.finish()

    def _union_line(self, tokens: Tokens) -> None:
        """`union NAME[TYPES] "DEFINITION" = CONSTRUCTORS`."""
        self._declared.declare("union", tokens)

    def _record_line(self, tokens: Tokens) -> None:
        """`record NAME "DEFINITION" = {FIELDS}`."""
        self._declared.declare("record", tokens)

    def _alias_line(self, tokens: Tokens) -> None:
        """`alias TYPE`."""
        self._declared.alias(tokens)

    def _type_line(self, tokens: Tokens) -> None:
        """`type TYPE`."""
        self.types.append(self._type(tokens))
        tokens.finish()

    def _type(self, tokens: Tokens) -> Ty:
        return read_type(tokens, self._declared)

    def _types(self, tokens: Tokens) -> tuple[Ty, ...]:
        return read_types(tokens, self._declared)

    def _global_line(self, tokens: Tokens) -> None:
        """`global NAME: TYPE`."""
        name = tokens.name("a name")
        tokens.expect(":")
        self.globals.append(Global(name, self._type(tokens)))
        tokens.finish()

    def _constant_line(self, tokens: Tokens) -> None:
        """`constant LITERAL`."""
        _, literal, begin = tokens.take()
        self.constants.append(located(read_constant, literal, begin))
        tokens.finish()

    def _source_header(self, tokens: Tokens) -> None:
        """`source "NAME"`, lines that begin with `|` follow."""
        self.sources.append((tokens.name("a name"), []))
        self._in_source = True
        tokens.finish()

    def _source_line(self, start: int, end: int) -> None:
        """A line of a source: `| text`, or `|"text"` with escapes."""
        if not self._in_source or self._body is not None:
            raise LineError("a line of source stands after `source`", Span(start, start + 1))
        text = self.text.text
        if text.startswith('|"', start):
            tokens = Tokens(text, start + 1, end)
            line = tokens.name("the quoted line")
            tokens.finish()
        else:
            line = text[start + 1 : end].removeprefix(" ")
        self.sources[-1][1].append(line)

    def _function_header(self, tokens: Tokens) -> None:
        """`function NAME(TYPES) -> TYPES {`."""
        body = self._body = Body(tokens.span)
        self.bodies.append(body)
        body.function.name = tokens.name("a name")
        tokens.expect("(")
        body.function.parameters = self._types(tokens)
        tokens.expect("->")
        body.function.results = self._types(tokens) if tokens.accept("(") else (self._type(tokens),)
        tokens.expect("{")
        tokens.finish()

    # ---- inside of a function

    def _line_of_function(self, body: Body, tokens: Tokens) -> None:
        """A line inside of a function: its end, a label, an attribute or an instruction."""
        if tokens.accept("}"):
            self._body = None
        elif tokens.peek(1)[1] == ":" and tokens.peek()[0] == "word":
            self._label_line(body, tokens)
        elif tokens.peek()[1] in _ATTRIBUTES:
            _ATTRIBUTES[tokens.take()[1]](self, body, tokens)
        else:
            self._instruction_line(body, tokens)
        tokens.finish()

    def _label_line(self, body: Body, tokens: Tokens) -> None:
        """`NAME:`."""
        name = tokens.word("a label")
        if not is_bare(name):
            raise tokens.fail("the name of a label begins with a letter")
        if name in body.labels:
            raise tokens.fail(f"there is already a label {name[:40]} in this function")
        body.labels[name] = len(body.rows)
        tokens.expect(":")

    def _captures_line(self, body: Body, tokens: Tokens) -> None:
        """`captures (TYPES)`."""
        tokens.expect("(")
        body.function.captures = self._types(tokens)

    def _locals_line(self, body: Body, tokens: Tokens) -> None:
        """`locals NUMBER`."""
        body.locals = tokens.number("a number")
        if not 0 <= body.locals <= MAX_COUNT:
            raise tokens.fail(f"a function has 0 ... {MAX_COUNT} locals")

    def _effect_line(self, body: Body, tokens: Tokens) -> None:
        """`effect KIND`, `effect KIND "TEXT"` or `effect KIND NUMBER`."""
        kind = tokens.name("the kind of effect")
        argument: str | int | None = None
        if not tokens.done:
            argument = tokens.name("a text") if tokens.peek()[0] == "quoted" else tokens.number("a text or a number")
        body.effects.append(Effect(kind, argument))

    def _source_reference(self, body: Body, tokens: Tokens) -> None:
        """`source #NUMBER`."""
        body.source = tokens.reference("the number of a source")

    def _instruction_line(self, body: Body, tokens: Tokens) -> None:
        """`NAME OPERANDS`, then perhaps `@START..END` and `$"NODE"`."""
        place = tokens.span
        name = tokens.word("an instruction, a label or `}`")
        op = OPS.get(name)
        if op is None:
            failure = tokens.fail(f"there is no instruction {name[:40]}")
            failure.help = similar(name, OPS)
            raise failure
        operands = [self._operand(kind, tokens) for kind in op.operands]
        span = _span(tokens) if tokens.peek()[1][:1] == "@" else None
        node = _node(tokens) if tokens.peek()[1][:1] == "$" else None
        body.rows.append(Row(name, operands, span, node, place))

    def _operand(self, kind: str, tokens: Tokens) -> Token | Ty:
        if kind == "shape" and tokens.peek()[1][:1] != "#":
            return self._type(tokens)
        if tokens.peek()[0] not in ("word", "quoted"):
            raise tokens.unexpected(f"a {kind}")
        return tokens.take()


_TOP: Final[dict[str, Callable[[Reader, Tokens], None]]] = {
    "language": Reader._language_line,
    "entry": Reader._entry_line,
    "union": Reader._union_line,
    "record": Reader._record_line,
    "alias": Reader._alias_line,
    "type": Reader._type_line,
    "global": Reader._global_line,
    "constant": Reader._constant_line,
    "source": Reader._source_header,
    "function": Reader._function_header,
}

_ATTRIBUTES: Final[dict[str, Callable[[Reader, Body, Tokens], None]]] = {
    "captures": Reader._captures_line,
    "locals": Reader._locals_line,
    "effect": Reader._effect_line,
    "source": Reader._source_reference,
}


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        if end < 0:
            end = len(text)
        yield start, end - 1 if text.endswith("\r", start, end) else end
        start = end + 1


def _span(tokens: Tokens) -> Span:
    start, dots, end = tokens.take()[1][1:].partition("..")
    if not dots or not start.isdecimal() or not end.isdecimal() or len(start + end) > 36:
        raise tokens.fail("a span is written @START..END")
    return Span(int(start), int(end))


def _node(tokens: Tokens) -> str:
    _, literal, begin = tokens.take()
    return located(unquote, literal[1:], begin + 1)


def similar(name: str, known: Iterable[str]) -> str:
    """A suggestion for a misspelt name, or an empty string."""
    from difflib import get_close_matches  # only wrong programs pay for it

    found = get_close_matches(name, known, 1) if len(name) <= 40 else []
    return f"did you mean `{found[0]}`?" if found else ""
