"""Examples of operations on decimals and command lines, through the rows of Lex."""

from outcomes_of_examples import NONE, Aborts, err, ok, record, some

GREATEST = 2**63 - 1
MODES = "HalfUp, HalfDown, HalfEven, Down, Up, Ceiling, Floor"


def dec(coefficient, exponent):
    return record(coefficient=coefficient, exponent=exponent)


def rounded(coefficient, mode):
    """The whole number nearest to so many tenths."""
    return ((dec(coefficient, -1), 0, mode),)


VERBOSE = record(kind="flag", name="verbose", short="v", help="say more")
LEVEL = record(kind="option", name="level", short="l", help="how much", default="1")
FILE = record(kind="positional", name="file", help="what to read", required=True)
MORE = record(kind="positional", name="more", help="", required=False)
RUN = record(kind="command", name="run", help="run it", args=[FILE], subcommands=[])
TOOL = record(kind="command", name="tool", help="a tool", args=[VERBOSE, LEVEL, FILE, MORE], subcommands=[RUN])
BARE = record(
    kind="command",
    name="bare",
    help="",
    args=[record(kind="option", name="x", short=None, help="", default=None)],
    subcommands=[],
)


def parsed(command, verbose, level, positionals, remaining=()):
    return ok(
        record(
            command=command,
            flags=record(verbose=verbose),
            options=record(level=level),
            positionals=record(**positionals),
            remaining=list(remaining),
        )
    )


EXAMPLES = {
    "decimal.decimal": [((12345, -2), dec(12345, -2))],
    "decimal.zero": [((), dec(0, 0))],
    "decimal.one": [((), dec(1, 0))],
    "decimal.from_int": [((7,), dec(7, 0))],
    "decimal.add": [
        ((dec(15, -1), dec(25, -2)), dec(175, -2)),
        ((dec(1, 3), dec(1, 0)), dec(1001, 0)),
        ((dec(GREATEST, 0), dec(1, 0)), Aborts("decimal.add: overflow")),
        ((dec(1, 100), dec(1, 0)), Aborts("decimal.add: overflow")),
        ((dec(1, 2**62), dec(1, -(2**62))), Aborts("decimal.add: overflow")),
        ((dec(0, 100), dec(1, 0)), dec(1, 0)),
    ],
    "decimal.sub": [
        ((dec(1, 0), dec(1, -1)), dec(9, -1)),
        ((dec(-GREATEST, 0), dec(2, 0)), Aborts("decimal.sub: overflow")),
    ],
    "decimal.mul": [
        ((dec(15, -1), dec(2, -1)), dec(30, -2)),
        ((dec(GREATEST, 0), dec(2, 0)), Aborts("decimal.mul: overflow")),
    ],
    "decimal.negate": [((dec(5, -1),), dec(-5, -1)), ((dec(-GREATEST - 1, 0),), Aborts("decimal.negate: overflow"))],
    "decimal.abs": [((dec(-5, -1),), dec(5, -1)), ((dec(-GREATEST - 1, 0),), Aborts("decimal.abs: overflow"))],
    "decimal.normalize": [((dec(1200, -3),), dec(12, -1)), ((dec(0, 7),), dec(0, 0)), ((dec(-10, 0),), dec(-1, 1))],
    "decimal.compare": [((dec(10, -1), dec(1, 0)), 0), ((dec(1, 0), dec(11, -1)), -1), ((dec(-1, 0), dec(-2, 0)), 1)],
    "decimal.is_zero": [((dec(0, 5),), True), ((dec(1, 0),), False)],
    "decimal.is_positive": [((dec(1, 0),), True), ((dec(0, 0),), False)],
    "decimal.is_negative": [((dec(-1, 0),), True), ((dec(0, 0),), False)],
    "decimal.pow10": [
        ((0,), 1),
        ((18,), 10**18),
        ((19,), Aborts("decimal.pow10: exponent 19 out of range 0..=18")),
        ((-1,), Aborts("decimal.pow10: exponent -1 out of range 0..=18")),
    ],
    "decimal.round_to": [
        (*rounded(25, "HalfUp"), dec(3, 0)),
        (*rounded(-25, "HalfUp"), dec(-3, 0)),
        (*rounded(25, "HalfDown"), dec(2, 0)),
        (*rounded(25, "HalfEven"), dec(2, 0)),
        (*rounded(35, "HalfEven"), dec(4, 0)),
        (*rounded(29, "Down"), dec(2, 0)),
        (*rounded(-21, "Up"), dec(-3, 0)),
        (*rounded(20, "Up"), dec(2, 0)),
        (*rounded(-29, "Ceiling"), dec(-2, 0)),
        (*rounded(21, "Ceiling"), dec(3, 0)),
        (*rounded(-21, "Floor"), dec(-3, 0)),
        (*rounded(29, "Floor"), dec(2, 0)),
        (*rounded(26, "HalfDown"), dec(3, 0)),
        ((dec(5, 0), -2, "Up"), dec(500, -2)),
        ((dec(5, 0), 2000, "Up"), dec(1, 2000)),
        ((dec(5, 0), -30, "Up"), Aborts("decimal.round_to: overflow")),
        ((dec(5, 0), 0, "Sideways"), Aborts(f"decimal.round_to: unknown mode `Sideways`; expected one of {MODES}")),
    ],
    "decimal.to_str": [
        ((dec(12345, -2),), "123.45"),
        ((dec(-5, -3),), "-0.005"),
        ((dec(5, 2),), "500"),
        ((dec(0, 3),), "0"),
        ((dec(0, -2),), "0.00"),
        ((dec(1, 10**9),), Aborts("decimal.to_str: overflow")),
    ],
    "cli.flag": [(("verbose", some("v"), "say more"), VERBOSE)],
    "cli.option": [
        (("level", some("l"), "how much", some("1")), LEVEL),
        (("x", NONE, "", NONE), record(kind="option", name="x", short=None, help="", default=None)),
    ],
    "cli.positional": [(("file", "what to read", True), FILE)],
    "cli.spec": [(("run", "run it", [FILE], []), RUN)],
    "cli.parse": [
        ((TOOL, ["f"]), parsed(["tool"], False, "1", {"file": "f"})),
        ((TOOL, ["-v", "--level=3", "f", "g"]), parsed(["tool"], True, "3", {"file": "f", "more": "g"})),
        ((TOOL, ["--level", "--x", "f"]), parsed(["tool"], False, "--x", {"file": "f"})),
        ((TOOL, ["-l", "2", "-5"]), parsed(["tool"], False, "2", {"file": "-5"})),
        ((TOOL, ["-"]), parsed(["tool"], False, "1", {"file": "-"})),
        ((TOOL, ["--verbose", "run", "f"]), parsed(["tool", "run"], True, "1", {"file": "f"})),
        ((TOOL, ["f", "run"]), parsed(["tool"], False, "1", {"file": "f", "more": "run"})),
        ((TOOL, ["f", "--", "--x", "y"]), parsed(["tool"], False, "1", {"file": "f"}, ["--x", "y"])),
        ((TOOL, ["--", "f"]), err("missing required positional `file` for `tool`")),
        ((TOOL, []), err("missing required positional `file` for `tool`")),
        ((TOOL, ["--nope"]), err("unknown flag `--nope` for `tool`")),
        ((TOOL, ["--verbose=1"]), err("flag `--verbose` does not take a value (got `=1`)")),
        ((TOOL, ["--level"]), err("option `--level` requires a value")),
        ((TOOL, ["a", "b", "c"]), err("unexpected positional argument `c` for `tool`")),
        ((TOOL, ["run", "a", "b"]), err("unexpected positional argument `b` for `run`")),
        (
            (BARE, []),
            ok(record(command=["bare"], flags=record(), options=record(), positionals=record(), remaining=[])),
        ),
        ((3, []), err("cli.parse: not a spec")),
        (
            (record(kind="command"), []),
            ok(record(command=[""], flags=record(), options=record(), positionals=record(), remaining=[])),
        ),
    ],
    "cli.envelope": [((True, "tool", [1]), record(ok=True, command="tool", data=[1]))],
    "cli.describe": [((TOOL,), TOOL)],
    "cli.help": [
        (
            (TOOL,),
            "tool — a tool\n\nUSAGE:\n  tool [FLAGS] <file> [more] <SUBCOMMAND>\n\nARGS:\n  file  what to read\n  more\n\n"
            "FLAGS:\n  -v, --verbose        say more\n  -l, --level <value>  how much\n\nSUBCOMMANDS:\n  run  run it\n",
        ),
        ((None,), "\n\nUSAGE:\n  \n"),
    ],
}
