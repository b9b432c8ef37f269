"""`motet emit`: show a stage of the compiler."""

from __future__ import annotations

import os
from typing import Final

from motet.cli import common
from motet.cli.excerpt import of_function
from motet.cli.files import write_whole
from motet.cli.lex.reply import write
from motet.cli.options import Command, Option, UsageError, Values, choice, suggest
from motet.cli.report import guarded

STAGES: Final = ("ast", "static-types", "bytecode", "types", "llvm", "llvm-optimised", "asm")

COMMAND: Final = Command(
    "emit",
    "Show a stage of the compiler.",
    ("FILE",),
    (
        Option(("--stage",), f"one of {' '.join(STAGES)} (by default bytecode)", "STAGE", choice(*STAGES)),
        Option(
            ("--target",),
            "nasm: write assembly for a program of its own, and its run-time part",
            "NAME",
            choice("nasm"),
        ),
        Option(("--function",), "only this function", "NAME"),
        Option(("--out", "-o"), "write to this file instead of standard output", "PATH"),
        *common.SOURCE,
        common.JSON,
    ),
    epilog="--target nasm writes FILE with the ending .s (or PATH), and snek_runtime.s beside it.",
)

RUNTIME_NAME: Final = "snek_runtime.s"


def execute(values: Values) -> int:
    """Show the stage; the exit status."""
    if values["target"] and values["stage"]:
        raise UsageError("--target and --stage exclude each other")
    if values["target"] and values["function"]:
        raise UsageError("--target nasm writes whole programs: leave --function out")
    action = _write_nasm if values["target"] else _show_stage
    return guarded(lambda: action(values), as_json=values["json"] is True)


def _show_stage(values: Values) -> None:
    stage, function = values["stage"] or "bytecode", values["function"]
    with common.load(values) as loaded:
        if function and function not in loaded.names():
            raise UsageError(f"the program has no function {function}{suggest(function, loaded.names())}")
        text = common.usage_of(lambda: loaded.emit(stage))
    if function:
        text = of_function(text, stage, function) or f"{function} has no text of its own in this stage"
    text = text.rstrip("\n") + "\n"
    if values["out"]:
        write_whole(values["out"], text)
    else:
        write(text)


def _write_nasm(values: Values) -> None:
    out = values["out"] or os.path.splitext(values["file"])[0] + ".s"
    with common.load(values) as loaded:
        program = common.usage_of(lambda: loaded.emit("nasm"))
        runtime = common.usage_of(lambda: loaded.emit("nasm-runtime"))
    write_whole(out, program)
    write_whole(os.path.join(os.path.dirname(out), RUNTIME_NAME), runtime)
