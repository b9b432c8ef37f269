"""Units of compilation, and what the compiler asks of the tiers that run it."""

from __future__ import annotations

from collections.abc import Container, Hashable, Mapping
from typing import Any, Final, NamedTuple, Protocol

from motet.bytecode.types import Ty
from motet.stdlib.rows import Row


class Unit(NamedTuple):
    """What is compiled: a function, or the rest of one from a loop header, for certain types.

    Attributes:
        kind: `call`, from the function's start; `loop`, the entry for on-stack replacement at a loop header; `closure`, the
            code of closure objects of the function; or `outside`, what calls from outside enter: it owns its arguments.
        function: index of the function.
        pc: 0, or the header's leader.
        types: `call`: types of captures and parameters; `loop`: of the live locals, lowest first, then of the stack;
            `closure`: the type `Fn`, then its parameters.
        results: types of the results as this unit returns them: a value of a wider type is narrowed first.
        checks: what the results must be narrowed to besides, for functions that it replaced by tail calls; empty: nothing.
    """

    kind: str
    function: int
    pc: int
    types: tuple[Ty, ...]
    results: tuple[Ty, ...]
    checks: tuple[Ty, ...] = ()


class Services(Protocol):
    """What emitted code needs to know of the tiers. Numbers of units are dense, from 0, and never reused."""

    def number(self, unit: Unit) -> int:
        """The unit's number, a new one when it has none yet."""

    def slot_address(self, number: int) -> int:
        """Address of the word that holds the unit's code, 0 while there is none."""

    def counter_address(self, number: int) -> int:
        """Address of the word that counts how often tier 1 entered the unit, 0 in the beginning."""

    def seen_address(self, number: int) -> int:
        """Address of the word where tier 1 leaves the tags (`pack_tags`) that it saw when the unit became hot, 0 before."""

    def seen(self, number: int) -> int:
        """Content of the word at `seen_address`."""

    def literal(self, key: Hashable) -> int:
        """Number of an object of the run: of a constant of the pool by its index, of a constructor that holds nothing by a
        pair of its union and its number."""

    def is_compiled(self, number: int, tier: int) -> bool:
        """Whether the slot holds code of this tier or a higher one."""


_NOTHING: Final[Mapping[str, Any]] = {}


class CompileSettings(NamedTuple):
    """What changes the emitted code, but never its meaning.

    Attributes:
        fuel: charge fuel at every block.
        depth: count the frames of calls.
        counts: tier 1 counts calls and loops, and asks for promotion.
        call_threshold: entries after which a function is promoted.
        loop_threshold: back edges after which a loop is promoted.
        dispatch: tier 2 tests at entries and on the way into loops whether `Any` values have the types seen before.
        strip: most iterations of an innermost loop between two polls in tier 2; 0: poll at every back edge.
        clone_levels: how many copies of a small recursive function tier 2 inlines into it.
        clone_size: most instructions of such a function.
        size_cap: instructions after which tier 2 stops to take reachable functions into the module.
        unit_cap: instructions of the largest function that tier 2 compiles, when tier 1 has compiled it.
        rows: the host functions of the program by name.
        print_texts: those that write a Str, with what they write behind it.
        prints: names of the host functions that write their only argument as `motet_print` does, and return it.
    """

    fuel: bool = False
    depth: bool = False
    counts: bool = True
    call_threshold: int = 100
    loop_threshold: int = 1000
    dispatch: bool = True
    strip: int = 4096
    clone_levels: int = 2
    clone_size: int = 40
    size_cap: int = 4000
    unit_cap: int = 20_000
    prints: Container[str] = ()
    rows: Mapping[str, Row] = _NOTHING
    print_texts: Mapping[str, bytes] = _NOTHING


class Explanation:
    """What was decided for one unit, for `--explain`.

    Attributes:
        unit: the unit.
        tier: 1 or 2.
        why: why it was compiled, filled in by the tiers.
        notes: pairs of instruction index (-1: the unit as a whole) and text.
    """

    __slots__ = ("notes", "tier", "unit", "why")

    def __init__(self, unit: Unit, tier: int, why: str, notes: list[tuple[int, str]]) -> None:
        self.unit: Final = unit
        self.tier: Final = tier
        self.why: Final = why
        self.notes: Final = notes


class ModuleText(NamedTuple):
    """One LLVM module.

    Attributes:
        text: complete, with declarations of the run-time routines that it calls (`imports`).
        units: the units whose slots are to be filled.
        symbols: their LLVM names.
        imports: names of the run-time routines it calls.
        explanations: one for each unit in the module, also for those that have no slot.
    """

    text: str
    units: list[Unit]
    symbols: dict[Unit, str]
    imports: tuple[str, ...]
    explanations: list[Explanation]


SEEN_VALUES: Final = 8
"""How many `Any` values of a unit are recorded when it becomes hot, one byte each, the first one lowest."""
