"""Parser of types and effect rows (specification 4.1, 4.2)."""

from __future__ import annotations

from abc import abstractmethod
from typing import Final

from motet.languages.lex.lexer import INT, NAME, STR, int_value, text_value
from motet.languages.lex.parser_cursor import DEEPEST, Cursor
from motet.languages.lex.surface import (
    EffectName,
    Expr,
    Row,
    Type,
    TypeField,
    TypeFunction,
    TypeName,
    TypeParen,
    TypeRecord,
    TypeRefined,
    TypeTuple,
)

_TYPE_HELP: Final = {
    "[": "a list type is written `List[T]`; effects stand after `->`",
    "|": "the first variant has no `|` before it",
    "fn": "a function type is written `(A) -> B`",
}


class TypeParser(Cursor):
    """Types. Expressions, which stand in refinements, are the matter of a subclass."""

    __slots__ = ()

    @abstractmethod
    def expression(self) -> Expr:
        """The expression that comes next."""

    def type_expression(self) -> Type:
        """The type that comes next."""
        if self.type_depth == DEEPEST:
            self.peek()
            self.too_deep("type")
        self.type_depth += 1
        start = self.start()
        base = self._base(start)
        while binding := self._refinement():
            predicate = self.expression()
            self.expect("}", "after the predicate of a refinement")
            base = TypeRefined(self.span_from(start), base, binding, predicate)
        self.type_depth -= 1
        return base

    def _base(self, start: int) -> Type:
        kind = self.kinds[self.at]
        if kind == NAME:
            return self._named(start)
        if kind == "{":
            self.at += 1
            fields = self.listed("}", "in record type", self._field)
            return TypeRecord(self.span_from(start), fields)
        if kind != "(":
            self.fail("expected type expression", _TYPE_HELP.get(kind, self._name_help()))
        self.at += 1
        return self._tuple_or_function(start)

    def _named(self, start: int) -> TypeName:
        name = self.name("as name of a type")
        while self.accept("."):
            name += "." + self.name("after `.`")
        args: tuple[Type, ...] = ()
        parens = self.accept("(")
        if parens:
            args = self.listed(")", "in payload", self.type_expression)
        elif self.accept("["):
            args = self._arguments()
        return TypeName(self.span_from(start), name, args, parens)

    def _arguments(self) -> tuple[Type, ...]:
        if self.peek() == "]":
            self.fail("expected type expression", "leave the brackets out when there are no arguments")
        return self.listed("]", "in type arguments", self.type_expression)

    def _field(self) -> TypeField:
        start = self.start()
        if self.accept("..."):
            spread = self._spread()
            return TypeField(self.span_from(start), spread, None)
        name = self.name("as name of a field")
        self.expect("::", "after the name of a field", "fields of a type are written `name :: Type`")
        type = self.type_expression()
        return TypeField(self.span_from(start), name, type)

    def _spread(self) -> str:
        name = self.name("after `...`")
        while self.accept("."):
            name += "." + self.name("after `.`")
        return name

    def _tuple_or_function(self, start: int) -> Type:
        items = self.listed(")", "in type", self.type_expression)
        if self.accept("->"):
            row = self.row()
            result = self.type_expression()
            return TypeFunction(self.span_from(start), items, row, result)
        span = self.span_from(start)
        return TypeParen(span, items[0]) if len(items) == 1 else TypeTuple(span, items)

    def row(self) -> Row | None:
        """`[effects]` after an arrow, if it is there."""
        if self.peek() != "[":
            return None
        start = self.starts[self.at]
        self.at += 1
        effects: list[EffectName] = []
        while self.peek() not in ("]", "|"):
            effects.append(self._effect())
            if self.peek() == ",":
                self.at += 1
            elif self.kinds[self.at] not in ("]", "|"):
                self.fail("expected `,`, `|` or `]` in effects")
        variable = (
            self.name("after `|`", "the tail of a row is a type parameter: `[io | E]`") if self.accept("|") else ""
        )
        self.expect("]", "after effects")
        return Row(self.span_from(start), tuple(effects), variable)

    def _effect(self) -> EffectName:
        start = self.start()
        name = self.name("as name of an effect")
        argument: str | int | None = None
        argument_kind = ""
        if self.accept("("):
            kind = self.peek()
            text = self.texts[self.at]
            if kind not in _EFFECT_ARGUMENTS:
                self.fail("expected text, number or identifier as argument of an effect")
            self.at += 1
            argument_kind = _EFFECT_ARGUMENTS[kind]
            argument = int_value(text) if kind == INT else text_value(text) if kind == STR else text
            self.expect(")", "after the argument of an effect")
        return EffectName(self.span_from(start), name, argument, argument_kind)

    def _refinement(self) -> str:
        """Binding of the refinement if `{ name |` comes next, which is then passed; the cursor stays otherwise."""
        before = self.at
        if self.accept("{") and self.peek() == NAME:
            binding = self.texts[self.at]
            self.at += 1
            if self.accept("|"):
                return binding
        self.at = before
        return ""


_EFFECT_ARGUMENTS: Final = {STR: "Str", INT: "Int", NAME: "Ident"}
