"""Golden programs of Snek: what their comments expect, and how they are run.

A `.snek` file says in comments: `expect: LINE` (of standard output, the result last), `expect error: PHRASE`,
`expect static error: PHRASE`, `expect input error: PHRASE`, `exit: N`, `input: TEXT`, `heap: WORDS`, `level: NAME`,
`typecheck: true` (the input has the type of its value) or `any`, `expect type: TYPE`.

A `.repl` file has the same `level` and `typecheck`, then entries `> TEXT`, each followed by the lines it answers; a
line `! PHRASE` is an error.
"""

from dataclasses import dataclass, field
from pathlib import Path

from motet.bytecode import Trap, verify
from motet.languages.snek import LANGUAGE
from motet.languages.snek.checked import checked_program
from motet.languages.snek.language import input_value
from motet.languages.snek.options import Options
from motet.policy import Limits, Policy, Settings
from motet.source import DiagnosticError, Source
from motet.stdlib import Host

FOLDER = Path(__file__).parent / "snek"
PROGRAMS = sorted(FOLDER.rglob("*.snek"))
DIALOGUES = sorted(FOLDER.rglob("*.repl"))

KEYS = (
    "expect",
    "expect error",
    "expect static error",
    "expect input error",
    "expect type",
    "exit",
    "input",
    "heap",
    "level",
    "typecheck",
)


@dataclass
class Golden:
    """One program and what is expected of it."""

    text: str
    lines: list[str] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def arguments(self):
        """The command line: input and heap size."""
        given = [self.settings.get("input", "")]
        return [*given, self.settings["heap"]] if "heap" in self.settings else given

    @property
    def options(self):
        """Options of the front end."""
        return front_end_options(self.settings)


def front_end_options(settings):
    options = {"level": settings.get("level", "flying-snake")}
    if "typecheck" in settings:
        value = input_value(settings.get("input", ""))
        known = "Bool" if isinstance(value, bool) else "Num"
        options |= {"typed": True, "input_type": "Any" if settings["typecheck"] == "any" else known}
    return options


def read_golden(path):
    golden = Golden(path.read_text("utf-8"))
    for line in golden.text.splitlines():
        key, colon, value = line.removeprefix("; ").partition(":")
        if not (colon and line.startswith("; ") and key in KEYS):
            continue
        if key == "expect":
            golden.lines.append(value.strip())
        else:
            assert key not in golden.settings, key
            golden.settings[key] = value.strip()
    return golden


@dataclass
class Outcome:
    """What a run did: output, then a value or an error."""

    lines: list[str]
    error: str | None = None
    status: int = 0
    place: object = None


def compile_text(text, options=None):
    program = LANGUAGE.compile(Source("golden.snek", text), options or {})
    verify(program)
    return program


def run_program(machine_class, program, arguments=(), limits=None):
    """Run a program's entry. ValueError for a wrong input."""
    invocation = LANGUAGE.invocation(program, arguments)
    limits = (limits or Limits(stack="16MB")).with_heap_words(invocation.heap_words)
    out = bytearray()
    host = Host(out.extend, Policy(), LANGUAGE.rows, limits.output)
    machine = machine_class(program, host, limits, Settings(background=False))
    try:
        outcome = _outcome(machine, program, invocation, out)
        assert machine.live_objects == 0
        return outcome
    finally:
        machine.close()


def _outcome(machine, program, invocation, out):
    error, status, place = None, 0, None
    try:
        (value,) = machine.call(invocation.function, invocation.arguments)
        machine.host.write("".join(LANGUAGE.format_value(value)).encode() + b"\n")
    except Trap as trap:
        error, status = LANGUAGE.trap_text(trap), LANGUAGE.exit_status(trap.kind)
        if trap.function >= 0:
            place = program.functions[trap.function].span_at(trap.pc)
    machine.host.flush()
    return Outcome(out.decode().splitlines(), error, status, place)


def run_golden(golden, machine_class):
    """Outcome of a program that compiles."""
    program = compile_text(golden.text, golden.options)
    return run_program(machine_class, program, golden.arguments)


def static_type(golden):
    return checked_program(Source("golden.snek", golden.text), Options.read(golden.options))[1]


@dataclass
class Turn:
    """One entry of a dialogue and the lines it answers."""

    entry: str
    answer: list[str] = field(default_factory=list)


def read_dialogue(path):
    settings, turns = {}, []
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("> "):
            turns.append(Turn(line[2:]))
        elif turns and line:
            turns[-1].answer.append(line)
        elif line.startswith("; "):
            key, _, value = line[2:].partition(":")
            settings[key] = value.strip()
    return settings, turns


class Dialogue:
    """A REPL on one machine, as a driver would run it."""

    def __init__(self, machine_class, settings):
        self.session = LANGUAGE.session(
            {"level": settings.get("level", "flying-snake"), "typed": settings.get("typecheck") == "true"}
        )
        self.out = bytearray()
        host = Host(self.out.extend, Policy(), LANGUAGE.rows)
        limits = Limits(stack="16MB", heap_words=10_000)
        self.machine = machine_class(self.session.program, host, limits, Settings(background=False))

    def close(self):
        self.machine.close()

    def answer(self, text):
        """Lines of output, then the value or `! ` and the error."""
        self.out.clear()
        last = self._run(text)
        self.machine.host.flush()
        return [*self.out.decode().splitlines(), *last]

    def _run(self, text):
        try:
            entry = self.session.enter(Source("<repl>", text))
        except DiagnosticError as error:
            return ["! " + error.diagnostics[0].message]
        verify(self.session.program)
        if entry.function < 0:
            return []
        try:
            (value,) = self.machine.call(entry.function, [])
        except Trap as trap:
            self.session.settle(entry, False)
            return ["! " + LANGUAGE.trap_text(trap)]
        self.session.settle(entry, True)
        return ["".join(LANGUAGE.format_value(value))] if entry.shows else []
