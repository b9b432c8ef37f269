"""What README and the pages show is so: their commands parse, their examples give what they say."""

import re
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import motet
from motet.cli.main import COMMANDS
from motet.cli.options import parse

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
SNEK = ROOT / "examples" / "snek"


def command_lines():
    for page in PAGES:
        for block in re.findall(r"^```\w*\n(.*?)^```", page.read_text("utf-8"), re.S | re.M):
            for line in re.findall(r"^(?:\$ )?motet ([^;#\n]+)", block, re.M):
                yield pytest.param(line, id=f"{page.stem}: {line.strip()}")
        for line in re.findall(r"`motet ([a-z][^`…]*)`", page.read_text("utf-8")):
            yield pytest.param(line, id=f"{page.stem}: {line.strip()}")


@pytest.mark.parametrize("line", list(command_lines()))
def test_command_lines_parse(line):
    words = shlex.split(line.replace("|", " "))
    if words[0] == "COMMAND":
        return
    module = import_module(COMMANDS[words[0]].module)
    if hasattr(module, "COMMAND") and len(words) > 1 and "..." not in line:
        needs_file = "FILE" in module.COMMAND.positionals and words[-1].startswith(("-", "nasm", "bytecode"))
        parse(module.COMMAND, [*words[1:], "FILE"] if needs_file else words[1:])


EXAMPLES = [
    ("even-odd", "", "true\n", {}),
    ("typed", "", "0\n", {"typed": True}),
    ("list", "4", "[3, [2, [1, [0, nil]]]]\n6\n", {"level": "forest-flame"}),
    ("numbers", "1000", "168\n[871, 178]\n", {"level": "forest-flame"}),
]


@pytest.mark.parametrize("engine", ["vm", "jit"])
@pytest.mark.parametrize(("name", "argument", "expected", "options"), EXAMPLES, ids=[row[0] for row in EXAMPLES])
def test_examples(name, argument, expected, options, engine):
    output = bytearray()
    with motet.load(SNEK / f"{name}.snek", engine=engine, output=output.extend, **options) as program:
        program.show(program.run([argument]))
    assert output.decode() == expected


def test_every_example_is_tested():
    assert {path.stem for path in SNEK.glob("*.snek")} == {row[0] for row in EXAMPLES}


def test_the_numbers_of_the_tour():
    shown = re.search(r"numbers\.snek (\d+)\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.S)
    output = bytearray()
    with motet.load(SNEK / "numbers.snek", level="forest-flame", output=output.extend) as program:
        program.show(program.run([shown[1]]))
    assert output.decode() == shown[2]


def test_the_embedding_example():
    done = subprocess.run(
        [sys.executable, ROOT / "examples" / "embedding" / "discount.py"], capture_output=True, check=True, timeout=60
    )
    assert done.stdout.decode().splitlines() == ["1999 True 0", "12000 False 10", "12000 True 15", "stopped: deadline"]
