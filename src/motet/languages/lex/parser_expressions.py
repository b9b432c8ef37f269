"""Parser of expressions (specification 4.1, 4.3, 4.4): operators with a stack, the rest by descent.

What comes after an expression is looked for over newlines only where the grammar says so: binary operators may stand at
the start of a line, postfix operators may not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from motet.languages.lex.ast import Lit
from motet.languages.lex.lexer import END, FLOAT, FSTRING, INT, NAME, NEWLINE, text_places, text_value, tokenize
from motet.languages.lex.parser_cursor import DEEPEST, LONGEST_CHAIN
from motet.languages.lex.parser_patterns import LITERALS, PatternParser
from motet.languages.lex.surface import (
    Access,
    Arm,
    Ascription,
    Binary,
    Block,
    Call,
    Expr,
    Field,
    If,
    Interpolation,
    Lambda,
    Let,
    List,
    Literal,
    Match,
    Name,
    Param,
    Paren,
    Record,
    Try,
    Tuple,
    Unary,
)
from motet.languages.lex.syntax_errors import syntax_error
from motet.source import Span

LEVELS: Final = {
    "|>": 0,
    "or": 1,
    "and": 2,
    **dict.fromkeys(("==", "!=", "<", "<=", ">", ">="), 3),
    **dict.fromkeys(("+", "-"), 4),
    **dict.fromkeys(("*", "/", "%"), 5),
}
"""Binary operators and how tightly they bind; all associate to the left."""

_POSTFIX: Final = frozenset(".(?")

_HELP: Final = {
    "return": "there is no `return`: the last expression of a block is its value",
    "let": "`let` stands in a block: `{ let x := value }`",
    "else": "`else` follows the block of an `if`",
    "=": "compare with `==`, bind with `let x := value`",
    ":=": "bindings begin with `let`",
    "|": "a function value is written `fn (x :: Int) -> Int { x }`",
    "_": "`_` is no value",
    "type": "types are declared at top level",
    "import": "imports stand at top level",
    ".": "numbers have digits on both sides of the point: `0.5`; no line begins with `.`",
    "...": "there is no spread in values; write the fields out: `{ a: r.a, b: 2 }`",
    "+": "there is no unary `+`",
    "/": "comments begin with `#`",
}


class ExpressionParser(PatternParser):
    """Expressions and blocks."""

    __slots__ = ()

    def expression(self) -> Expr:
        """The expression that comes next."""
        if self.depth == DEEPEST:
            self.peek()
            self.too_deep("expression")
        self.depth += 1
        outer = self.height
        self.height = 0
        left = self.operand()
        kind = self.kinds[self.at]
        if kind == NEWLINE:
            kind = self.kinds[self.at + 1]
        if kind in LEVELS:
            left = self._chain(left, kind)
        height = self.height + 1
        if height > LONGEST_CHAIN:
            self._too_long(left)
        self.height = height if height > outer else outer
        self.depth -= 1
        return left

    def _chain(self, first: Expr, kind: str) -> Expr:
        """Operands joined by binary operators.

        Precedence by a stack of operators that wait for their right operands (Dijkstra's shunting yard).
        """
        operands = [first]
        heights = [self.height]
        waiting: list[str] = []
        while (level := LEVELS.get(kind)) is not None:
            while waiting and LEVELS[waiting[-1]] >= level:
                _reduce(operands, heights, waiting.pop())
            waiting.append(kind)
            self.at += 2 if self.kinds[self.at] == NEWLINE else 1
            self.height = 0
            operands.append(self.operand())
            heights.append(self.height)
            kind = self.kinds[self.at]
            if kind == NEWLINE:
                kind = self.kinds[self.at + 1]
        while waiting:
            _reduce(operands, heights, waiting.pop())
        self.height = heights[0]
        return operands[0]

    def _too_long(self, node: Expr) -> None:
        message = f"chain of operators, calls or pipes is too long (max {LONGEST_CHAIN})"
        raise syntax_error(self.source, node.span, message, "bind a part of it to a name with `let`")

    def operand(self) -> Expr:
        """A primary expression with its postfix and prefix operators. The height is that of this operand alone."""
        kind = self.peek()
        prefixes: list[tuple[str, int]] = []
        while kind in ("-", "not"):
            prefixes.append((kind, self.starts[self.at]))
            if len(prefixes) > DEEPEST:
                self.too_deep("expression")
            self.at += 1
            kind = self.peek()
        start = self.starts[self.at]
        parse = _PRIMARIES.get(kind)
        if parse is None:
            self.fail("expected expression", _HELP.get(kind, self._name_help()))
        value = parse(self, start)
        if self.kinds[self.at] in _POSTFIX:
            value = self._postfix(value, start)
        if prefixes:
            end = value.span.end
            for op, begin in reversed(prefixes):
                value = Unary(Span(begin, end), op, value)
            self.height += len(prefixes)
        return value

    def _postfix(self, value: Expr, start: int) -> Expr:
        """Field accesses, calls and `?` on the same line."""
        links = 0
        while (kind := self.kinds[self.at]) in _POSTFIX:
            links += 1
            self.at += 1
            if kind == "(":
                args = self.listed(")", "in arguments", self.expression)
                value = Call(self.span_from(start), value, args)
            elif kind == ".":
                field = self.name("after `.`", self._field_help())
                value = Access(self.span_from(start), value, field)
            else:
                value = Try(self.span_from(start), value)
        self.height += links
        return value

    def _field_help(self) -> str:
        if self.kinds[self.at - 2] == INT:
            return "a Float has digits on both sides of the point: `1.0`"
        return "take tuples apart with `match`" if self.peek() == INT else ""

    # ---- primary expressions; the cursor stands on their first token, at offset `start`

    def _literal(self, start: int) -> Expr:
        at = self.at
        self.at = at + 1
        return Literal(Span(start, self.ends[at]), LITERALS[self.kinds[at]](self.texts[at]))

    def _name(self, start: int) -> Expr:
        at = self.at
        self.at = at + 1
        return Name(Span(start, self.ends[at]), self.texts[at])

    def _list(self, start: int) -> Expr:
        self.at += 1
        items = self.listed("]", "in list", self.expression)
        return List(self.span_from(start), items)

    def _paren(self, start: int) -> Expr:
        self.at += 1
        if self.accept(")"):
            return Literal(self.span_from(start), Lit("Unit", None))
        first = self.expression()
        if self.accept("::"):
            type = self.type_expression()
            self.expect(")", "after ascription")
            return Ascription(self.span_from(start), first, type)
        if self.accept(","):
            rest = self.listed(")", "in tuple", self.expression)
            return Tuple(self.span_from(start), (first, *rest))
        self.expect(")", "after expression", _PAREN_HELP.get(self.peek(), ""))
        return Paren(self.span_from(start), first)

    def _braces(self, start: int) -> Expr:
        """A record or a block (4.4)."""
        kinds = self.kinds
        at = self.at + 1
        if kinds[at] == NEWLINE:
            at += 1
        if kinds[at] == "}" or (kinds[at] == NAME and kinds[at + 1] in (":", ",", "}")):
            self.at = at
            fields = self.listed("}", "in record", self._record_field)
            return Record(self.span_from(start), fields)
        return self.block("")

    def _record_field(self) -> Field:
        start = self.start()
        name = self.name("as name of a field")
        value = self.expression() if self.accept(":") else None
        return Field(self.span_from(start), name, value)

    def _if(self, start: int) -> Expr:
        """A chain of `else if` is a chain, not nesting: it is read by a loop."""
        tests: list[tuple[int, Expr, Block]] = []
        begin = start
        while True:
            self.at += 1
            condition = self.expression()
            tests.append((begin, condition, self.block("after condition of `if`", _IF_HELP)))
            self.expect("else", "after block of `if`", "every `if` has an `else`; it may be empty: `else {}`")
            if self.peek() != "if":
                break
            begin = self.starts[self.at]
        otherwise: Block | If = self.block("after `else`")
        self.height += len(tests)
        for begin, condition, then in reversed(tests):
            otherwise = If(Span(begin, otherwise.span.end), condition, then, otherwise)
        return otherwise

    def _match(self, start: int) -> Expr:
        self.at += 1
        scrutinee = self.expression()
        self.expect("{", "after scrutinee of `match`")
        arms = self.listed("}", "after arm of `match`", self._arm)
        return Match(self.span_from(start), scrutinee, arms)

    def _arm(self) -> Arm:
        start = self.start()
        pattern = self.pattern()
        self.expect("=>", "after pattern", _ARM_HELP.get(self.peek(), ""))
        body = self.expression()
        return Arm(Span(start, body.span.end), pattern, body)

    def _lambda(self, start: int) -> Expr:
        self.at += 1
        self.expect("(", "after `fn`", "functions with names stand at top level")
        params = self.listed(")", "in parameters", self.parameter)
        self.expect("->", "after parameters", "the result type is always written: `fn (x :: Int) -> Int { x }`")
        row = self.row()
        result = self.type_expression()
        body = self.block("as body of a function")
        return Lambda(self.span_from(start), params, row, result, body)

    def parameter(self) -> Param:
        """`name :: type` or `_ :: type`."""
        start = self.start()
        name = "_" if self.accept("_") else self.name("as name of a parameter")
        self.expect("::", "after the name of a parameter", "every parameter has a type: `name :: Type`")
        type = self.type_expression()
        return Param(self.span_from(start), name, type)

    # ---- blocks

    def block(self, context: str, help: str = "") -> Block:
        """Statements in braces."""
        start = self.starts[self.expect("{", context, help)]
        statements = self.statements("}")
        self.at += 1
        return Block(self.span_from(start), statements)

    def statements(self, close: str) -> tuple[Let | Expr, ...]:
        """Statements before a token, on which the cursor then stands: `}`, or the end of a text without braces."""
        statements: list[Let | Expr] = []
        while self.peek() != close:
            statements.append(self._let() if self.kinds[self.at] == "let" else self.expression())
            if self.kinds[self.at] not in (NEWLINE, close):
                wanted = "newline, `;` or `}`" if close == "}" else "newline or `;`"
                self.fail(f"expected {wanted} after statement", self._statement_help())
        return tuple(statements)

    def _statement_help(self) -> str:
        """What a statement that does not end where it should may have been meant as."""
        at, kind = self.at, self.kinds[self.at]
        if kind in _STATEMENT_HELP:
            return _STATEMENT_HELP[kind]
        if self.kinds[at - 1] in (INT, FLOAT) and self.starts[at] == self.ends[at - 1]:
            return "numbers are decimal: `255`, `1_000`, `0.5`, `1e6`"
        return _FOREIGN_WORDS.get(self.texts[at - 1], "statements stand on lines of their own, or `;` separates them")

    def _let(self) -> Let:
        start = self.starts[self.at]
        self.at += 1
        name = "_" if self.accept("_") else self.name("after `let`", _LET_NAME_HELP.get(self.peek(), ""))
        type = self.type_expression() if self.accept("::") else None
        self.expect(":=", "in `let`", "bindings are written `let x := value`")
        value = self.expression()
        return Let(Span(start, value.span.end), name, type, value)

    # ---- interpolation

    def _interpolation(self, start: int) -> Expr:
        token = self.texts[self.at]
        self.at += 1
        span = self.span_from(start)
        value = text_value(token)
        places = text_places(token, start)
        pieces: list[Expr] = []
        at = 0
        while at < len(value):
            opened = value.find("{", at)
            text = value[at:] if opened < 0 else value[at:opened]
            if text:
                pieces.append(Literal(Span(places[at], places[at + len(text)]), Lit("Str", text)))
            if opened < 0:
                break
            closed = _closing(value, opened)
            if closed < 0:
                raise self._interpolation_error(span, "unclosed `{` in string interpolation", "there is no literal `{`")
            pieces.append(self._hole(value[opened + 1 : closed], places[opened + 1 : closed + 1]))
            at = closed + 1
        self.height += len(pieces)
        return Interpolation(span, tuple(pieces))

    def _hole(self, text: str, places: list[int]) -> Expr:
        """The expression in one pair of braces, read by a parser of its own."""
        span = Span(places[0], places[-1])
        if not text.strip():
            help = "write an expression of type Str between the braces"
            raise self._interpolation_error(span, "empty `{}` in string interpolation", help)
        inner = type(self)(tokenize(self.source, text, places))
        inner.depth = self.depth
        value = inner.expression()
        if inner.peek() != END:
            message = "unexpected tokens after expression in string interpolation"
            raise self._interpolation_error(inner.token_span(), message, "a hole has one expression")
        self.height = max(self.height, inner.height)
        return value

    def _interpolation_error(self, span: Span, message: str, help: str) -> Exception:
        return syntax_error(self.source, span, message, help, at=0)


def _reduce(operands: list[Expr], heights: list[int], op: str) -> None:
    """Join the last two operands."""
    right = operands.pop()
    left = operands[-1]
    operands[-1] = Binary(Span(left.span.start, right.span.end), op, left, right)
    height = heights.pop()
    heights[-1] = max(heights[-1], height) + 1


def _closing(text: str, opened: int) -> int:
    """Where the brace that is opened there is closed, or -1."""
    depth = 0
    for at in range(opened, len(text)):
        if text[at] == "{":
            depth += 1
        elif text[at] == "}":
            depth -= 1
            if not depth:
                return at
    return -1


_IF_HELP: Final = "both branches of an `if` are blocks: `if a { b } else { c }`"
_PAREN_HELP: Final = {"=": "compare with `==`"}
_ARM_HELP: Final = {
    "if": "there are no guards; use an `if` in the arm",
    "|": "write one arm for each alternative",
    "->": "arms are written `pattern => value`",
}
_STATEMENT_HELP: Final = {
    ":=": "bindings begin with `let`",
    "=": "compare with `==`, bind with `let x := value`",
    "::": "an ascription stands in parentheses: `(value :: Type)`",
    ",": "a record begins with `name:`; statements are separated by newlines or `;`",
    "=>": "only arms of `match` have `=>`",
    "|": "write `or`; `|` stands between the variants of a union",
    "[": "there is no indexing; `list.get(xs, i)` gives an Option",
    ":": "types stand behind `::`",
}
_LOOP_HELP: Final = "there are no loops; use `list.map`, `list.fold`, or a function that calls itself"
_BINDING_HELP: Final = "bindings are written `let x := value`"
_FOREIGN_WORDS: Final = {
    **dict.fromkeys(("for", "while", "loop", "do"), _LOOP_HELP),
    **dict.fromkeys(("var", "val", "const", "mut"), _BINDING_HELP),
    **dict.fromkeys(("def", "function", "func", "fun"), "functions begin with `fn` and stand at top level"),
    **dict.fromkeys(("try", "throw", "raise"), "there are no exceptions: failures are `Err` values, `?` hands them on"),
    **dict.fromkeys(("switch", "case"), "write `match value { pattern => result, ... }`"),
}
"""Words of other languages, which are names here."""
_LET_NAME_HELP: Final = {
    "(": "`let` binds one name; take tuples apart with `match`",
    "{": "`let` binds one name; take records apart with `match` or `.field`",
}

_PRIMARIES: Final[dict[str, Callable[[ExpressionParser, int], Expr]]] = {
    NAME: ExpressionParser._name,
    FSTRING: ExpressionParser._interpolation,
    "if": ExpressionParser._if,
    "match": ExpressionParser._match,
    "fn": ExpressionParser._lambda,
    "{": ExpressionParser._braces,
    "[": ExpressionParser._list,
    "(": ExpressionParser._paren,
    **dict.fromkeys(LITERALS, ExpressionParser._literal),
}
