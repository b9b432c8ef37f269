"""`motet repl`: talk to a language."""

from __future__ import annotations

from typing import Final

from motet.cli import common
from motet.cli.options import Command, Option, Values
from motet.cli.status import OK

COMMAND: Final = Command(
    "repl",
    "Talk to a language: expressions show their value, definitions stay. `exit`, `quit` or Ctrl-D leave.",
    (),
    (
        Option(("--language",), "the language (by default snek)", "NAME", default="snek"),
        *(option for option in common.SOURCE if option.key != "language"),
        *common.ENGINE,
        *common.LIMITS,
        *common.POLICY,
    ),
)


def execute(values: Values) -> int:
    """Hold the dialogue; the exit status."""
    import motet
    from motet.repl.loop import converse, show_on_standard_output, standard_input
    from motet.repl.terminal import is_interactive, terminal_reader

    session = common.usage_of(
        lambda: motet.session(
            values["language"],
            engine=values["engine"],
            policy=common.policy_of(values),
            limits=common.limits_of(values),
            settings=common.settings_of(values),
            **common.language_options(values, values["language"]),
        )
    )
    language = values["language"]
    reader = terminal_reader(language) if is_interactive() else standard_input("> ", language)
    converse(session, reader, show_on_standard_output, motet.render)
    return OK
