"""Documents and how they are laid out in lines of a bounded width.

After Wadler, "A prettier printer" (2003), with a list of work instead of recursion: a group stands on one line if it fits,
otherwise all line ends that belong to it are taken.
"""

from __future__ import annotations

from typing import Final, TypeAlias

WIDTH: Final = 100
"""Columns of a line."""

INDENT: Final = 2


class Break:
    """A possible line end: what stands there on one line, or None if it must be taken. `blank`: an empty line, too."""

    __slots__ = ("blank", "flat")

    def __init__(self, flat: str | None, *, blank: bool = False) -> None:
        self.flat = flat
        self.blank = blank


LINE: Final = Break(" ")
SOFT: Final = Break("")
HARD: Final = Break(None)
BLANK: Final = Break(None, blank=True)


class Indented:
    """A document further to the right. `hard`: it has line ends that must be taken."""

    __slots__ = ("hard", "inner")

    def __init__(self, inner: Doc) -> None:
        self.inner = inner
        self.hard = must_break(inner)


class Group:
    """On one line if that is possible and fits, otherwise on several.

    Attributes:
        hard: in any case on several.
        settles: once it stands on several lines it will always do so. What stands before it must not depend on whether
            it does: text that is formatted again would change.
    """

    __slots__ = ("hard", "inner", "settles")

    def __init__(self, inner: Doc, broken: bool = False, *, settles: bool = False) -> None:
        self.inner = inner
        self.hard = broken or must_break(inner)
        self.settles = settles


class IfBroken:
    """A text that only stands in a group on several lines."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


class Choice:
    """The first of three that fits: on one line; `hugging`, which need only fit up to its first line end; `broken`."""

    __slots__ = ("broken", "flat", "hard", "hugging")

    def __init__(self, flat: Doc, hugging: Doc, broken: Doc) -> None:
        self.flat = flat
        self.hugging = hugging
        self.broken = broken
        self.hard = must_break(flat)


class Flat:
    """A document on one line, also where the one around it is not."""

    __slots__ = ("hard", "inner")

    def __init__(self, inner: Doc) -> None:
        self.inner = inner
        self.hard = must_break(inner)


class Head:
    """The first line of something that may hug brackets: it only does so if this is on one line."""

    __slots__ = ("hard", "inner")

    def __init__(self, inner: Doc) -> None:
        self.inner = inner
        self.hard = must_break(inner)


Doc: TypeAlias = str | list["Doc"] | Break | Indented | Group | IfBroken | Choice | Flat | Head

_Task: TypeAlias = tuple[int, bool, Doc]
"""Indentation, whether line ends are taken, and a document."""


def must_break(doc: Doc) -> bool:
    """Whether there are line ends in a document that must be taken."""
    work = [doc]
    while work:
        part = work.pop()
        if isinstance(part, list):
            work += part
        elif isinstance(part, Break):
            if part.flat is None:
                return True
        elif not isinstance(part, str | IfBroken) and part.hard:
            return True
    return False


class _Layout:
    """Writes a document."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.column = 0
        self.work: list[_Task] = []
        self.pending = 0
        """Indentation that is written before the next text."""

    def run(self, doc: Doc) -> str:
        """The text."""
        self.work.append((0, True, doc))
        while self.work:
            indent, taken, part = self.work.pop()
            if isinstance(part, str):
                self.text(part)
            elif isinstance(part, list):
                self.work += [(indent, taken, inner) for inner in reversed(part)]
            elif isinstance(part, Break):
                self.line_end(part, indent, taken)
            elif isinstance(part, Indented):
                self.work.append((indent + INDENT, taken, part.inner))
            elif isinstance(part, Group):
                fits = not part.hard and (not taken or self.fits((indent, False, part.inner)))
                self.work.append((indent, not fits, part.inner))
            elif isinstance(part, IfBroken):
                self.text(part.text if taken else "")
            elif isinstance(part, Choice):
                self.work.append(self.choice(part, indent, taken))
            else:
                self.work.append((indent, taken and isinstance(part, Head), part.inner))
        return "".join(self.out)

    def text(self, text: str) -> None:
        """Write a text, after the indentation of a new line."""
        if not text:
            return
        if self.pending:
            self.out.append(" " * self.pending)
            self.pending = 0
        self.out.append(text)
        end = text.rfind("\n")
        self.column = len(text) - end - 1 if end >= 0 else self.column + len(text)

    def line_end(self, part: Break, indent: int, taken: bool) -> None:
        """Take a line end, or write what stands for it."""
        if not taken and part.flat is not None:
            self.text(part.flat)
            return
        self.out.append("\n\n" if part.blank else "\n")
        self.column = self.pending = indent

    def choice(self, part: Choice, indent: int, taken: bool) -> _Task:
        """The alternative that is used."""
        if not part.hard and (not taken or self.fits((indent, False, part.flat))):
            return indent, False, part.flat
        if self.fits((indent, True, part.hugging)):
            return indent, True, part.hugging
        return indent, True, part.broken

    def fits(self, task: _Task) -> bool:
        """Whether a document, and what follows it up to a line end, fits on the rest of the line.

        Line ends that must be taken count as such; what is to be on one line has none (`hard`).
        """
        left = WIDTH - self.column
        rest = len(self.work)
        work = [_measured(task)]
        while left >= 0:
            if not work:
                if not rest:
                    return True
                rest -= 1
                work.append(_measured(self.work[rest]))
                continue
            mode, part = work.pop()
            if isinstance(part, str):
                line, end, _ = part.partition("\n")
                left -= len(line)
                if end:
                    return left >= 0
            elif isinstance(part, Break):
                if mode == _TAKEN or part.flat is None:
                    return True
                left -= len(part.flat)
            elif isinstance(part, IfBroken):
                left -= len(part.text) if mode == _TAKEN else 0
            else:
                work += _inside(part, mode)
        return False


_Measured: TypeAlias = tuple[int, Doc]
"""How line ends are measured, and a document."""

_FLAT: Final = 0
"""None is taken."""
_TIGHT: Final = 1
"""None is taken but those of groups that settle, or stand on several lines anyway."""
_TAKEN: Final = 2
"""The first one is taken."""


def _measured(task: _Task) -> _Measured:
    return (_TAKEN if task[1] else _FLAT), task[2]


def _inside(part: list[Doc] | Indented | Group | Choice | Flat | Head, mode: int) -> list[_Measured]:
    """What is in a document, for measuring: what follows the measured one may take its first line end."""
    if isinstance(part, list):
        return [(mode, inner) for inner in reversed(part)]
    if isinstance(part, Choice):
        breaks = mode == _TAKEN or (mode == _TIGHT and part.hard)
        return [(_TAKEN, part.broken) if breaks else (mode, part.flat)]
    if isinstance(part, Group):
        return [(_TAKEN if mode == _TIGHT and (part.hard or part.settles) else mode, part.inner)]
    if isinstance(part, Flat):
        return [(_FLAT, part.inner)]
    return [(_TIGHT if mode == _TAKEN and isinstance(part, Head) else mode, part.inner)]


def laid_out(doc: Doc) -> str:
    """Text of a document."""
    return _Layout().run(doc)
