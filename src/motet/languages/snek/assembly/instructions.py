"""Assembly as data: operands, lines, and how they are written in NASM's syntax."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple, TypeAlias


class Memory(NamedTuple):
    """A word in memory: `[base + scaled*scale + displacement]`."""

    base: str
    displacement: int = 0
    scaled: str = ""
    scale: int = 8

    def __str__(self) -> str:
        scaled = f"+{self.scaled}*{self.scale}" if self.scaled else ""
        displacement = f"{self.displacement:+d}" if self.displacement else ""
        return f"[{self.base}{scaled}{displacement}]"


Operand: TypeAlias = str | int | Memory
"""A register or label by its name, an immediate, a word in memory."""


class Instruction(NamedTuple):
    """One instruction, with a comment or without."""

    operation: str
    operands: tuple[Operand, ...] = ()
    comment: str = ""


class Label(NamedTuple):
    """A place in the code. Names that begin with a dot belong to the last one that does not."""

    name: str
    comment: str = ""


class Comment(NamedTuple):
    """A line for the reader."""

    text: str


Line: TypeAlias = Instruction | Label | Comment

ARGUMENT_REGISTERS: Final = ("rdi", "rsi", "rdx", "rcx", "r8", "r9")
LOW_BYTE: Final = {"rax": "al", "rcx": "cl", "rdx": "dl", "rdi": "dil", "rsi": "sil", "r8": "r8b"}

_COMMENT_COLUMN: Final = 48
_LONGEST_COMMENT: Final = 72


def fits(number: int) -> bool:
    """Whether a number can be an immediate operand (sign-extended from 32 bits)."""
    return -(2**31) <= number < 2**31


def write_line(line: Line) -> str:
    """A line of NASM text, without line end."""
    if isinstance(line, Instruction):
        return _with_comment(f"        {line.operation:<7} {_operands(line)}".rstrip(), line.comment)
    if isinstance(line, Label):
        return _with_comment(f"{line.name}:", line.comment)
    return f"        ; {_one_line(line.text)}"


def write_lines(lines: Iterable[Line]) -> str:
    """The text of several lines."""
    return "".join(f"{write_line(line)}\n" for line in lines)


def _operands(line: Instruction) -> str:
    """The operands; a word in memory says its size where no register does."""
    texts = [operand if isinstance(operand, str) else str(operand) for operand in line.operands]
    if line.operation in _WITHOUT_SIZE or not any(isinstance(operand, str) for operand in line.operands):
        for i, operand in enumerate(line.operands):
            if isinstance(operand, Memory):
                texts[i] = f"qword {texts[i]}"
    return ", ".join(texts)


_WITHOUT_SIZE: Final = frozenset(("push", "pop"))


def _with_comment(text: str, comment: str) -> str:
    return f"{text:<{_COMMENT_COLUMN - 1}} ; {_one_line(comment)}" if comment else text


def _one_line(text: str) -> str:
    """Source text as a comment: ASCII, one line of bounded length that NASM does not continue."""
    if len(text) <= _LONGEST_COMMENT and text.isascii() and text.isprintable() and not text.endswith("\\"):
        return text
    line = " ".join(text[: 4 * _LONGEST_COMMENT].split())
    if len(line) > _LONGEST_COMMENT:
        line = line[: _LONGEST_COMMENT - 4] + " ..."
    return line.encode("ascii", "replace").decode("ascii").rstrip("\\")
