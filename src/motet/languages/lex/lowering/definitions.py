"""Texts that say everything about a nominal type: its declaration and all that it mentions, transitively.

Types of the bytecode are interned for the whole process, so two programs with types of the same name must not meet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from motet.bytecode.types import Ty
from motet.languages.lex import types as lex
from motet.languages.lex.checker import AliasInfo, Checked, UnionInfo


def named_in(types: Iterable[lex.Type]) -> Iterator[str]:
    """Names of the unions and aliases that types mention, repeatedly when they do."""
    return (item.name for item in types_in(types) if isinstance(item, lex.Named))


def rigid_in(types: Iterable[lex.Type]) -> Iterator[str]:
    """Names of the type parameters that types mention, repeatedly when they do."""
    return (item.name for item in types_in(types) if isinstance(item, lex.Rigid))


def types_in(types: Iterable[lex.Type]) -> Iterator[lex.Type]:
    """The types and all their parts."""
    work = list(types)
    while work:
        item = lex.prune(work.pop())
        yield item
        if isinstance(item, lex.Named):
            work.extend(item.args)
        elif isinstance(item, lex.ListType):
            work.append(item.element)
        elif isinstance(item, lex.TupleType):
            work.extend(item.items)
        elif isinstance(item, lex.RecordType):
            work.extend(item.fields.values())
        elif isinstance(item, lex.FunctionType):
            work.extend((*item.params, item.result))


class Definitions:
    """Definitions of the types of one checked program."""

    def __init__(self, checked: Checked) -> None:
        self.checked: Final = checked
        self._texts: Final[dict[str, str]] = {}

    def is_recursive(self, alias: str) -> bool:
        """Whether unfolding an alias meets the alias again."""
        seen: set[str] = set()
        work = [alias]
        while work:
            info = self.checked.aliases[work.pop()]
            for name in named_in((info.definition,)):
                if name == alias:
                    return True
                if name in self.checked.aliases and name not in seen:
                    seen.add(name)
                    work.append(name)
        return False

    def text(self, name: str) -> str:
        """Everything about a type: its declaration first, then those that it needs, by name."""
        found = self._texts.get(name)
        if found is None:
            others = sorted(self._reachable(name) - {name})
            found = self._texts[name] = "; ".join(map(self._declaration, (name, *others)))
        return found

    def _info(self, name: str) -> AliasInfo | UnionInfo | None:
        return self.checked.aliases.get(name) or self.checked.unions.get(name)

    def _reachable(self, name: str) -> set[str]:
        seen: set[str] = {name}
        work = [name]
        while work:
            for other in named_in(_parts(self._info(work.pop()))):
                if other not in seen:
                    seen.add(other)
                    work.append(other)
        return seen

    def _declaration(self, name: str) -> str:
        info = self._info(name)
        if info is None:
            return name
        head = f"{name}[{', '.join(parameter.name for parameter in info.parameters)}]"
        if isinstance(info, AliasInfo):
            return f"{head} = {lex.render(info.definition)}"
        variants = (f"{made}({', '.join(map(lex.render, held))})" for made, held in info.constructors.items())
        return f"{head} = {' | '.join(variants)}"


def _parts(info: AliasInfo | UnionInfo | None) -> tuple[lex.Type, ...]:
    if info is None:
        return ()
    if isinstance(info, AliasInfo):
        return (info.definition,)
    return tuple(held for payload in info.constructors.values() for held in payload)


def describe(types: tuple[Ty, ...]) -> str:
    """A text that says all about types of the bytecode: a row for each type in them, parts by their numbers.

    Types share parts, so that the text of a tree would be of exponential length.
    """
    numbers: dict[Ty, int] = {}
    rows: list[str] = []
    work = [(t, False) for t in reversed(types)]
    while work:
        t, ready = work.pop()
        parts = () if t.kind == "Record" and t.definition else t.parts + t.results
        if ready and t not in numbers:
            inner = " ".join([str(numbers[part]) for part in parts])
            rows.append(f"{t.kind} {t.name} {t.definition} {' '.join(t.fields)} ({inner})")
            numbers[t] = len(numbers)
        elif not ready and t not in numbers:
            work.append((t, True))
            work += [(part, False) for part in parts if part not in numbers]
    return "; ".join([*rows, *[str(numbers[t]) for t in types]])
