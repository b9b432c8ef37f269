"""The routines that programs commonly use, compiled once and kept in the cache of machine code: how they are found there.

What is kept is an object file, and what callers and optimised modules must know of the routines in it, so that no source
is read: signatures, the text of what is inlined, descriptors of classes, places of fields. The object exports one symbol,
a table with the addresses of its routines.

The name in the cache is a digest of all that determines the code: the sources of the library and of its compiler, the
versions of Motet, Python and LLVM, the processor.
"""

from __future__ import annotations

import ctypes
import marshal
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from motet.jit.cache import Cache, digest, name_of
from motet.jit.llvm import Compiler
from motet.jit.typed_python.signatures import Parameter, Signature, decoded

if TYPE_CHECKING:
    from motet.jit.layout import Row

KIND: Final = "library"
TABLE: Final = "motet_table"
"""The symbol that the object exports."""

BUILDER: Final = "motet.jit.typed_python.building"
"""The module that makes the object, run as a program."""

ROOMS: Final = ("bytecode", "jit", "runtime")
MODULES: Final = ("__init__.py", "stdlib/powers_of_ten.py", "stdlib/letter_cases.py", "stdlib/json_writer.py")
"""The packages, and the sources elsewhere, that determine the code and the tables that it reads; the first one has the version."""

_LENGTH: Final = 8


class Written(NamedTuple):
    """Text of a routine's definition, without linkage, and what it uses: symbols of routines, and other symbols."""

    text: str
    called: tuple[str, ...]
    imports: tuple[str, ...]


class Index(NamedTuple):
    """What must be known of the routines in an object, as plain data.

    Attributes:
        names: symbols of the routines in the table.
        signatures: of these and of those that are inlined, by symbol; packed, because few are asked for.
        texts: what is inlined, by symbol.
        imports: symbols that the object needs.
        rows: descriptors of the classes that object and texts mention, by symbol.
        parameters: of the functions that can be asked for, specialised or not, by name.
        fields: places of fields of structs that the host knows, in bytes, by name of the struct.
        constants: that the host knows.
    """

    names: tuple[str, ...]
    signatures: Mapping[str, bytes]
    texts: Mapping[str, tuple[str, tuple[str, ...], tuple[str, ...]]]
    imports: tuple[str, ...]
    rows: Mapping[str, Row]
    parameters: Mapping[str, tuple[tuple[str, bool, bool], ...]]
    fields: Mapping[str, Mapping[str, int]]
    constants: Mapping[str, int]


class Prebuilt:
    """An object of the cache.

    Attributes:
        index: what is known of it.
        addresses: of its routines, by symbol, once it is linked.
    """

    def __init__(self, content: bytes) -> None:
        start = _LENGTH + int.from_bytes(content[:_LENGTH], "little")
        self.index: Final = Index(*marshal.loads(content[_LENGTH:start]))
        self.addresses: Final[dict[str, int]] = {}
        self._image = content[start:]
        self._signatures: Final[dict[str, Signature]] = {}

    def link(self, compiler: Compiler, resolve: Callable[[Iterable[str]], dict[str, int]]) -> None:
        """Make the routines callable. `resolve` gives addresses of symbols. CompileError if LLVM refuses."""
        code = compiler.link(self._image, [TABLE], resolve(self.index.imports))
        self._image = b""
        count = len(self.index.names)
        table = (ctypes.c_uint64 * count).from_address(code.addresses[TABLE])
        self.addresses.update(zip(self.index.names, table, strict=True))

    def signature(self, symbol: str) -> Signature | None:
        """What callers know of a routine; None if it is not there."""
        found = self._signatures.get(symbol)
        if found is None and symbol in self.index.signatures:
            found = self._signatures[symbol] = decoded(symbol, marshal.loads(self.index.signatures[symbol]))
        return found

    def written(self, symbol: str) -> Written | None:
        """Text of a routine that is inlined; None if it is not there."""
        found = self.index.texts.get(symbol)
        return None if found is None else Written(*found)

    def parameters(self, name: str) -> tuple[Parameter, ...]:
        """Those of a function."""
        return tuple(Parameter(*each) for each in self.index.parameters[name])


def packed(index: Index, image: bytes) -> bytes:
    """The content of the file that `Prebuilt` reads."""
    plain: tuple[Any, ...] = tuple(index)
    data = marshal.dumps(plain)
    return b"".join((len(data).to_bytes(_LENGTH, "little"), data, image))


def name_in_cache(compiler: Compiler, cache: Cache) -> str:
    """The name of the object for this machine and these sources; empty if the sources cannot be read.

    The digest of the sources is kept in the cache, too, under the state of their files: reading them takes 3 ms.
    """
    try:
        state = name_of("sources", *_states())
        sources = cache.read(state)
        if sources is None:
            sources = digest(*_sources())
            cache.write(state, sources)
    except OSError:
        return ""
    return name_of(KIND, sys.version.encode(), compiler.identity.encode(), sources)


_PACKAGE: Final = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def _files() -> Iterator[str]:
    """Paths of the sources."""
    yield from (os.path.join(_PACKAGE, module) for module in MODULES)
    folders = [os.path.join(_PACKAGE, room) for room in ROOMS]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    yield entry.path
                elif "." not in entry.name and entry.name != "__pycache__":
                    folders.append(entry.path)


def _states() -> Iterator[bytes]:
    """What changes whenever a source does. Nobody can set the time of a file's last change (`st_ctime`) at will."""
    for path in sorted(_files()):
        status = os.stat(path)
        yield f"{path} {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}".encode()


def _sources() -> Iterator[bytes]:
    for path in sorted(_files()):
        yield path.removeprefix(_PACKAGE).encode()
        with open(path, "rb", buffering=0) as stream:
            yield stream.readall()


def find(compiler: Compiler, cache: Cache) -> Prebuilt | None:
    """The object of the cache, if there is one. If there is none, a command line has it made when it is done.

    The first process that misses it does not: who never comes back shall not pay for it.
    """
    name = name_in_cache(compiler, cache) if cache.folder else ""
    content = cache.read(name) if name else None
    if content is not None:
        return Prebuilt(content)
    if name and cache.is_due(name):
        from motet.jit.afterwards import later

        later(BUILDER)
    return None
