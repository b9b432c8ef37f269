"""What the printers of types, patterns and expressions share: brackets, lists and the comments in them.

A comment stays where it is if it stands before, behind or between the parts of something that is printed on several lines
(statements, arms, items in brackets, operands); comments elsewhere inside of a part go before that part.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, NamedTuple, TypeVar

from motet.languages.lex.ast import Lit, Node
from motet.languages.lex.canonical_json import float_text
from motet.languages.lex.formatter_comments import Comment, Comments
from motet.languages.lex.formatter_layout import (
    HARD,
    LINE,
    SOFT,
    Break,
    Choice,
    Doc,
    Flat,
    Group,
    IfBroken,
    Indented,
    must_break,
)
from motet.source import Span

_Part = TypeVar("_Part", bound=Node)

_ESCAPES: Final = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0"})


def quoted_text(text: str) -> str:
    """A text as a token."""
    return f'"{text.translate(_ESCAPES)}"'


def literal_text(value: Lit) -> str:
    """A literal as source. Numbers that no literal stands for are written as expressions."""
    kind, content = value.kind, value.value
    if isinstance(content, bool):
        return "true" if content else "false"
    if isinstance(content, float):
        return _float(content)
    if isinstance(content, bytes):
        return "b" + quoted_text(content.decode("utf-8"))
    return "()" if kind == "Unit" else quoted_text(content) if isinstance(content, str) else str(content)


def _float(value: float) -> str:
    if value != value:
        return "(0.0 / 0.0)"
    if value in (float("inf"), float("-inf")):
        return "1e999" if value > 0 else "-1e999"
    text = repr(value)
    return text if "e" in text else float_text(value)


class Style(NamedTuple):
    """How a list in brackets is written.

    Attributes:
        opener, closer: the brackets.
        space: what may be a line end inside of the brackets: `LINE` for braces with blanks, `SOFT` for others.
        comma: what stands behind the last part.
        hugs: whether a last part with brackets of its own may begin on the line of the opener.
    """

    opener: str
    closer: str
    space: Break = SOFT
    comma: Doc = IfBroken(",")
    hugs: bool = False


class Element(NamedTuple):
    """A part as it is printed: comments before it, itself, and a comment on its last line."""

    before: list[Comment]
    doc: Doc
    span: Span


class Printer:
    """Makes documents of trees.

    Args:
        text: the source, or None: there is none, so literals are made from their values.
        comments: places of its comments.
    """

    def __init__(self, text: str | None, comments: Sequence[tuple[int, int]]) -> None:
        self.source: Final = text
        self.comments: Final = Comments(text or "", comments)

    def literal(self, span: Span, value: Lit) -> str:
        """A literal as it is written; the sign of one in a pattern without what may stand behind it."""
        if self.source is None:
            return literal_text(value)
        if value.kind == "Unit":
            return "()"
        text = self.source[span.start : span.end]
        return "-" + text[1:].split()[-1] if text[0] == "-" else text

    def breaks_after(self, opened: int, start: int) -> bool:
        """Whether what stands at `start` begins on another line than the bracket before it."""
        return self.source is not None and "\n" in self.source[opened:start]

    def find(self, text: str, start: int) -> int:
        """Offset of a text that comes soon."""
        return -1 if self.source is None else self.source.find(text, start)

    def element(self, node: Node, make: Callable[[], Doc]) -> Element:
        """A part with the comments before and in it that have no other place."""
        outer = self.comments.hoisted
        before = self.comments.before(node.span.start)
        self.comments.hoisted = []
        doc = make()
        self.comments.hoist(node.span.end)
        before += self.comments.hoisted
        self.comments.hoisted = outer
        return Element(before, doc, node.span)

    def elements(self, parts: Sequence[_Part], make: Callable[[_Part], Doc]) -> list[Element]:
        """Several parts."""
        return [self.element(part, partial(make, part)) for part in parts]

    def listed(
        self,
        style: Style,
        opened: int,
        end: int,
        parts: Sequence[_Part],
        make: Callable[[_Part], Doc],
        *,
        hugging: bool = False,
    ) -> Doc:
        """Parts in brackets, separated by commas.

        Args:
            opened: offset of the opening bracket, or one before it.
            end: offset of the closing bracket, or one behind it where only comments could stand between.
            hugging: the last part is one that may hug the brackets.
        """
        self.comments.hoist(opened)
        elements = self.elements(parts, make)
        rest = self.comments.before(end)
        if rest or any(element.before for element in elements):
            return self._commented(style, opened, elements, rest)
        docs = [element.doc for element in elements]
        if not docs:
            return style.opener + style.closer
        broken: Doc = [
            style.opener,
            Indented([style.space, joined(docs, LINE), style.comma]),
            style.space,
            style.closer,
        ]
        if not (hugging and style.hugs) or must_break(docs[:-1]):
            return Group(broken)
        flat: Doc = [style.opener, joined(docs, " "), style.closer]
        held: Doc = [style.opener, *[Flat([doc, ", "]) for doc in docs[:-1]], docs[-1], style.closer]
        return Choice(flat, held, Group(broken, broken=True))

    def _commented(self, style: Style, opened: int, elements: list[Element], rest: list[Comment]) -> Doc:
        comma = "" if style.comma == "" else ","
        lines = self.lines(opened, elements, rest, comma)
        return [style.opener, *lines, HARD, style.closer]

    def lines(self, opened: int, elements: list[Element], rest: list[Comment], comma: str) -> list[Doc]:
        """Parts on lines of their own with all comments: what stands on the line of the opening bracket, and the lines.

        Args:
            opened: offset of the opening bracket.
            rest: comments behind the last part.
            comma: what stands behind each part.
        """
        head: list[Doc] = []
        out: list[Doc] = []
        end = opened
        for at, element in enumerate(elements):
            before = list(element.before)
            (out if at else head).append(self.comments.same_line(end, before))
            out += self.comments.lines(before, end, element.span.start, first=not at)
            out += [element.doc, comma]
            end = element.span.end
        rest = list(rest)
        (out if elements else head).append(self.comments.same_line(end, rest))
        out += self.comments.closing(rest, end, first=not elements)
        return [*head, Indented(out)]

    def chain(self, elements: list[Element], operators: Sequence[str], *, indented: bool = True) -> Group:
        """Parts with operators between them, which begin lines when it takes several."""
        out: list[Doc] = []
        broken = False
        self.comments.hoisted += elements[0].before
        for at in range(1, len(elements)):
            element = elements[at]
            before = list(element.before)
            broken = broken or bool(before)
            end = elements[at - 1].span.end
            out.append(self.comments.same_line(end, before))
            out += self.comments.lines(before, end, end, first=True) if before else [LINE]
            out += [f"{operators[at - 1]} ", element.doc]
        return Group([elements[0].doc, Indented(out) if indented else out], broken)


def joined(docs: list[Doc], separator: Doc) -> list[Doc]:
    """Documents with commas between them."""
    out: list[Doc] = []
    for at, doc in enumerate(docs):
        out += [",", separator, doc] if at else [doc]
    return out
