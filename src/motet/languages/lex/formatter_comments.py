"""Comments of a source, handed out in order to whatever is printed next."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from motet.languages.lex.formatter_layout import BLANK, HARD, Doc


class Comment(NamedTuple):
    """A comment with its `#`, and where it stands."""

    text: str
    start: int
    end: int


class Comments:
    """Comments that are still to be printed.

    `hoisted` are those inside of what is being printed that have no place there: they go before it.
    """

    def __init__(self, text: str, places: Sequence[tuple[int, int]]) -> None:
        self._text = text
        self._all = [Comment(text[start:end].rstrip(), start, end) for start, end in places]
        self._starts = [start for start, _ in places]
        self._next = 0
        self.hoisted: list[Comment] = []

    def before(self, offset: int) -> list[Comment]:
        """Take the comments before an offset."""
        end = max(bisect_left(self._starts, offset), self._next)
        taken = self._all[self._next : end]
        self._next = end
        return taken

    def hoist(self, offset: int) -> None:
        """Move the comments before an offset out of what is being printed."""
        self.hoisted += self.before(offset)

    def same_line(self, end: int, comments: list[Comment]) -> str:
        """The first comment, taken off the list, if it stands on the line where something ends; with a blank before it."""
        if comments and "\n" not in self._text[end : comments[0].start]:
            return f" {comments.pop(0).text}"
        return ""

    def blank(self, end: int, start: int) -> bool:
        """Whether there is an empty line between two places."""
        return self._text.count("\n", end, start) > 1

    def lines(self, comments: list[Comment], end: int, start: int, *, first: bool) -> list[Doc]:
        """Comments on lines of their own, and the line end before what follows them at `start`.

        Args:
            end: where what stands before them ends.
            first: nothing stands before them, so that no empty line does.
        """
        out: list[Doc] = []
        for comment in comments:
            out += [self._line_end(end, min(comment.start, start), first), comment.text]
            first = False
            end = comment.end
        out.append(self._line_end(end, start, first))
        return out

    def closing(self, comments: list[Comment], end: int, *, first: bool) -> list[Doc]:
        """Comments on lines of their own before a closing bracket."""
        if not comments:
            return []
        return [*self.lines(comments[:-1], end, comments[-1].start, first=first), comments[-1].text]

    def _line_end(self, end: int, start: int, first: bool) -> Doc:
        return BLANK if not first and self.blank(end, start) else HARD
