"""Golden programs of Lex: what their comments expect, and how they are run.

A `.lex` file is one program with many cases. Comments right above a function say what a call of it gives:
`# args: JSON JSON` (none by default), `# output: LINE` for each line that it prints, then `# expect: JSON` or
`# error: PHRASE`. Before the first function: `# option: NAME` (of the front end), `# static error: KIND` for a program
that is refused, `# static place: LINE` with it. A folder in `projects` is one program of several files: its `main.lex`.
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from motet.bytecode import Trap, verify
from motet.languages.lex.language import LANGUAGE
from motet.policy import Limits, Policy, Settings
from motet.source import Source
from motet.stdlib import Host

FOLDER = Path(__file__).parent / "lex"
PROGRAMS = sorted(path for path in FOLDER.rglob("*.lex") if "projects" not in path.parts or path.name == "main.lex")

_COMMENT = re.compile(r"# (args|output|expect|error|option|static error): ?(.*)")
_FUNCTION = re.compile(r"fn (\w+)")


@dataclass
class Case:
    """One call and what it gives."""

    function: str = ""
    args: list[str] = field(default_factory=list)
    output: list[str] = field(default_factory=list)
    expect: str | None = None
    error: str | None = None

    @property
    def is_complete(self):
        return self.expect is not None or self.error is not None


@dataclass
class Golden:
    """One program and its cases."""

    path: Path
    text: str
    cases: list[Case] = field(default_factory=list)
    options: dict[str, object] = field(default_factory=dict)
    static_error: str | None = None


def read_golden(path):
    golden = Golden(path, path.read_text("utf-8"))
    case, pending = Case(), []
    for line in golden.text.splitlines():
        comment, function = _COMMENT.fullmatch(line), _FUNCTION.match(line)
        if comment:
            case = _take(golden, case, *comment.groups())
            if case.is_complete:
                pending.append(case)
                case = Case()
        elif function:
            for waiting in pending:
                waiting.function = function[1]
            golden.cases += pending
            pending = []
    return golden


def _take(golden, case, key, text):
    if key == "option":
        golden.options[text] = True
    elif key == "static error":
        golden.static_error = text
    elif key == "args":
        case.args = text.split(" ; ")
    elif key == "output":
        case.output.append(text)
    else:
        setattr(case, key, text)
    return case


def compile_golden(golden):
    options = {**golden.options, "root": str(golden.path.parent)}
    program = LANGUAGE.compile(Source(str(golden.path), golden.text), options)
    verify(program)
    return program


def machine_for(machine_class, program, limits=None):
    out = bytearray()
    host = Host(out.extend, Policy.everything(), LANGUAGE.rows)
    machine = machine_class(program, host, limits or Limits(stack="16MB"), Settings(background=False))
    return machine, out


def run_case(machine, out, program, case):
    """The lines that a call prints, and its result as JSON or the text of its error."""
    del out[:]
    lines = []
    try:
        invocation = LANGUAGE.invocation(program, [case.function, *case.args])
        (value,) = machine.call(invocation.function, invocation.arguments)
        result, error = "".join(LANGUAGE.format_value(value)), None
    except Trap as trap:
        if trap.function >= 0:
            trap.instruction = program.functions[trap.function].code[trap.pc][0]
        result, error = None, LANGUAGE.trap_text(trap)
    machine.host.flush()
    lines += out.decode().splitlines()
    assert machine.live_objects == 0
    return lines, result, error
