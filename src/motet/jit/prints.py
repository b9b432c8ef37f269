"""Host functions that print, whose work native code does itself.

They are looked for by name, when code that calls them is made: to look at all host functions of a language takes long.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from typing import Final

from motet.bytecode.types import ANY
from motet.stdlib import Host

_PRINT: Final = "io.print_value"
_PRINT_TEXT: Final = "io.print"


class Prints(Container[str]):
    """Those that print a value of any type and show scalars in the usual spelling, and unit all in the same.

    Args:
        host: has the functions.
        use_unit: is told what unit is shown as, line end included, before code that prints it is made.
    """

    def __init__(self, host: Host, use_unit: Callable[[bytes], None]) -> None:
        self._host: Final = host
        self._use_unit: Final = use_unit
        self._unit: str | None = None

    def __contains__(self, name: object) -> bool:
        row = self._host.rows.get(name) if isinstance(name, str) else None
        if row is None or row.to != _PRINT or row.parameters != (ANY,) or self._host.refusal(str(name)):
            return False
        style = row.constants["style"]
        if style.true != "true" or style.false != "false":
            return False
        if self._unit is None:
            self._unit = style.unit
            self._use_unit(f"{style.unit}\n".encode())
        return bool(style.unit == self._unit)


class PrintTexts(Mapping[str, bytes]):
    """Those that write a Str, if the policy does not refuse it, and what they write behind it."""

    def __init__(self, host: Host) -> None:
        self._host: Final = host

    def __getitem__(self, name: str) -> bytes:
        row = self._host.rows[name]
        if row.to != _PRINT_TEXT or self._host.refusal(name):
            raise KeyError(name)
        return str(row.constants["ending"]).encode()

    def __iter__(self) -> Iterator[str]:
        return iter([name for name in self._host.rows if name in self])

    def __len__(self) -> int:
        return sum(1 for _ in self)
