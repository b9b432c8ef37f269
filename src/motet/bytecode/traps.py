"""The ways in which a run can end before its time, one table for all languages and engines.

A language gives each kind its own text and exit status; the engines only know the kind and the place.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class TrapKind(NamedTuple):
    """One row of the table: the number is what native code reports; a limit ends a run that did nothing wrong."""

    name: str
    number: int
    is_limit: bool
    doc: str


_ROWS: Final = (
    ("overflow", False, "an integer result is out of the range of its overflow rule"),
    ("division_by_zero", False, "an integer was divided by zero"),
    ("type", False, "a typed instruction met a value of another type"),
    ("bad_cast", False, "an explicit cast met a value of another type"),
    ("index", False, "an index is outside of its sequence"),
    ("size", False, "a negative size"),
    ("heap", False, "the program's own heap (a size the language knows) is full"),
    ("panic", False, "the program stopped itself with a message"),
    ("host", False, "a host function failed"),
    ("policy", False, "the policy refused a host call"),
    ("refinement", False, "an argument does not meet the condition on its parameter"),
    ("stack", True, "the calls that are not tail calls are nested too deeply"),
    ("depth", True, "more calls are nested than the language allows"),
    ("fuel", True, "the run used up its fuel"),
    ("deadline", True, "the run reached its deadline"),
    ("memory", True, "the run reached its memory limit"),
    ("output", True, "the run wrote more than it may"),
    ("cancelled", True, "another thread cancelled the run"),
    ("interrupted", True, "Ctrl-C"),
)

KINDS: Final = tuple(TrapKind(name, i + 1, limit, doc) for i, (name, limit, doc) in enumerate(_ROWS))
BY_NAME: Final = {kind.name: kind for kind in KINDS}
BY_NUMBER: Final = {kind.number: kind for kind in KINDS}


RUNNING: Final = "the program is running: a function that it calls cannot call, change or close it"
"""Text of the RuntimeError for a machine that is used while a call of it has not ended."""


class Trap(Exception):  # noqa: N818 - a trap is the term of the field, not every one is an error
    """A run ended early, in either engine.

    Attributes:
        kind: name of a row of `KINDS`.
        function: index of the function that was running, or -1.
        pc: index of the instruction in it, or -1.
        message: what a panic or a host function says; otherwise empty.
        instruction: name of the instruction at `pc`, once somebody has looked it up (texts may depend on it).
        help: what would be right, if whoever raised the trap knows it.
        workers: how many closures of `parallel_workers` were running, one inside of the other.
    """

    def __init__(self, kind: str, function: int = -1, pc: int = -1, message: str = "", help: str = "") -> None:
        super().__init__(kind, function, pc, message)
        self.kind = kind
        self.function = function
        self.pc = pc
        self.message = message
        self.help = help
        self.instruction = ""
        self.workers = 0

    def __str__(self) -> str:
        return self.message or BY_NAME[self.kind].doc
