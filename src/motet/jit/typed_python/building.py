"""Compiling the routines that programs commonly use, for the cache of machine code. Run as a program, it does so."""

from __future__ import annotations

import marshal
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from motet.jit.cache import Cache
from motet.jit.emit.writer import METADATA
from motet.jit.llvm import OPTIMISED, Compiler
from motet.jit.process import Native
from motet.jit.typed_python.externals import external
from motet.jit.typed_python.library import HEAD, MODULES, NativeLibrary, definitions
from motet.jit.typed_python.prebuilt import TABLE, Index, name_in_cache, packed
from motet.jit.typed_python.signatures import Signature, coded, symbol_of
from motet.jit.typed_python.source import Source

Classes = Sequence[tuple[str, ...]]
"""Memory classes for the type variables of a function, once for each specialisation."""

_KEYS: Final[Classes] = (("Ref",), ("Int",))
_MAPS: Final[Classes] = (("Ref", "Int"), ("Ref", "Ref"), ("Int", "Int"), ("Int", "Ref"))
_SETS: Final[Classes] = (("Ref", "Unit"), ("Int", "Unit"))
_ENTRIES: Final = (*_MAPS, *_SETS)

_OF_MODULES: Final[Mapping[str, Classes]] = {
    "lists": (("Int",), ("Float",), ("Bool",), ("Ref",), ("Any",)),
    "list_operations": (("Int",), ("Float",), ("Bool",), ("Ref",), ("Any",)),
    "list_search": (("Int",), ("Ref",)),
    "trees": _ENTRIES,
    "tree_operations": _ENTRIES,
    "marshalling": _ENTRIES,
    "sorting": (*_MAPS, ("Ref", "Float"), ("Int", "Float"), ("Float", "Float")),
    "json_writing": (("Ref",), ("Any",)),
    "checks": (("Int",), ("Ref",)),
    "random_numbers": (("Int",), ("Ref",)),
}
_OF_FUNCTIONS: Final[Mapping[str, Classes]] = {
    "list_zip": _MAPS,
    "tree_from_items": _KEYS,
    **dict.fromkeys(("tree_from_pairs", "tree_values", "tree_entries", "tree_value"), _MAPS),
    **dict.fromkeys(("tree_intersection", "tree_difference", "tree_is_subset"), _SETS),
}
"""What is commonly used: by module, and where that is not all alike by function. Generic functions that are in neither of
them are not."""


def build(library: NativeLibrary) -> bytes:
    """The content of the file in the cache (`Prebuilt`).

    Args:
        library: what the text comes from.
    """
    roots = [*_common(library.source)]
    module = library.module(roots, lambda routine: False, roots)
    names = definitions(module.text)
    head = HEAD + "".join(external(symbol) for symbol in sorted(module.imports))
    entries = ", ".join(f"ptr @{name}" for name in names)
    table = f"@{TABLE} = constant [{len(names)} x ptr] [{entries}]\n"
    image, _ = Compiler.shared().image("".join((head, module.text, table, METADATA)), OPTIMISED, check=False)
    return packed(_index(library.source, names, module.routines, sorted(module.imports)), image)


def _common(source: Source) -> Iterator[str]:
    """Symbols of the specialisations that programs commonly use."""
    for module, functions in MODULES.items():
        for name in functions:
            of_module = _OF_MODULES.get(module.rpartition(".")[2], ())
            is_generic = bool(source.routines.function(module, name).variables)
            for classes in _OF_FUNCTIONS.get(name, of_module) if is_generic else ((),):
                yield symbol_of(name, classes)


def _index(source: Source, names: list[str], routines: Sequence[str], imports: Sequence[str]) -> Index:
    found = {symbol: source.find(symbol) for symbol in routines}
    signatures = {symbol: routine for symbol, routine in found.items() if routine is not None}
    texts = {symbol: source.written(symbol) for symbol, routine in signatures.items() if routine.inline}
    mentioned = {symbol for text in texts.values() for symbol in text.imports}
    return Index(
        tuple(names),
        {symbol: _packed(routine) for symbol, routine in signatures.items()},
        {symbol: (text.text, text.called, text.imports) for symbol, text in texts.items()},
        tuple(imports),
        {symbol: row for symbol, row in source.routines.rows.items() if symbol in mentioned or symbol in imports},
        {
            name: tuple((p.name, p.is_class, p.owned) for p in source.parameters(name))
            for names in MODULES.values()
            for name in names
        },
        {name: source.fields(name) for name in ("Heap", "Chunk", "Large")},
        {"TEXT_BYTES": source.constant("TEXT_BYTES")},
    )


def _packed(routine: Signature) -> bytes:
    plain: Any = coded(routine)
    return marshal.dumps(plain)


def main() -> None:
    """Put the object into the cache of the user, if it is not there; as a process in the background, which nobody hears."""
    cache = Cache.shared()
    os.chdir("/")
    os.nice(10)
    name = name_in_cache(Compiler.shared(), cache)
    if name and cache.read(name) is None:
        cache.write(name, build(NativeLibrary(Native.shared().addresses)))


if __name__ == "__main__":
    main()
