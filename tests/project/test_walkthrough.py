"""The language of CONTRIBUTING.md's walkthrough is real."""

import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

import motet
from motet.cli.main import main
from motet.engine import languages

PAGE = Path(__file__).parents[2] / "CONTRIBUTING.md"


@pytest.fixture(autouse=True)
def polish(monkeypatch):
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    (code,) = (block for block in blocks if block.startswith('"""'))
    (row,) = (block for block in blocks if block.startswith("Registration("))
    module = ModuleType("motet.languages.polish")
    monkeypatch.setitem(sys.modules, module.__name__, module)
    exec(compile(code, str(PAGE), "exec"), module.__dict__)
    registration = eval(row.strip().rstrip(","), {"Registration": languages.Registration})
    monkeypatch.setitem(languages.LANGUAGES, registration.name, registration)
    monkeypatch.setattr(languages, "_ROWS", (*languages._ROWS, registration))


@pytest.mark.parametrize("engine", ["vm", "jit"])
def test_programs_run(tmp_path, capfd, engine):
    path = tmp_path / "square.polish"
    path.write_text("x x * 1 +")
    assert main(["run", "--engine", engine, str(path), "12"]) == 0
    assert capfd.readouterr().out == "145\n"
    assert main(["run", "--engine", engine, str(path), "9999999999"]) == 1
    assert "^" in capfd.readouterr().err


@pytest.mark.parametrize("text", ["", "1 2", "+", "1 +", "y", "1 2 + 3"])
def test_wrong_programs_are_diagnosed(text):
    with pytest.raises(motet.SourceError):
        motet.compile(text, language="polish")


def test_calls_from_python():
    assert motet.compile("x 2 *", language="polish").main(21) == 42
