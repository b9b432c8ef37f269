"""The ladder of levels (specification 1): which words mean what at which level."""

from __future__ import annotations

from typing import Final, NamedTuple

from motet.languages.snek.ast import VECTOR_FORMS


class Level(NamedTuple):
    """One rung.

    Attributes:
        name: as `--level` takes it.
        atoms: words that are expressions by themselves.
        unary, binary: operators with one and two operands.
        forms: heads of the other forms of expressions.
        definitions: heads of function definitions; none below Diamondback.
        reserved: words that are no identifiers.
        variables: whether there are variables (not in Adder).
        annotations: whether functions may have types.
        narrowing: whether the type checker knows Flying Snake's rules for `if`.
        heap: whether there are vectors.
    """

    name: str
    atoms: frozenset[str] = frozenset()
    unary: frozenset[str] = frozenset()
    binary: frozenset[str] = frozenset()
    forms: frozenset[str] = frozenset()
    definitions: frozenset[str] = frozenset()
    reserved: frozenset[str] = frozenset()
    variables: bool = True
    annotations: bool = False
    narrowing: bool = False
    heap: bool = False

    @property
    def words(self) -> frozenset[str]:
        """All words that mean something in expressions and definitions."""
        return self.atoms | self.unary | self.binary | self.forms | self.definitions

    def plus(self, name: str, words: dict[str, str]) -> Level:
        """The next rung: more words in the sets that `words` names; all of them are reserved from here on."""
        added = {field: frozenset(text.split()) for field, text in words.items()}
        sets = {field: getattr(self, field) | more for field, more in added.items() if field != "reserved"}
        return self._replace(name=name, reserved=self.reserved.union(*added.values()))._replace(**sets)


_ADDER: Final = Level("adder", variables=False).plus("adder", {"unary": "add1 sub1 negate"})
_BOA: Final = Level("boa").plus("boa", {"unary": "add1 sub1", "binary": "+ - *", "forms": "let", "reserved": "define"})
_COBRA: Final = _BOA.plus(
    "cobra",
    {
        "atoms": "true false input",
        "unary": "isnum isbool",
        "binary": "< > <= >= =",
        "forms": "set! if block loop break",
    },
)
_DIAMONDBACK: Final = _COBRA.plus("diamondback", {"unary": "print", "definitions": "fun", "reserved": "cast"})
_EASTERN: Final = _DIAMONDBACK.plus("eastern", {"forms": "cast"})._replace(annotations=True)
_FLYING_SNAKE: Final = _EASTERN._replace(name="flying-snake", narrowing=True)
_EGG_EATER: Final = _FLYING_SNAKE.plus(
    "egg-eater", {"atoms": "nil", "forms": "vec vec-get", "definitions": "defn"}
)._replace(heap=True)
_FOREST_FLAME: Final = _EGG_EATER.plus(
    "forest-flame",
    {"unary": "isvec", "binary": "/ ==", "forms": "snek-printstack " + " ".join(VECTOR_FORMS)},
)

LEVELS: Final = {
    level.name: level
    for level in (_ADDER, _BOA, _COBRA, _DIAMONDBACK, _EASTERN, _FLYING_SNAKE, _EGG_EATER, _FOREST_FLAME)
}
"""The levels by name, lowest first."""

DEFAULT: Final = "flying-snake"

ALIASES: Final = {
    "hydraboa": "boa",
    "caduceus": "cobra",
    "eastern-diamondback": "eastern",
    "flyingsnake": "flying-snake",
    "eggeater": "egg-eater",
    "forestflame": "forest-flame",
    "gardener": "forest-flame",
    "green-snake": "forest-flame",
}


def level(name: str) -> Level:
    """The level of a name or alias. KeyError when there is none."""
    key = name.lower().replace("_", "-")
    return LEVELS[ALIASES.get(key, key)]


def hint(word: str) -> str:
    """A help about a word that only higher levels than the default know; empty for other words."""
    if word in LEVELS[DEFAULT].words:
        return ""
    names = [name for name, level in LEVELS.items() if word in level.words and level.variables]
    return f"`{word}` belongs to the level {names[0]}: choose it with --level={names[0]}" if names else ""
