"""YAML as values: one document of YAML 1.2 with the core schema.

Mappings are records, sequences lists. Anchors, tags, complex keys and more than one document are refused.
"""

from __future__ import annotations

from typing import Final

from motet.bytecode.program import Value
from motet.stdlib.gathering import Finder, Ledger
from motet.stdlib.json_reader import object_value
from motet.stdlib.outcomes import ParseError
from motet.stdlib.yaml_flow import FlowReader
from motet.stdlib.yaml_scalars import YamlError, plain_value

MAX_DEPTH: Final = 100
"""Mappings and sequences may be nested this deeply."""

_UNSUPPORTED: Final = {
    "&": "anchors are not supported",
    "*": "aliases are not supported",
    "!": "tags are not supported",
    "%": "directives are not supported",
    "@": "found character that cannot start any token",
    "`": "found character that cannot start any token",
}


def parse_yaml(text: str, ledger: Ledger | None = None) -> Value | ParseError:
    """The value that a document means, or what is wrong with it.

    Args:
        text: the document.
        ledger: counts what is made; its traps end the reading.
    """
    ledger = ledger or Ledger()
    *lines, last = ledger.split(text, "\n")
    reader = _Reader([*(line.removesuffix("\r") for line in lines), last], ledger)
    try:
        return reader.document()
    except YamlError as failure:
        return ParseError("syntax", message=f"{failure.message} at line {reader.line}", line=reader.line)


class _Reader:
    """Reads a document by lines. What has been read of a line is replaced by blanks, so that indentation is what counts."""

    def __init__(self, lines: list[str], ledger: Ledger) -> None:
        self._lines: Final = lines
        self._ledger: Final = ledger
        self._at = 0
        self._depth = 0

    @property
    def line(self) -> int:
        """Number of the line that is being read, from 1."""
        return min(self._at + 1, len(self._lines))

    def document(self) -> Value:
        """The one document."""
        self._skip()
        if self._text().startswith("---") and self._text()[3:4] in ("", " "):
            self._blank(3)
        value = self._node(0)
        self._skip()
        if self._at < len(self._lines) and self._text().rstrip() != "...":
            more = self._text().startswith("---")
            raise YamlError("more than one document" if more else "did not find expected <document start>")
        return value

    # ---- lines

    def _text(self) -> str:
        return self._lines[self._at] if self._at < len(self._lines) else ""

    def _blank(self, end: int) -> None:
        """What comes before a column has been read."""
        self._lines[self._at] = " " * end + self._lines[self._at][end:]

    def _skip(self) -> int:
        """Go to the next line that has content; its indentation, -1 at the end."""
        while self._at < len(self._lines):
            self._ledger.step()
            line = self._lines[self._at]
            content = line.lstrip(" ")
            if content.startswith("\t") and content.strip() and not content.lstrip().startswith("#"):
                raise YamlError("found a tab character where an indentation space is expected")
            if content.strip() and not content.lstrip().startswith("#"):
                return len(line) - len(content)
            self._at += 1
        return -1

    def _ends_here(self) -> bool:
        """Whether a line is the end of the document."""
        return self._text()[:3] in ("---", "...") and self._text()[3:4] in ("", " ")

    # ---- nodes

    def _node(self, least: int) -> Value:
        """The node that begins at this indentation or a deeper one; null if there is none."""
        indentation = self._skip()
        if indentation < least or (indentation == 0 and self._ends_here()):
            return None
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise YamlError("recursion limit exceeded")
        value = self._node_at(indentation)
        self._depth -= 1
        return value

    def _node_at(self, indentation: int) -> Value:
        content = self._text()[indentation:]
        if _is_item(content):
            return self._sequence(indentation)
        if content[0] == "?" and content[1:2] in ("", " "):
            raise YamlError("complex keys are not supported")
        if self._key_end(content) >= 0:
            return self._mapping(indentation)
        return self._scalar(indentation, indentation - 1)

    def _sequence(self, indentation: int) -> list[Value]:
        values: list[Value] = []
        self._ledger.holder()
        while self._skip() == indentation and _is_item(self._text()[indentation:]):
            self._blank(indentation + 1)
            values.append(self._node(indentation + 1))
        if self._skip() > indentation:
            raise YamlError("did not find expected '-' indicator")
        return values

    def _mapping(self, indentation: int) -> Value:
        entries: dict[str, Value] = {}
        while self._skip() == indentation and not (indentation == 0 and self._ends_here()):
            content = self._text()[indentation:]
            end = self._key_end(content)
            if end < 0:
                raise YamlError("could not find expected ':'")
            key = self._key(content[:end])
            if key in entries:
                raise YamlError(f'duplicate entry with key "{key}"')
            self._blank(indentation + end + 1)
            entries[key] = self._entry(indentation)
            self._ledger.text(key)
        if self._skip() > indentation:
            raise YamlError("did not find expected key")
        self._ledger.holder(len(entries))
        return object_value(entries)

    def _entry(self, indentation: int) -> Value:
        """The value of an entry whose key has been read."""
        rest = self._text().strip(" \t")
        if rest and not rest.startswith("#"):
            start = len(self._text()) - len(self._text().lstrip(" \t"))
            return self._scalar(start, indentation)
        self._at += 1
        if self._skip() == indentation and _is_item(self._text()[indentation:]):
            return self._sequence(indentation)
        return self._node(indentation + 1)

    def _key_end(self, content: str) -> int:
        """Index of the colon behind a key at the beginning of a line; -1 if there is none."""
        if content[0] in "\"'":
            end = _quote_end(content, self._ledger)
            rest = content[end:]
            colon = end + len(rest) - len(rest.lstrip(" ")) if end >= 0 else -1
            return colon if end >= 0 and content[colon : colon + 1] == ":" else -1
        if content[0] in "[{|>":
            return -1
        at = content.find(":")
        comment = content.find(" #")
        while at >= 0 and content[at + 1 : at + 2] not in ("", " ", "\t"):
            self._ledger.step()
            at = content.find(":", at + 1)
        return at if comment < 0 or at < comment else -1

    def _key(self, text: str) -> str:
        if text[:1] in ('"', "'"):
            return str(FlowReader(text, _no_more, self._ledger).value())
        if text[:1] in _UNSUPPORTED:
            raise YamlError(_UNSUPPORTED[text[0]])
        return text.strip()

    # ---- scalars, and collections in brackets

    def _scalar(self, start: int, parent: int) -> Value:
        """The value that begins at a column of this line and goes on in lines that are indented deeper than the parent."""
        content = self._text()[start:]
        if content[0] in "|>":
            return self._ledger.text(self._block_scalar(content, parent))
        if content[0] in _UNSUPPORTED:
            raise YamlError(_UNSUPPORTED[content[0]])
        if content[0] in "[{\"'":
            return self._bracketed(content)
        return self._ledger.scalar(plain_value(self._plain(content, parent)))

    def _bracketed(self, content: str) -> Value:
        reader = FlowReader(content, self._next_line, self._ledger)
        value = reader.value()
        rest = reader.rest()
        self._at += 1
        if rest.strip() and not rest.lstrip().startswith("#"):
            raise YamlError("did not find expected key")
        return value

    def _next_line(self) -> str | None:
        if self._at + 1 >= len(self._lines):
            return None
        self._at += 1
        return self._lines[self._at]

    def _plain(self, content: str, parent: int) -> str:
        """A text without quotes; lines are joined by blanks, an empty line is a line end."""
        parts = [_without_comment(content)]
        self._at += 1
        while " #" not in content and self._at < len(self._lines):
            self._ledger.step()
            line = self._lines[self._at]
            content = line.strip(" \t")
            if not content:
                parts.append("\n")
            elif len(line) - len(line.lstrip(" ")) <= parent or content.startswith("#") or self._ends_here():
                break
            else:
                parts.append(_without_comment(content))
            self._at += 1
        if any(": " in part or part.endswith(":") for part in parts):
            raise YamlError("mapping values are not allowed in this context")
        return folded(parts)

    def _block_scalar(self, header: str, parent: int) -> str:
        """A text in lines of their own: `|` keeps line ends, `>` joins lines."""
        style, marks = header[0], _without_comment(header[1:]).strip()
        if marks.strip("+-123456789") or len(marks) > 2:
            raise YamlError("invalid header of a block scalar")
        given = next((int(mark) for mark in marks if mark.isdigit()), 0)
        self._at += 1
        lines = self._block_lines(parent, max(parent, 0) + given if given else 0)
        body = lines[: len(lines) - _trailing(lines)]
        text = "\n".join(body) if style == "|" else _folded_block(body)
        if "+" in marks:
            return text + "\n" * (len(lines) - len(body) + bool(body))
        return text if "-" in marks or not body else text + "\n"

    def _block_lines(self, parent: int, indentation: int) -> list[str]:
        lines: list[str] = []
        while self._at < len(self._lines):
            self._ledger.step()
            line = self._lines[self._at]
            depth = len(line) - len(line.lstrip(" "))
            if line.strip(" "):
                indentation = indentation or depth
                if depth < indentation or depth <= parent:
                    break
            lines.append(line[indentation:] if indentation else "")
            self._at += 1
        if self._at == len(self._lines) and lines and not self._lines[-1]:
            lines.pop()  # behind the last line end there is no line
        return lines


def _no_more() -> None:
    return None


def _is_item(content: str) -> bool:
    return content[:1] == "-" and content[1:2] in ("", " ", "\t")


def _quote_end(content: str, ledger: Ledger) -> int:
    """Index behind the quoted text at the beginning; -1 if it does not end in this line."""
    quote = content[0]
    finder = Finder(content, quote + "\\")
    at = 1
    while (at := finder.next(at)) < len(content):
        ledger.step()
        if content[at] == "\\" and quote == '"':
            at += 1
        elif content[at] == quote:
            if quote == '"' or content[at + 1 : at + 2] != "'":
                return at + 1
            at += 1
        at += 1
    return -1


def _without_comment(content: str) -> str:
    at = content.find(" #")
    return (content if at < 0 else content[:at]).strip(" \t")


def folded(parts: list[str]) -> str:
    """Lines joined by blanks; a line end stands for each empty line."""
    text = parts[0]
    for part in parts[1:]:
        text += part if part == "\n" or text.endswith("\n") else " " + part
    return text.rstrip("\n")


def _trailing(lines: list[str]) -> int:
    """Number of empty lines at the end."""
    count = 0
    while count < len(lines) and not lines[-1 - count].strip(" "):
        count += 1
    return count


def _folded_block(lines: list[str]) -> str:
    """Lines joined by blanks, but lines that are indented deeper keep their line ends."""
    text, previous = "", ""
    for at, line in enumerate(lines):
        if at == 0:
            text = line
        elif not line:
            text += "\n"
        elif previous[:1] in (" ", "\t") or line[:1] in (" ", "\t"):
            text += "\n" + line
        else:
            text += line if not previous else " " + line
        previous = line
    return text
