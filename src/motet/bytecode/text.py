"""The text form of programs: `assemble(disassemble(p))` is `p`. It is also the format of `.motet` files."""

from __future__ import annotations

from motet.bytecode.assembler import Body, Reader
from motet.bytecode.disassembler import disassemble
from motet.bytecode.program import Program
from motet.bytecode.resolver import resolve
from motet.bytecode.verify import VerifyError, verify
from motet.source import Diagnostic, DiagnosticError, Source, Span

__all__ = ["assemble", "disassemble", "load"]


def assemble(text: str, name: str) -> Program:
    """The program that a text says, not verified. `name` is what diagnostics call the text.

    DiagnosticError for any text that is not valid.
    """
    reader = Reader(Source(name, text))
    reader.read()
    return resolve(reader)


def load(text: str, name: str) -> Program:
    """The program that a text says, verified. DiagnosticError for anything wrong.

    Functions without a source of their own get the text as their source, so that errors at run time show its lines.
    """
    reader = Reader(Source(name, text))
    reader.read()
    program = resolve(reader)
    for body in reader.bodies:
        if body.function.source is None:
            body.function.source = reader.text
            body.function.spans = [row.place for row in body.rows]
    try:
        verify(program)
    except VerifyError as error:
        raise DiagnosticError(_diagnostic(reader, error)) from None
    return program


def _diagnostic(reader: Reader, error: VerifyError) -> Diagnostic:
    if error.function < 0:
        return Diagnostic("bytecode-invalid", error.reason, reader.text)
    return Diagnostic("bytecode-invalid", error.reason, reader.text, _place(reader.bodies[error.function], error.pc))


def _place(body: Body, pc: int) -> Span:
    return body.rows[pc].place if pc >= 0 else body.place
