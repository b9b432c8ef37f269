import subprocess
import sys
from pathlib import Path

from motet.bytecode.disassembler import disassemble
from motet.bytecode.documentation import EXAMPLE, generate
from motet.bytecode.text import load

PAGE = Path(__file__).parents[2] / "docs" / "bytecode.md"


def test_the_page_is_up_to_date():
    assert PAGE.read_text("utf-8") == generate(), "run: python -m motet.bytecode.documentation docs/bytecode.md"


def test_the_example_is_a_program_in_the_form_that_is_written():
    program = load(EXAMPLE, "example")
    without_comments = [line.split(";")[0].rstrip() for line in EXAMPLE.splitlines() if not line.startswith(";")]
    for function in program.functions:
        function.source, function.spans = None, []
    assert disassemble(program).splitlines() == without_comments


def test_the_example_computes_what_it_says(make_machine):
    program = load(EXAMPLE, "example")
    assert make_machine(program).call(program.entry, []) == (45,)


def test_the_command_writes_the_page(tmp_path):
    path = tmp_path / "page.md"
    subprocess.run([sys.executable, "-m", "motet.bytecode.documentation", str(path)], check=True)
    assert path.read_text("utf-8") == generate()
