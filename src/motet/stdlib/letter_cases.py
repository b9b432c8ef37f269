"""The other case of the letters of the alphabets that most texts are written in, for code that has no Unicode tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

FIRST_LETTER: Final = 0x80
LAST_LETTER: Final = 0x5FF
"""Latin, Greek, Cyrillic, Armenian and Hebrew letters, and what lies between them: two bytes each in UTF-8."""

_SIGMA: Final = 0x3A3
"""Its lower case depends on what is around it."""


def _others(convert: Callable[[str], str]) -> Iterator[int]:
    for letter in range(FIRST_LETTER, LAST_LETTER + 1):
        found = convert(chr(letter))
        is_simple = len(found) == 1 and FIRST_LETTER <= ord(found) <= LAST_LETTER
        yield ord(found) if is_simple and (letter != _SIGMA or convert is str.upper) else 0


OTHER_CASES: Final[tuple[int, ...]] = (*_others(str.upper), *_others(str.lower))
"""For each character the one in upper case, then for each the one in lower case; 0 where that is none of them, or not always the same."""

CASELESS: Final[tuple[int, ...]] = (
    *(0x600, 0x109F),
    *(0x2000, 0x2125),
    *(0x2E80, 0xA63F),
    *(0xAC00, 0xFAFF),
    *(0x1D000, 0x1E8FF),
    *(0x1E944, 0x10FFFF),
)
"""First and last character of ranges in which no character has another case."""
