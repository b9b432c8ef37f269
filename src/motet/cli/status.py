"""Exit statuses of the `motet` command. Drop-in command lines use their originals' numbers instead."""

from __future__ import annotations

from typing import Final

OK: Final = 0
FAILED: Final = 1
"""The program failed: an error at run time, a wrong argument for it."""
USAGE: Final = 2
INVALID: Final = 3
"""The source is not valid."""
REFUSED: Final = 4
"""The policy refused an effect."""
LIMIT: Final = 5
INTERNAL: Final = 70
"""A bug of Motet (`EX_SOFTWARE` of sysexits)."""
INTERRUPTED: Final = 130
"""Ctrl-C, as shells count it: 128 + SIGINT."""
BROKEN_PIPE: Final = 141
"""The reader of the output is gone: 128 + SIGPIPE."""
