"""Standard streams."""

from __future__ import annotations

from typing import Final

from motet.bytecode.program import Value
from motet.stdlib.declare import Gate, host
from motet.stdlib.host import Output
from motet.stdlib.text_form import TextStyle, text_form

_PRINTING: Final = Gate("io", "out", "printing")


@host(
    "io.print_value(value: Any, mode style: TextStyle) -> Any",
    gate=_PRINTING,
    fuel="8192 * (text.bytes // 65536)",
    replay="effect",
)
def print_value(value: Value, style: TextStyle, output: Output) -> Value:
    """Write the text form of a value and a line feed to the standard output; the result is the value."""
    output.write_pieces(text_form(value, style))
    output.write(b"\n")
    return value
