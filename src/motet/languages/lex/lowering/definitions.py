"""Texts that say everything about a nominal type: its declaration and all that it mentions, transitively.

Types of the bytecode are interned for the whole process, so two programs with types of the same name must not meet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import inf
from typing import Final

from motet.bytecode.types import Ty
from motet.languages.lex import types as lex
from motet.languages.lex.checker import AliasInfo, Checked, UnionInfo
from motet.languages.lex.lowering.components import components


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
        self._digests: Final[dict[str, str]] = {}
        self._recursive: Final[dict[str, bool]] = {}

    def is_recursive(self, alias: str) -> bool:
        """Whether unfolding an alias meets the alias again."""
        if alias not in self._recursive:
            for names in components(alias, self._aliases_in, self._recursive):
                circle = len(names) > 1 or names[0] in self._aliases_in(names[0])
                self._recursive.update(dict.fromkeys(names, circle))
        return self._recursive[alias]

    def _aliases_in(self, alias: str) -> list[str]:
        definition = self.checked.aliases[alias].definition
        return [name for name in named_in((definition,)) if name in self.checked.aliases]

    def text(self, name: str) -> str:
        """Everything about a type: its declaration, and a digest of those that it needs if it needs others."""
        if name not in self._texts:
            for names in components(name, self._mentioned, self._texts):
                self._describe(names)
        return self._texts[name]

    def _describe(self, names: list[str]) -> None:
        """Texts of types that need each other, after those of all others that they need."""
        others = sorted({other for name in names for other in self._mentioned(name)}.difference(names))
        declarations = {name: self._declaration(name) for name in sorted(names)}
        needed = [f"{other} {self._digests[other]}" for other in others]
        digest = _digest("; ".join([*declarations.values(), *needed]))
        is_alone = len(names) == 1 and not others
        for name, declaration in declarations.items():
            self._texts[name] = declaration if is_alone else f"{declaration} @ {digest}"
            self._digests[name] = digest

    def _info(self, name: str) -> AliasInfo | UnionInfo | None:
        return self.checked.aliases.get(name) or self.checked.unions.get(name)

    def _mentioned(self, name: str) -> list[str]:
        """Names of the declared types that a declaration mentions."""
        return [other for other in dict.fromkeys(named_in(_parts(self._info(name)))) if self._info(other) is not None]

    def _declaration(self, name: str) -> str:
        info = self._info(name)
        if info is None:
            return name
        head = f"{name}[{', '.join(parameter.name for parameter in info.parameters)}]"
        if isinstance(info, AliasInfo):
            return f"{head} = {_whole(info.definition)}"
        variants = (f"{made}({', '.join(map(_whole, held))})" for made, held in info.constructors.items())
        return f"{head} = {' | '.join(variants)}"


def _parts(info: AliasInfo | UnionInfo | None) -> tuple[lex.Type, ...]:
    if info is None:
        return ()
    if isinstance(info, AliasInfo):
        return (info.definition,)
    return tuple(held for payload in info.constructors.values() for held in payload)


def _whole(type_: lex.Type) -> str:
    return lex.render(type_, inf)


def _digest(text: str) -> str:
    from hashlib import blake2b

    return blake2b(text.encode(), digest_size=16).hexdigest()


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
