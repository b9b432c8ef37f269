"""Standard streams."""

from __future__ import annotations

from typing import Final

from motet.bytecode.program import Value
from motet.bytecode.values import Vector
from motet.stdlib.declare import Gate, host
from motet.stdlib.host import Host
from motet.stdlib.outcomes import Absent
from motet.stdlib.output import SLICE, Output
from motet.stdlib.text_form import TextStyle, text_form

_PRINTING: Final = Gate("io", "out", "printing")


@host(
    "io.print_value(value: Any, mode style: TextStyle) -> Any",
    gate=_PRINTING,
    fuel="20",
    replay="effect",
)
def print_value(value: Value, style: TextStyle, output: Host) -> Value:
    """Write the text form of a value and a line feed to the standard output; the result is the value. It costs 8192 units
    of fuel for each full 65,536 characters."""
    if type(value) is Vector:
        from motet.stdlib.expansion import bounded  # for what is long

        output.write_pieces(bounded(text_form(value, style), value, output.memory_limit))
    else:
        output.write_pieces(text_form(value, style))
    output.write(b"\n")
    return value


@host("io.print(text: Str, mode ending: Str) -> Unit", gate=_PRINTING, fuel="20 + text.bytes / 8", replay="effect")
def print_text(text: str, ending: str, output: Output) -> None:
    """Write a text and an ending to the standard output."""
    if len(text) < SLICE:
        output.write((text + ending).encode())
    else:
        output.write_pieces((text, ending))


@host("io.read_line() -> Str", gate=Gate("io", "in", "reading input"), errors=Absent, fuel="200", replay="record")
def read_line(output: Host) -> str | Absent:
    """The next line of the standard input, without its end (LF or CRLF); `absent` at the end of the input, and for what is
    not UTF-8. What has been printed before is shown first."""
    output.flush()
    try:
        line = output.surroundings.source.readline()
        text = line.decode()
    except (OSError, UnicodeDecodeError):
        return Absent("absent")
    if not line:
        return Absent("absent")
    return text.removesuffix("\r\n") if text.endswith("\r\n") else text.removesuffix("\n")
