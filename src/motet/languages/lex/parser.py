"""Parser of files (specification 4): from a source to its items, and on to the canonical stages."""

from __future__ import annotations

from typing import Final

from motet.languages.lex.ast import Stage
from motet.languages.lex.canonical import canonical_stages
from motet.languages.lex.lexer import END, STR, text_value, tokenize
from motet.languages.lex.parser_expressions import ExpressionParser
from motet.languages.lex.recursion import deep
from motet.languages.lex.surface import Call, Case, Expr, Function, Import, Item, Type, TypeItem, TypeName
from motet.languages.lex.syntax_errors import syntax_error
from motet.source import Source, Span

_ITEM_HELP: Final = {
    "let": "values are named inside functions; a constant is a function without parameters",
    "|": "a union goes on only right after its first variant",
    "}": "this brace closes nothing",
}


class Parser(ExpressionParser):
    """Items."""

    __slots__ = ()

    def items(self) -> tuple[Item, ...]:
        """All items, to the end of the text."""
        items: list[Item] = []
        while (kind := self.peek()) != END:
            if kind == "fn":
                items.append(self._function())
            elif kind == "type":
                items.append(self._type_item())
            elif kind == "import":
                items.append(self._import())
            else:
                help = _ITEM_HELP.get(kind, "put expressions into a function: `fn main() -> Int { 1 }`")
                self.fail("expected `import`, `type`, or `fn` at top level", help)
        return tuple(items)

    def single_expression(self) -> Expr:
        """The whole text as one expression."""
        value = self.expression()
        if self.peek() != END:
            self.fail("unexpected tokens after expression")
        return value

    def _import(self) -> Import:
        start = self.starts[self.at]
        self.at += 1
        reference = text_value(self.texts[self.expect(STR, "after `import`", 'write `import "std.io" as io`')])
        self.expect("as", "after reference of `import`", "an import always has an alias: `as name`")
        alias = self.name("after `as`")
        return Import(self.span_from(start), reference, alias)

    def _type_params(self) -> tuple[str, ...]:
        if not self.accept("["):
            return ()
        if self.peek() == "]":
            self.fail("expected identifier as type parameter", "leave the brackets out when there are none")
        return self.listed("]", "in type parameters", self._type_param)

    def _type_param(self) -> str:
        return self.name("as type parameter")

    # ---- types

    def _type_item(self) -> TypeItem:
        start = self.starts[self.at]
        self.at += 1
        name = self.name("after `type`")
        params = self._type_params()
        self.expect("=", "in type declaration", "types are declared with `=`: `type Name = ...`")
        types: list[Type] = [self.type_expression()]
        while self.accept("|"):
            types.append(self.type_expression())
        union = len(types) > 1 or _is_lone_variant(types[0])
        if union:
            for variant in types:
                self._check_variant(variant)
        return TypeItem(self.span_from(start), name, params, tuple(types), union)

    def _check_variant(self, variant: Type) -> None:
        if not isinstance(variant, TypeName) or "." in variant.name:
            help = "a variant is a name, with its payload in parentheses: `A | B(Int)`"
            raise syntax_error(self.source, variant.span, "expected a name as variant of a union", help)

    # ---- functions

    def _function(self) -> Function:
        start = self.starts[self.at]
        self.at += 1
        name = self.name("after `fn`", "" if self.peek() != "(" else "functions at top level have names")
        type_params = self._type_params()
        self.expect("(", "after the name of a function")
        params = self.listed(")", "in parameters", self.parameter)
        self.expect("->", "after parameters", "the result type is always written; `-> Unit` for none")
        row = self.row()
        result = self.type_expression()
        head = self.span_from(start)
        cases = self._cases()
        body = self.block("as body of a function")
        return Function(self.span_from(start), head, name, type_params, params, row, result, cases, body)

    def _cases(self) -> tuple[Case, ...] | None:
        """An `examples` block, which is no word of the language anywhere else."""
        if self.peek() == "{" or self.texts[self.at] != "examples":
            return None
        self.at += 1
        self.expect("{", "after `examples`")
        return self.listed("}", "in `examples`", self._case)

    def _case(self) -> Case:
        start = self.start()
        call = self.expression()
        if not isinstance(call, Call):
            message = "left side of an example is not a call"
            raise syntax_error(self.source, call.span, message, "an example is written `f(arguments) => value`")
        self.expect("=>", "in example")
        expected = self.expression()
        return Case(Span(start, expected.span.end), call, expected)


def _is_lone_variant(type: Type) -> bool:
    """`Name(payload)`, upper case: a union of one."""
    return isinstance(type, TypeName) and type.parens and "." not in type.name and "A" <= type.name[0] <= "Z"


def parse_items(source: Source) -> tuple[Item, ...]:
    """The tree of a file, as written.

    Raises:
        DiagnosticError: the text is not valid.
    """
    with deep():
        return Parser(tokenize(source)).items()


def parse_source(source: Source) -> tuple[Stage, ...]:
    """Canonical stages of a file; its local imports are still to be merged.

    Raises:
        DiagnosticError: the text is not valid.
    """
    with deep():
        return canonical_stages(Parser(tokenize(source)).items(), source)
