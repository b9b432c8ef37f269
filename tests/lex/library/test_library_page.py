"""The page about the standard modules says what the tables say."""

import subprocess
import sys
from pathlib import Path

import pytest

from motet.languages.lex.library import MODULES, entries
from motet.languages.lex.library.documentation import generate, meaning

PAGE = Path(__file__).parents[3] / "docs" / "stdlib.md"


def test_the_page_is_up_to_date():
    assert PAGE.read_text("utf-8") == generate(), (
        "run: python -m motet.languages.lex.library.documentation docs/stdlib.md"
    )


@pytest.mark.parametrize("module", MODULES)
def test_every_function_has_a_meaning(module):
    for entry in entries(module).values():
        assert meaning(entry).endswith("."), entry.name


def test_the_command_writes_the_page(tmp_path):
    path = tmp_path / "page.md"
    subprocess.run([sys.executable, "-m", "motet.languages.lex.library.documentation", str(path)], check=True)
    assert path.read_text("utf-8") == generate()
