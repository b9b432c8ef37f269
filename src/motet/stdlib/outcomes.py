"""How the bodies of shared operations fail: a body that fails gives back an instance of one of these families.

What becomes of it is said by the row: every language has its own convention and its own texts.
"""

from __future__ import annotations

from typing import Any, Final


class Failure:
    """One failure.

    Attributes:
        code: what happened, one of the family's `CODES`.
        fields: facts for the row's text, by name.
    """

    __slots__ = ("code", "fields")

    CODES: tuple[str, ...] = ()
    """The cases of the family."""

    def __init__(self, code: str, **fields: Any) -> None:  # noqa: ANN401 - a fact is anything that has a text
        if code not in self.CODES:
            raise ValueError(f"{type(self).__name__} has no case {code}")
        self.code: Final = code
        self.fields: Final = fields

    def text(self, template: str) -> str:
        """The template with the facts in their places."""
        return template.format_map(self.fields)


class Absent(Failure):
    """There is no such thing; not an error in every language."""

    __slots__ = ()
    CODES = ("absent",)


class RangeError(Failure):
    """A number is out of the range of what it is used for."""

    __slots__ = ()
    CODES = ("reversed", "outside", "negative", "overflow", "empty")


class ShapeError(Failure):
    """Sizes do not fit together."""

    __slots__ = ()
    CODES = ("negative", "ragged", "length", "mismatch", "outside")


class KeyKindError(Failure):
    """A value that cannot be a key: `debug` shows it."""

    __slots__ = ()
    CODES = ("kind",)


class ParseError(Failure):
    """A text is not of the form it should have: `message`, where known `line` and `column`."""

    __slots__ = ()
    CODES = ("syntax", "missing", "mismatch")


class FormatError(Failure):
    """A value has no text in a format: `message`."""

    __slots__ = ()
    CODES = ("unsupported",)


class CheckError(Failure):
    """An assertion does not hold: `message`."""

    __slots__ = ()
    CODES = ("failed",)


class ArgumentError(Failure):
    """An argument makes no sense: `message`."""

    __slots__ = ()
    CODES = ("invalid",)


class TimeError(Failure):
    """A point in time does not exist, or its text is wrong: `message`."""

    __slots__ = ()
    CODES = ("syntax", "zone", "ambiguous", "range")


class FileError(Failure):
    """The operating system refused: `message` is its text, `path` the path as the program wrote it."""

    __slots__ = ()
    CODES = ("os", "not_text")


class Denied(Failure):
    """The policy refused a resource: `message` is its whole text."""

    __slots__ = ()
    CODES = ("denied",)

    def text(self, template: str) -> str:
        """The policy's text, whatever the template is."""
        message: str = self.fields["message"]
        return message
