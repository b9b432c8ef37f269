"""Files of environment variables."""

from __future__ import annotations

from motet.bytecode.values import SortedMap
from motet.stdlib.declare import host
from motet.stdlib.gathering import Ledger
from motet.stdlib.host import Host
from motet.stdlib.outcomes import ParseError
from motet.stdlib.shims import WHITE_SPACE
from motet.stdlib.structural import sorted_keys


@host(
    "dotenv.parse(text: Str) -> SortedMap[Str, Str]",
    errors=ParseError,
    fuel="8 + text.bytes",
    memory="48 * text.bytes + 128",
    pure=True,
)
def parse(text: str, output: Host) -> SortedMap | ParseError:
    """The variables of lines `NAME=value`; the last one of a name counts.

    Blank lines and those that start with `#` are skipped, so is `export ` before a name. Names and values are trimmed, and a
    value loses one pair of quotes around it; nothing is escaped. `syntax` with `line` and `message`.
    """
    found: dict[str, str] = {}
    ledger = Ledger(output.memory_limit, output.poll)
    for number, raw in enumerate(ledger.split(text, "\n"), 1):
        line = raw.strip(WHITE_SPACE)
        if not line or line.startswith("#"):
            continue
        name, sign, value = line.removeprefix("export ").partition("=")
        name = name.strip(WHITE_SPACE)
        if not sign:
            return ParseError("syntax", line=number, message="missing `=`")
        if not name:
            return ParseError("syntax", line=number, message="empty key")
        found[name] = ledger.text(_unquoted(value.strip(WHITE_SPACE)))
        ledger.text(name)
    return SortedMap({name: found[str(name)] for name in sorted_keys(found)})


def _unquoted(value: str) -> str:
    quoted = len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value
