"""Programs that are really assembled, linked and run."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from motet.languages.snek.assembly import compile_to_assembly, runtime_assembly
from motet.languages.snek.check import check_program
from motet.languages.snek.forms import parse_program
from motet.languages.snek.levels import DEFAULT, level
from motet.languages.snek.types import check_types
from motet.source import Source

SECONDS = 60


class Result(NamedTuple):
    status: int
    out: str
    err: str


def assembly(text: str, level_name: str = DEFAULT, typed: bool = False, input_type: str = "Any") -> str:
    """NASM text of a program, after the static checks."""
    rung = level(level_name)
    program = parse_program(Source("test.snek", text), rung)
    check_program(program, typed)
    if typed:
        check_types(program, rung, input_type)
    return compile_to_assembly(program, rung, typed)


class Executable:
    def __init__(self, path: Path) -> None:
        self.path = path

    def run(self, *arguments: object) -> Result:
        words = [str(self.path), *map(str, arguments)]
        done = subprocess.run(words, capture_output=True, text=True, timeout=SECONDS, check=False)
        return Result(done.returncode, done.stdout, done.stderr)


class Toolchain:
    """Builds executables in a directory of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.number = 0
        self.runtime = self.assemble(runtime_assembly())

    def assemble(self, text: str) -> Path:
        self.number += 1
        source = self.folder / f"p{self.number}.s"
        source.write_text(text)
        self._call("nasm", "-f", "elf64", source, "-o", source.with_suffix(".o"))
        return source.with_suffix(".o")

    def link(self, *parts: Path) -> Executable:
        target = parts[0].with_suffix("")
        self._call("cc", *parts, "-o", target)
        return Executable(target)

    def build(self, text: str, level_name: str = DEFAULT, typed: bool = False) -> Executable:
        return self.link(self.assemble(assembly(text, level_name, typed)), self.runtime)

    def build_all(self, programs: Sequence[tuple[str, str]]) -> list[Executable]:
        """Executables of several (text, level)."""
        return self.build_texts([assembly(text, level_name) for text, level_name in programs])

    def build_texts(self, texts: Sequence[str]) -> list[Executable]:
        """Executables of several assembly texts: the tools run side by side."""
        self.number += 1
        sources = [self.folder / f"all{self.number}_{i}.s" for i in range(len(texts))]

        def build(source: Path) -> Executable:
            self._call("nasm", "-f", "elf64", source, "-o", source.with_suffix(".o"))
            return self.link(source.with_suffix(".o"), self.runtime)

        for source, text in zip(sources, texts, strict=True):
            source.write_text(text)
        with ThreadPoolExecutor(4) as pool:
            return list(pool.map(build, sources))

    def _call(self, *words: object) -> None:
        done = subprocess.run([str(word) for word in words], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert not done.stderr, done.stderr


@pytest.fixture(scope="session")
def toolchain(tmp_path_factory: pytest.TempPathFactory) -> Toolchain:
    if sys.platform != "linux" or platform.machine() != "x86_64":
        pytest.skip("the assembly is for x86-64 Linux")
    for tool in ("nasm", "cc"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed")
    return Toolchain(tmp_path_factory.mktemp("snek"))


@pytest.fixture(scope="session")
def run(toolchain: Toolchain) -> Callable[..., Result]:
    """`run(text, *arguments, level=...)`: the result of a program; each text is built once."""
    built: dict[tuple[str, str, bool], Executable] = {}

    def execute(text: str, *arguments: object, level: str = DEFAULT, typed: bool = False) -> Result:
        key = (text, level, typed)
        if key not in built:
            built[key] = toolchain.build(*key)
        return built[key].run(*arguments)

    return execute


@pytest.fixture(scope="session")
def values(run: Callable[..., Result]) -> Callable[..., list[str]]:
    """`values(expressions, definitions)`: what each expression prints, all of them in one program."""

    def evaluate(expressions: Sequence[str], definitions: str = "", input: str = "", level: str = DEFAULT) -> list[str]:
        prints = "\n".join(f"(print {expression})" for expression in expressions)
        result = run(f"{definitions}\n(block\n{prints}\n0)", input, level=level)
        assert (result.status, result.err) == (0, "")
        return result.out.splitlines()[:-1]

    return evaluate
