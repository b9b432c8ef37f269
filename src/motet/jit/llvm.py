"""The only module that imports llvmlite: LLVM text to machine code, and to text that people read.

Each pitfall of llvmlite and LLVM is handled here once:

* a pass builder and its pipeline serve one module only; a second run of either corrupts memory;
* a module must be closed before its context;
* every library has a name of its own, which is never used again;
* the verifier runs before and after the passes: code generation aborts the process on IR that it would refuse;
* machine code and the linker survive Python's shutdown: other threads may run the code meanwhile.

llvmlite is imported with the first `Compiler`, which costs some 40 ms.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from time import perf_counter
from typing import Final, NamedTuple, Protocol, TypeVar

_T = TypeVar("_T")


class _Module(Protocol):
    def verify(self) -> None: ...
    def close(self) -> None: ...


class _TargetMachine(Protocol):
    def emit_object(self, module: _Module) -> bytes: ...
    def emit_assembly(self, module: _Module) -> str: ...


class _Library(Protocol):
    def __getitem__(self, symbol: str) -> int: ...
    def close(self) -> None: ...


class CompileError(Exception):
    """LLVM refused a text. The message is LLVM's, followed by where it came from."""


class Times(NamedTuple):
    """Seconds that each phase took, and the size of the object in bytes."""

    parse: float
    passes: float
    codegen: float
    link: float
    size: int

    @property
    def total(self) -> float:
        """Seconds of all phases together."""
        return self.parse + self.passes + self.codegen + self.link


class Code(NamedTuple):
    """Linked machine code. It stays until `Compiler.discard`.

    Attributes:
        addresses: address of every exported symbol.
        times: what it took to make.
        library: LLVM's handle.
    """

    addresses: Mapping[str, int]
    times: Times
    library: _Library


LOCK: Final = threading.RLock()
"""Held during every use of LLVM: one compilation at a time. A fork waits for it, so that a child can compile."""

NO_PASSES: Final = 0
OPTIMISED: Final = 2


class Compiler:
    """LLVM for this machine. There is one in a process: `Compiler.shared()`.

    Attributes:
        cpu: LLVM's name of the processor.
        features: its features, as LLVM's list.
        triple: LLVM's name of the platform.
        identity: a text that is another one where another object file is made of the same text.
    """

    _shared: Compiler | None = None

    @classmethod
    def shared(cls) -> Compiler:
        """The compiler of this process, made on first use."""
        with LOCK:
            if cls._shared is None:
                cls._shared = cls()
            return cls._shared

    def __init__(self) -> None:
        import llvmlite
        from llvmlite import binding

        binding.initialize_native_target()
        binding.initialize_native_asmprinter()
        binding.initialize_native_asmparser()
        self._binding: Final = binding
        self._target: Final = binding.Target.from_default_triple()
        self.triple: Final[str] = self._target.triple
        self.cpu: Final[str] = binding.get_host_cpu_name()
        self.features: Final[str] = binding.get_host_cpu_features().flatten()
        version = ".".join(map(str, binding.llvm_version_info))
        self.identity: Final = " ".join((llvmlite.__version__, version, self.triple, self.cpu, self.features))
        self._machines: Final[dict[int, _TargetMachine]] = {}
        self._linker: Final = _immortal(
            binding.create_lljit_compiler(self._machine(NO_PASSES), use_jit_link=False, suppress_errors=True)
        )
        self._libraries = 0
        self._discarded: Final[list[list[Code]]] = []

    def compile(
        self,
        text: str,
        exports: Iterable[str],
        imports: Mapping[str, int],
        level: int = OPTIMISED,
        *,
        check: bool = True,
    ) -> Code:
        """Compile a module and link it.

        Args:
            text: the module in LLVM's text form.
            exports: symbols of the module whose addresses are wanted.
            imports: addresses of the symbols that the module declares and uses.
            level: `NO_PASSES` (fast to compile) or `OPTIMISED` (fast to run).
            check: False skips the verifier before code generation, for text that never changes.

        Raises:
            CompileError: LLVM refused the text.
        """
        with LOCK:
            self._free_discarded()
            image, times = self.image(text, level, check=check)
            code = self.link(image, exports, imports)
        return code._replace(times=times._replace(link=code.times.link))

    def image(self, text: str, level: int = OPTIMISED, *, check: bool = True) -> tuple[bytes, Times]:
        """The object file of a module, and what it took to make. Arguments and errors as `compile`."""
        with LOCK:
            start = perf_counter()
            with self._module(text, check) as module:
                parsed = perf_counter()
                if level == OPTIMISED:
                    self._run_passes(module)
                optimised = perf_counter()
                image = self._machine(level).emit_object(module)
                generated = perf_counter()
        return image, Times(parsed - start, optimised - parsed, generated - optimised, 0.0, len(image))

    def link(self, image: bytes, exports: Iterable[str], imports: Mapping[str, int]) -> Code:
        """Link an object file that was made for this processor. Arguments as of `compile`. CompileError if it is none."""
        with LOCK:
            start = perf_counter()
            names = tuple(exports)
            library = self._link(image, names, imports)
            addresses = {name: library[name] for name in names}
            times = Times(0.0, 0.0, 0.0, perf_counter() - start, len(image))
        return Code(addresses, times, library)

    def discard(self, codes: list[Code]) -> None:
        """Take over machine code that no thread runs, and none will run. The next compilation frees it.

        From any thread at any time, the garbage collector's included.
        """
        self._discarded.append(codes)

    def _free_discarded(self) -> None:
        while self._discarded:
            for code in self._discarded.pop():
                code.library.close()

    def optimised_text(self, text: str) -> str:
        """The module after the optimisation passes, as text. CompileError as `compile`."""
        with LOCK, self._module(text, check=True) as module:
            self._run_passes(module)
            return str(module)

    def assembly(self, text: str, level: int = OPTIMISED) -> str:
        """The machine code of the module as assembly. CompileError as `compile`."""
        with LOCK, self._module(text, check=True) as module:
            if level == OPTIMISED:
                self._run_passes(module)
            return self._machine(level).emit_assembly(module)

    def _machine(self, level: int) -> _TargetMachine:
        machine = self._machines.get(level)
        if machine is None:
            machine = self._machines[level] = _immortal(
                self._target.create_target_machine(
                    cpu=self.cpu, features=self.features, opt=level, codemodel="jitdefault"
                )
            )
        return machine

    @contextmanager
    def _module(self, text: str, check: bool) -> Iterator[_Module]:
        context = self._binding.create_context()
        try:
            with _refusals("parse"):
                module = self._binding.parse_assembly(text, context)
            try:
                if check:
                    with _refusals("verify"):
                        module.verify()
                yield module
            finally:
                module.close()
        finally:
            context.close()

    def _run_passes(self, module: _Module) -> None:
        options = self._binding.create_pipeline_tuning_options(speed_level=2)
        builder = self._binding.create_pass_builder(self._machine(OPTIMISED), options)
        try:
            pipeline = builder.getModulePassManager()
            try:
                pipeline.run(module, builder)
            finally:
                pipeline.close()
        finally:
            builder.close()
            options.close()
        with _refusals("verify after the passes"):
            module.verify()

    def _link(self, image: bytes, exports: Iterable[str], imports: Mapping[str, int]) -> _Library:
        builder = self._binding.JITLibraryBuilder().add_object_img(image)
        for name in exports:
            builder.export_symbol(name)
        for name, address in imports.items():
            builder.import_symbol(name, address)
        self._libraries += 1
        with _refusals("link"):
            library: _Library = _immortal(builder.link(self._linker, f"motet{self._libraries}"))
        return library


def _immortal(thing: _T) -> _T:
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(thing))
    return thing


@contextmanager
def _refusals(stage: str) -> Iterator[None]:
    try:
        yield
    except RuntimeError as error:
        raise CompileError(f"{error} ({stage})") from error
