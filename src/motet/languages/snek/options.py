"""The options of the front end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from motet.languages.snek.ast import TYPES, Type
from motet.languages.snek.levels import ALIASES, DEFAULT, LEVELS, Level, level


class Options(NamedTuple):
    """How a text is to be read.

    Attributes:
        level: the rung of the ladder (option `level`, a name or alias).
        typed: whether it must type-check (option `typed`).
        input_type: type of `input` for the type checker (option `input_type`).
    """

    level: Level = LEVELS[DEFAULT]
    typed: bool = False
    input_type: Type = "Any"

    @classmethod
    def read(cls, options: Mapping[str, object]) -> Options:
        """Options by name. ValueError for one that does not exist or has a wrong value."""
        result = cls()
        for name, value in options.items():
            if name == "level":
                result = result._replace(level=_level(value))
            elif name == "typed" and isinstance(value, bool):
                result = result._replace(typed=value)
            elif name == "input_type" and (found := [type_ for type_ in TYPES if type_ == value]):
                result = result._replace(input_type=found[0])
            elif name in cls._fields:
                raise ValueError(f"the option {name} cannot be {value!r}")
            else:
                raise ValueError(f"Snek has no option {name}; it has {', '.join(cls._fields)}")
        return result


def _level(name: object) -> Level:
    try:
        return level(str(name))
    except KeyError:
        raise ValueError(f"Snek has no level {name}; it has {', '.join((*LEVELS, *sorted(ALIASES)))}") from None
