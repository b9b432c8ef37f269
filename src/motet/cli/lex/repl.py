"""`lex repl`: a dialogue with everything granted."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final

from motet.cli.lex.flags import Flag, take_apart
from motet.cli.lex.programs import ROOT, read_source
from motet.cli.lex.reply import CommandError, Reply, write
from motet.cli.status import OK
from motet.repl.entries import BRACKETS, BracketReader, EntryReader
from motet.repl.terminal import Prompts, is_interactive, terminal_reader

if TYPE_CHECKING:
    from motet import Diagnostic, Session

PROMPTS: Final = Prompts("lex> ", ".... ")

FLAGS: Final = (Flag("--load", "file whose items are there from the start", "F"),)

HELP: Final = """\
an item (import, type, fn) is added; anything else is evaluated and shown as JSON
.help    this text
.list    the items so far
.reset   forget all items
.quit    leave
"""


def repl(reply: Reply, words: list[str]) -> int:
    """Hold the dialogue; the exit status."""
    known = take_apart(FLAGS, words)
    if known.positional:
        raise CommandError(f"repl: unexpected argument `{known.positional[0]}`", code="usage")
    dialogue = Dialogue()
    if known.values["load"]:
        dialogue.load(known.values["load"])
    reader = _reader()
    while True:
        try:
            entry = reader.read()
            if entry is None or not dialogue.answer(entry):
                return OK
        except KeyboardInterrupt:
            _show("interrupted\n")


class Dialogue:
    """A session, and the items that it has accepted."""

    def __init__(self) -> None:
        self._items: list[str] = []
        self._session: Session = _new_session()

    def load(self, path: str) -> None:
        """Add the items of a file. CommandError when it cannot be read, SourceError when it is wrong."""
        source = read_source(path)
        self._session.enter(source.text, source.name)
        self._items.append(source.text)

    def answer(self, entry: str) -> bool:
        """Answer one entry; False: it was the last one."""
        word = entry.strip()
        if word in (".quit", ".exit"):
            return False
        if word == ".help":
            _show(HELP)
        elif word == ".list":
            _show("".join(f"{item.strip()}\n" for item in self._items))
        elif word == ".reset":
            self._session.close()
            self._items, self._session = [], _new_session()
            _show("(reset)\n")
        elif word.startswith(".") and word[1:2].isalpha():
            _show(f"error: unknown command `{word}`. try `.help`\n")
        elif _imports_a_file(word):
            _show("error: local imports (`./`, `../`, `/`) require a file: put them into one and begin with --load F\n")
        elif word:
            self._enter(entry)
        return True

    def _enter(self, entry: str) -> None:
        import motet

        try:
            answer = self._session.enter(entry)
        except motet.SourceError as error:
            _show("".join(_error_lines(diagnostic) for diagnostic in error.diagnostics))
        except motet.RunError as error:
            if error.diagnostic.code == "broken-pipe":
                raise BrokenPipeError from None
            _show(f"error: runtime: {motet.escape(error.diagnostic.message)}\n")
        except (ValueError, MemoryError) as error:  # an engine that cannot take the program says so in the text
            _show(f"error: {motet.escape(str(error)) or 'out of memory'}\n")
        else:
            if not answer.shows:
                self._items.append(entry)
            _show(f"=> {answer.text}\n" if answer.shows else "(ok)\n")


def _imports_a_file(entry: str) -> bool:
    """Whether an entry is the import of a file, whose alias no later entry would know."""
    head, _, rest = entry.partition('"')
    return head.strip() == "import" and rest.startswith(("./", "../", "/"))


def _new_session() -> Session:
    import motet
    from motet.cli.lex.grants import default_limits
    from motet.languages.lex.policy import LexGrants

    return motet.session("lex", policy=LexGrants.permissive(), limits=default_limits(), root=ROOT)


def _error_lines(diagnostic: Diagnostic) -> str:
    import motet

    return "\n".join([f"error: {motet.escape(diagnostic.message)}", *motet.render(diagnostic).split("\n")[1:]]) + "\n"


def _reader() -> EntryReader:
    """With line editing and history where a person sits at both ends."""
    if is_interactive():
        return terminal_reader("lex", PROMPTS)
    return BracketReader(sys.stdin.buffer, lambda more: _show(PROMPTS.more if more else PROMPTS.first), BRACKETS["lex"])


def _show(text: str) -> None:
    write(text)
    sys.stdout.flush()
