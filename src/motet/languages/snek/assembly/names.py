"""Names in the assembly: different functions get different labels, whatever they are called."""

from __future__ import annotations

from typing import Final

MAIN: Final = "our_code_starts_here"

_LONGEST: Final = 1000


def function_label(name: str, number: int) -> str:
    """The label of the function with this name, the `number`th of the program.

    The prefix keeps it apart from registers, instructions and external symbols. A hyphen becomes a dollar sign, which
    no identifier has (a dot would make the label of a place inside another function); a name too long for the
    assembler is cut and told apart by the number, after a `#`.
    """
    label = "fun_" + name.replace("-", "$")
    return label if len(label) <= _LONGEST else f"{label[:_LONGEST]}#{number}"
