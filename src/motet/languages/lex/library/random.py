"""`std.rand` and `std.random`: section 14.9."""

from __future__ import annotations

from typing import Final

from motet.languages.lex.library.entry import function, module
from motet.stdlib.rows import ABORT

RAND: Final = module(
    function(
        "rand.int_in",
        "(Int, Int) -> [random] Int",
        "random.int_in",
        fail=ABORT("rand.int_in: empty range [{low}, {high}]"),
        label="random",
    ),
)

RANDOM: Final = module(
    function("random.seed", "(Int) -> Rng", "random.seed", since="0.3"),
    function(
        "random.int",
        "(Rng, Int, Int) -> (Int, Rng)",
        "random.next_int",
        fail=ABORT("random.int: hi ({high}) must be >= lo ({low})"),
        since="0.3",
    ),
    function("random.float", "(Rng) -> (Float, Rng)", "random.next_float", since="0.3"),
    function("random.choose", "(Rng, List[A]) -> Option[(A, Rng)]", "random.choose", since="0.3"),
)
