"""The golden programs of Snek, ahead of time: the same output, errors and exit statuses as in memory."""

import importlib.util
from pathlib import Path

import pytest

from motet.languages.snek.assembly import compile_to_assembly
from motet.languages.snek.checked import checked_program
from motet.languages.snek.options import Options
from motet.source import Source

_PATH = Path(__file__).parents[1] / "golden" / "snek_golden.py"


def _golden_module():
    spec = importlib.util.spec_from_file_location("snek_golden_of_assembly", _PATH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GOLDEN = _golden_module()
PROGRAMS = [
    (path, golden)
    for path in GOLDEN.PROGRAMS
    if "expect static error" not in (golden := GOLDEN.read_golden(path)).settings
]


@pytest.fixture(scope="module")
def built(toolchain):
    texts = []
    for path, golden in PROGRAMS:
        options = Options.read(golden.options)
        program, _ = checked_program(Source(path.name, golden.text), options)
        texts.append(compile_to_assembly(program, options.level, options.typed))
    return toolchain.build_texts(texts)


@pytest.mark.parametrize(
    "number", range(len(PROGRAMS)), ids=[f"{path.parent.name}/{path.stem}" for path, _ in PROGRAMS]
)
def test_golden(built, number):
    _, golden = PROGRAMS[number]
    settings = golden.settings
    status, out, err = built[number].run(*golden.arguments)
    assert out.splitlines() == golden.lines
    phrase = settings.get("expect error", settings.get("expect input error"))
    if phrase is None:
        assert (status, err) == (0, "")
    else:
        assert status == int(settings.get("exit", status)) != 0
        assert phrase in err


def test_there_are_programs():
    assert len(PROGRAMS) > 100
