"""Parser of patterns (specification 4.1, 4.4), and of lists in patterns, an extension."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from motet.languages.lex.ast import Lit
from motet.languages.lex.lexer import FLOAT, INT, NAME, STR, float_value, int_value, text_value
from motet.languages.lex.parser_cursor import DEEPEST
from motet.languages.lex.parser_types import TypeParser
from motet.languages.lex.surface import (
    Pattern,
    PatternAny,
    PatternField,
    PatternList,
    PatternLiteral,
    PatternName,
    PatternRecord,
    PatternTuple,
)

_HELP: Final = {
    "bytes": "there are no patterns for bytes; compare with `==`",
    "f-string": "there are no patterns with interpolation; compare with `==`",
    "|": "write one arm for each alternative",
    "...": "the rest of a list is written `..rest`, or `.._` without a name; patterns have no other dots",
}


class PatternParser(TypeParser):
    """Patterns."""

    __slots__ = ()

    def pattern(self) -> Pattern:
        """The pattern that comes next."""
        kind = self.peek()
        if self.pattern_depth == DEEPEST:
            self.too_deep("pattern")
        parse = _PATTERNS.get(kind)
        if parse is None:
            self.fail("expected pattern", _HELP.get(kind, self._name_help()))
        self.pattern_depth += 1
        pattern = parse(self, self.starts[self.at])
        self.pattern_depth -= 1
        return pattern

    def _any(self, start: int) -> Pattern:
        self.at += 1
        return PatternAny(self.span_from(start))

    def _named_pattern(self, start: int) -> Pattern:
        name = self.name("in pattern")
        qualified = False
        while self.accept("."):
            qualified = True
            name += "." + self.name("after `.`")
        if self.accept("("):
            args = self.listed(")", "in constructor pattern", self.pattern)
            return PatternName(self.span_from(start), name, args)
        if qualified and not "A" <= name.rpartition(".")[2][0] <= "Z":
            self.at -= 1
            self.fail("expected constructor after `.` in pattern", "a variable that a pattern binds has no qualifier")
        return PatternName(self.span_from(start), name, None)

    def _literal_pattern(self, start: int) -> Pattern:
        kind, text = self.kinds[self.at], self.texts[self.at]
        self.at += 1
        return PatternLiteral(self.span_from(start), LITERALS[kind](text))

    def _negative(self, start: int) -> Pattern:
        self.at += 1
        kind = self.peek()
        if kind not in (INT, FLOAT):
            self.fail("expected number after `-` in pattern")
        value: Any = LITERALS[kind](self.texts[self.at]).value
        self.at += 1
        return PatternLiteral(self.span_from(start), Lit(_NUMBERS[kind], -value))

    def _record_pattern(self, start: int) -> Pattern:
        self.at += 1
        fields = self.listed("}", "in record pattern", self._field_pattern)
        return PatternRecord(self.span_from(start), fields)

    def _field_pattern(self) -> PatternField:
        start = self.start()
        name = self.name("as name of a field", "a record pattern lists some of the fields; the others need no `..`")
        pattern = self.pattern() if self.accept(":") else None
        return PatternField(self.span_from(start), name, pattern)

    def _tuple_pattern(self, start: int) -> Pattern:
        self.at += 1
        items = self.listed(")", "in tuple pattern", self.pattern)
        return items[0] if len(items) == 1 else PatternTuple(self.span_from(start), items)

    def _list_pattern(self, start: int) -> Pattern:
        self.at += 1
        items: list[Pattern] = []
        rest: Pattern | None = None
        while self.peek() != "]":
            if self.kinds[self.at] == ".":
                rest = self._rest_pattern()
            else:
                items.append(self.pattern())
            if not self.accept(",") and self.peek() != "]":
                self.fail("expected `,` or `]` in list pattern")
            if rest is not None:
                break
        self.expect("]", "after list pattern", "`..` with the rest of a list comes last")
        return PatternList(self.span_from(start), tuple(items), rest)

    def _rest_pattern(self) -> Pattern:
        self.at += 1
        self.expect(".", "in list pattern", "the rest of a list is written `..rest` or `.._`")
        start = self.start()
        if self.kinds[self.at] == "_":
            return self._any(start)
        name = self.name("after `..` in list pattern")
        if "A" <= name[0] <= "Z":
            self.at -= 1
            self.fail("expected variable after `..` in list pattern")
        return PatternName(self.span_from(start), name, None)


LITERALS: Final[dict[str, Callable[[str], Lit]]] = {
    INT: lambda text: Lit("Int", int_value(text)),
    FLOAT: lambda text: Lit("Float", float_value(text)),
    STR: lambda text: Lit("Str", text_value(text)),
    "true": lambda _text: Lit("Bool", True),
    "false": lambda _text: Lit("Bool", False),
    "bytes": lambda text: Lit("Bytes", text_value(text).encode("utf-8", "surrogatepass")),
}
"""Literal of a token, by its kind."""

_NUMBERS: Final = {INT: "Int", FLOAT: "Float"}

_PATTERNS: Final[dict[str, Callable[[PatternParser, int], Pattern]]] = {
    NAME: PatternParser._named_pattern,
    "_": PatternParser._any,
    "-": PatternParser._negative,
    "{": PatternParser._record_pattern,
    "(": PatternParser._tuple_pattern,
    "[": PatternParser._list_pattern,
    **dict.fromkeys((INT, FLOAT, STR, "true", "false"), PatternParser._literal_pattern),
}
