"""Makes a program of what was read from the text form: names and labels become numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from motet.bytecode.assembler import Body, Errors, Reader, Row, similar
from motet.bytecode.disassembler import inferred_locals
from motet.bytecode.literals import LiteralError, is_bare, read_constant, read_number, unquote
from motet.bytecode.operands import MAX_COUNT, instruction_error
from motet.bytecode.program import Constant, Instruction, Program
from motet.bytecode.table import OPS
from motet.bytecode.tokens import LineError, Token, located
from motet.bytecode.types import Ty
from motet.source import Source, Span

_AMBIGUOUS: Final = -1


def resolve(reader: Reader) -> Program:
    """The program. DiagnosticError with all that is wrong."""
    return _Resolver(reader).program


def _place(token: Token) -> Span:
    return Span(token[2], token[2] + len(token[1]))


class _Names:
    """What references to functions, globals or sources mean."""

    def __init__(self, what: str, names: Iterable[str]) -> None:
        self.what: Final = what
        self.indices: Final[dict[str, int]] = {}
        self.count = 0
        for index, name in enumerate(names):
            self.indices[name] = _AMBIGUOUS if name in self.indices else index
            self.count += 1

    def find(self, token: Token) -> int:
        """Index that a name, or a `#` and a number, means."""
        text = token[1]
        if text[:1] == "#":
            return _numbered(token, self.what, self.count)
        name = located(_unquoted_name, text, token[2])
        index = self.indices.get(name)
        if index is None:
            raise LineError(f"there is no {self.what} {text[:40]}", _place(token), similar(name, self.indices))
        if index == _AMBIGUOUS:
            raise LineError(f"several {self.what}s have this name", _place(token), "write `#` and its number")
        return index


def _unquoted_name(text: str) -> str:
    return unquote(text) if text[:1] == '"' else text


def _read_name(text: str) -> str:
    if text[:1] != '"' and not is_bare(text):
        raise LiteralError("expected a name")
    return _unquoted_name(text)


_READ: Final[dict[str, Callable[[str], Constant]]] = {"constant": read_constant, "name": _read_name}


def _numbered(token: Token, what: str, count: int) -> int:
    try:
        index = read_number(token[1][1:])
    except LiteralError:
        index = -1
    if not 0 <= index < count:
        raise LineError(f"there is no {what} {token[1][:40]}: there are {count}", _place(token))
    return index


class _Resolver:
    def __init__(self, reader: Reader) -> None:
        self.errors: Final[Errors] = reader.errors
        self.program: Final = Program("bytecode" if reader.language is None else reader.language)
        self.sources: Final = [Source(name, "\n".join(lines)) for name, lines in reader.sources]
        self.program.globals.extend(reader.globals)
        for type_ in reader.types:
            self.program.append_type(type_)
        for value in reader.constants:
            self.program.append_constant(value)
        for body in reader.bodies:
            self.program.add(body.function)
        self.names: Final = {
            "function": _Names("function", (body.function.name for body in reader.bodies)),
            "global": _Names("global", (variable.name for variable in reader.globals)),
            "source": _Names("source", (source.name for source in self.sources)),
        }
        if reader.entry is not None:
            self.entry(reader.entry)
        for body in reader.bodies:
            self.body(body)
        self.errors.stop()

    def entry(self, token: Token) -> None:
        """Find the entry."""
        try:
            self.program.entry = self.names["function"].find(token)
        except LineError as failure:
            self.errors.add(failure)

    def body(self, body: Body) -> None:
        """Fill in one function."""
        function = body.function
        try:
            if body.source is not None:
                function.source = self.sources[self.names["source"].find(body.source)]
        except LineError as failure:
            self.errors.add(failure)
        function.effects = tuple(body.effects)
        whole = len(self.errors.diagnostics)
        function.code = [self.instruction(body, row) for row in body.rows]
        if any(row.span is not None for row in body.rows):
            function.spans = [row.span for row in body.rows]
        if any(row.node is not None for row in body.rows):
            function.nodes = [row.node for row in body.rows]
        if len(self.errors.diagnostics) == whole:
            self.check(body)

    def instruction(self, body: Body, row: Row) -> Instruction:
        """One instruction with its operands resolved. An error is written down, and gives an empty one."""
        try:
            kinds = OPS[row.name].operands
            return (row.name, *[self.operand(body, k, t) for k, t in zip(kinds, row.operands, strict=True)])
        except LineError as failure:
            self.errors.add(failure)
            return ()

    def operand(self, body: Body, kind: str, token: Token | Ty) -> int | str:
        """The operand that a token or a type means."""
        if isinstance(token, Ty):
            return self.program.type(token)
        _, text, begin = token
        if kind == "shape":
            return _numbered(token, "type", len(self.program.types))
        if kind in ("constant", "name"):
            if text[:1] == "#":
                return _numbered(token, "constant", len(self.program.constants))
            return self.program.constant(located(_READ[kind], text, begin))
        if kind in self.names:
            return self.names[kind].find(token)
        if kind in ("local", "count"):
            return located(read_number, text, begin)
        return _label(body, token) if kind == "label" else text

    def check(self, body: Body) -> None:
        """Set the number of locals, and check all operands by the rules of the verifier."""
        function = body.function
        needed = inferred_locals(function)
        function.local_count = needed if body.locals < 0 else body.locals
        if function.local_count > MAX_COUNT:
            self.errors.add(LineError(f"a function has at most {MAX_COUNT} locals", body.place))
            return
        for row, instruction in zip(body.rows, function.code, strict=True):
            reason = instruction_error(instruction, self.program, function)
            if reason:
                self.errors.add(LineError(reason, row.place))


def _label(body: Body, token: Token) -> int:
    at = body.labels.get(token[1])
    if at is None:
        raise LineError(
            f"there is no label {token[1][:40]} in this function", _place(token), similar(token[1], body.labels)
        )
    if at == len(body.rows):
        raise LineError("the label stands behind the last instruction", _place(token))
    return at
