"""From canonical stages back to a tree as one would write it, to be printed.

Reading the text again gives the same canonical form. What has no spelling of its own is written as what it was made from:
matches on Bool as `if`, the match that stands for `?`, ascriptions, deep first arguments as pipes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from motet.languages.lex import ast, surface
from motet.languages.lex.ast import Lit
from motet.languages.lex.canonical import is_constructor
from motet.languages.lex.json_reader import CANONICAL_ERROR
from motet.languages.lex.lexer import GREATEST_INT, IDENTIFIER, KEYWORDS
from motet.languages.lex.parser_expressions import LEVELS
from motet.source import Diagnostic, DiagnosticError, Source, Span

_HERE: Final = Span(0, 0)
_MOST_NESTED: Final = 8
"""Calls in first arguments that are written one in the other; more of them become a pipe."""

_TIGHTEST: Final = max(LEVELS.values()) + 1

_ODD: Final = re.compile(r"[^a-zA-Z0-9_]")


def surface_items(stages: tuple[ast.Stage, ...]) -> tuple[surface.Item, ...]:
    """Items of stages. Names of imported files, which have a dot, are written with `_` instead.

    Raises:
        DiagnosticError: a tree that no text stands for, as only hand-made canonical files have.
    """
    types = frozenset(stage.name for stage in stages if isinstance(stage, ast.TypeDecl))
    return tuple([_Writer(stage.source, types).item(stage) for stage in stages])


def _name(name: str) -> str:
    """A name that can be written."""
    plain = _ODD.sub("_", name)
    if "." in name and is_constructor(plain):
        return f"_{plain}"
    return plain if IDENTIFIER.fullmatch(plain) and plain not in KEYWORDS else f"_{plain}_"


def _binder(name: str) -> str:
    """A name that is bound; one that cannot be said is bound by `_`."""
    return name if IDENTIFIER.fullmatch(name) else "_"


class _Writer:
    """Writes one stage; `declared` are the types of the program."""

    def __init__(self, source: Source, declared: frozenset[str]) -> None:
        self._source = source
        self._declared = declared

    def fail(self, node: ast.Node, what: str) -> DiagnosticError:
        """The error to raise."""
        message = f"invalid canonical form: {what} cannot be written in a program"
        return DiagnosticError(Diagnostic(CANONICAL_ERROR, message, self._source, node.span))

    def item(self, stage: ast.Stage) -> surface.Item:
        """An item."""
        if isinstance(stage, ast.Import):
            return surface.Import(_HERE, stage.reference, _name(stage.alias))
        if isinstance(stage, ast.TypeDecl):
            return self._type_item(stage)
        call = surface.Name(_HERE, _name(stage.name))
        cases = tuple(
            [
                surface.Case(_HERE, surface.Call(_HERE, call, self.all(case.args)), self.expression(case.expected))
                for case in stage.examples
            ]
        )
        return surface.Function(
            _HERE,
            _HERE,
            _name(stage.name),
            tuple([_name(name) for name in stage.type_params]),
            self._params(stage.params),
            self._row(stage.effects, stage.row_variable),
            self.type(stage.result),
            cases or None,
            self.block(stage.body),
        )

    # ---- types

    def _type_item(self, stage: ast.TypeDecl) -> surface.Item:
        params = tuple([_name(name) for name in stage.params])
        definition = stage.definition
        if not isinstance(definition, ast.UnionType):
            return surface.TypeItem(_HERE, _name(stage.name), params, (self.type(definition),), union=False)
        if not definition.variants:
            raise self.fail(definition, "a union without variants")
        lone = len(definition.variants) == 1
        types = tuple([self._variant(name, payload, lone) for name, payload in definition.variants])
        return surface.TypeItem(_HERE, _name(stage.name), params, types, union=True)

    def _variant(self, name: str, payload: ast.TypeExpr | None, lone: bool) -> surface.Type:
        if payload is None:
            return surface.TypeName(_HERE, _name(name), (), lone)
        several = isinstance(payload, ast.TupleType) and len(payload.items) > 1
        args = payload.items if several and isinstance(payload, ast.TupleType) else (payload,)
        return surface.TypeName(_HERE, _name(name), self._types(args), True)

    def type(self, node: ast.TypeExpr) -> surface.Type:
        """A type."""
        write = _TYPES.get(type(node))
        if write is None:
            raise self.fail(node, "a union inside of a type")
        return write(self, node)

    def _types(self, nodes: tuple[ast.TypeExpr, ...]) -> tuple[surface.Type, ...]:
        return tuple([self.type(node) for node in nodes])

    def _named(self, node: ast.NamedType) -> surface.Type:
        return surface.TypeName(_HERE, self._type_name(node.name), self._types(node.args), False)

    def _type_name(self, name: str) -> str:
        """A name of a type; qualifiers stay, unless they are part of the name of a declared type."""
        return _name(name) if name in self._declared else ".".join([_name(part) for part in name.split(".")])

    def _record_type(self, node: ast.RecordType) -> surface.Type:
        spreads = [surface.TypeField(_HERE, self._type_name(name), None) for name in node.spreads]
        fields = [surface.TypeField(_HERE, _name(name), self.type(inner)) for name, inner in node.fields]
        return surface.TypeRecord(_HERE, (*spreads, *fields))

    def _tuple_type(self, node: ast.TupleType) -> surface.Type:
        if len(node.items) == 1:
            raise self.fail(node, "a tuple type of one")
        return surface.TypeTuple(_HERE, self._types(node.items))

    def _function_type(self, node: ast.FunctionType) -> surface.Type:
        row = self._row(node.effects, node.row_variable)
        return surface.TypeFunction(_HERE, self._types(node.params), row, self.type(node.result))

    def _refined(self, node: ast.RefinedType) -> surface.Type:
        base = self.type(node.base)
        if isinstance(base, surface.TypeFunction):
            base = surface.TypeParen(_HERE, base)
        return surface.TypeRefined(_HERE, base, _name(node.binding), self.expression(node.predicate))

    def _row(self, effects: tuple[ast.Effect, ...], variable: str) -> surface.Row | None:
        if not effects and not variable:
            return None
        names = [surface.EffectName(_HERE, _name(e.name), e.argument, e.argument_kind) for e in effects]
        return surface.Row(_HERE, tuple(names), _name(variable) if variable else "")

    def _params(self, params: tuple[ast.Param, ...]) -> tuple[surface.Param, ...]:
        return tuple([surface.Param(_HERE, _binder(param.name), self.type(param.type)) for param in params])

    # ---- patterns

    def pattern(self, node: ast.Pattern) -> surface.Pattern:
        """A pattern."""
        return _PATTERNS[type(node)](self, node)

    def _patterns(self, nodes: tuple[ast.Pattern, ...]) -> tuple[surface.Pattern, ...]:
        return tuple([self.pattern(node) for node in nodes])

    def _pattern_literal(self, node: ast.PLiteral) -> surface.Pattern:
        if node.value.kind == "Bytes" or node.value.value in (-GREATEST_INT - 1, float("-inf")) or _is_nan(node.value):
            raise self.fail(node, "this literal")
        return surface.PatternLiteral(_HERE, node.value)

    def _pattern_var(self, node: ast.PVar) -> surface.Pattern:
        return surface.PatternName(_HERE, _name(node.name), None)

    def _pattern_wild(self, _node: ast.PWild) -> surface.Pattern:
        return surface.PatternAny(_HERE)

    def _pattern_constructor(self, node: ast.PConstructor) -> surface.Pattern:
        args = self._patterns(node.args)
        return surface.PatternName(_HERE, _name(node.name), args if args or not is_constructor(node.name) else None)

    def _pattern_record(self, node: ast.PRecord) -> surface.Pattern:
        fields = [surface.PatternField(_HERE, _name(name), self._field_pattern(name, p)) for name, p in node.fields]
        return surface.PatternRecord(_HERE, tuple(fields))

    def _field_pattern(self, name: str, node: ast.Pattern) -> surface.Pattern | None:
        shorthand = isinstance(node, ast.PVar) and node.name == name and not is_constructor(name)
        return None if shorthand else self.pattern(node)

    def _pattern_tuple(self, node: ast.PTuple) -> surface.Pattern:
        if len(node.items) == 1:
            raise self.fail(node, "a tuple pattern of one")
        return surface.PatternTuple(_HERE, self._patterns(node.items))

    def _pattern_list(self, node: ast.PList) -> surface.Pattern:
        if not isinstance(node.rest, ast.PVar | ast.PWild | None):
            raise self.fail(node, "a pattern for the rest of a list")
        rest = None if node.rest is None else self.pattern(node.rest)
        return surface.PatternList(_HERE, self._patterns(node.items), rest)

    # ---- expressions

    def all(self, nodes: tuple[ast.Expr, ...]) -> tuple[surface.Expr, ...]:
        """Several expressions."""
        return tuple([self.expression(node) for node in nodes])

    def expression(self, node: ast.Expr) -> surface.Expr:
        """An expression."""
        return _EXPRESSIONS[type(node)](self, node)

    def _literal(self, node: ast.Literal) -> surface.Expr:
        if not _has_literal(node.value):
            raise self.fail(node, "this literal")
        return surface.Literal(_HERE, node.value)

    def _var(self, node: ast.Var) -> surface.Expr:
        return surface.Name(_HERE, _name(node.name))

    def _spine(self, node: ast.Expr) -> surface.Expr:
        """Calls, accesses and constructors with arguments, from the inside out; deep first arguments as a pipe."""
        links: list[ast.Call | ast.FieldAccess] = []
        base = node
        while isinstance(base, ast.Call | ast.FieldAccess):
            links.append(base)
            base = base.callee if isinstance(base, ast.Call) else base.value
        value = self._postfixed(base)
        if isinstance(value, surface.Name) and _would_qualify(links, is_constructor(value.name)):
            value = surface.Call(_HERE, value, ()) if isinstance(base, ast.Constructor) else _no_name(value)
        for link in reversed(links):
            if isinstance(link, ast.Call):
                value = surface.Call(_HERE, value, self.all(link.args))
            else:
                value = surface.Access(_HERE, value, _name(link.field))
        return value

    def _call(self, node: ast.Call | ast.Constructor) -> surface.Expr:
        piped = _piped(node)
        if len(piped) <= _MOST_NESTED:
            return self._applied(node, node.args)
        value = self._operand(piped[-1].args[0], 1)
        for stage in reversed(piped):
            value = surface.Binary(_HERE, "|>", value, self._applied(stage, stage.args[1:]))
        return value

    def _applied(self, node: ast.Call | ast.Constructor, args: tuple[ast.Expr, ...]) -> surface.Expr:
        """A call with other arguments."""
        if isinstance(node, ast.Call):
            return self._spine(ast.Call(node.span, node.callee, args))
        name = surface.Name(_HERE, _name(node.name))
        return surface.Call(_HERE, name, self.all(args)) if args or node.args else name

    def _postfixed(self, node: ast.Expr) -> surface.Expr:
        """What a call or access can follow."""
        value = self.expression(node)
        return value if isinstance(value, _PLAIN) else surface.Paren(_HERE, value)

    def _operand(self, node: ast.Expr, level: int) -> surface.Expr:
        """An operand, in parentheses unless it is an operator that binds at least as tightly."""
        value = self.expression(node)
        if isinstance(value, surface.Binary):
            return surface.Paren(_HERE, value) if LEVELS[value.op] < level else value
        return value if isinstance(value, (*_PLAIN, surface.Unary)) else surface.Paren(_HERE, value)

    def _binary(self, node: ast.BinOp) -> surface.Expr:
        links: list[ast.BinOp] = []
        base: ast.Expr = node
        while isinstance(base, ast.BinOp) and (not links or LEVELS[base.op] >= LEVELS[links[-1].op]):
            links.append(base)
            base = base.left
        value = self._operand(base, LEVELS[links[-1].op])
        for link in reversed(links):
            value = surface.Binary(_HERE, link.op, value, self._operand(link.right, LEVELS[link.op] + 1))
        return value

    def _unary(self, node: ast.UnaryOp) -> surface.Expr:
        return surface.Unary(_HERE, node.op, self._operand(node.operand, _TIGHTEST))

    def _tuple(self, node: ast.TupleLit) -> surface.Expr:
        if not node.items:
            raise self.fail(node, "a tuple of nothing")
        return surface.Tuple(_HERE, self.all(node.items))

    def _list(self, node: ast.ListLit) -> surface.Expr:
        return surface.List(_HERE, self.all(node.items))

    def _record(self, node: ast.RecordLit) -> surface.Expr:
        fields = [surface.Field(_HERE, _name(name), self._field_value(name, value)) for name, value in node.fields]
        return surface.Record(_HERE, tuple(fields))

    def _field_value(self, name: str, node: ast.Expr) -> surface.Expr | None:
        return None if isinstance(node, ast.Var) and node.name == name else self.expression(node)

    def _lambda(self, node: ast.Lambda) -> surface.Expr:
        row = self._row(node.effects, node.row_variable)
        return surface.Lambda(_HERE, self._params(node.params), row, self.type(node.result), self.block(node.body))

    def _return(self, node: ast.Return) -> surface.Expr:
        raise self.fail(node, "a return that no `?` makes")

    # ---- blocks and matches

    def _let(self, node: ast.Let) -> surface.Expr:
        if not _is_ascription(node) or node.type is None:
            return self.block(node)
        return surface.Ascription(_HERE, self.expression(node.value), self.type(node.type))

    def block(self, node: ast.Expr) -> surface.Block:
        """An expression as statements; a block that is the value of a block keeps its braces."""
        statements: list[surface.Let | surface.Expr] = []
        in_block = False
        while True:
            if isinstance(node, ast.Let) and not _is_ascription(node):
                type = None if node.type is None else self.type(node.type)
                statements.append(surface.Let(_HERE, _binder(node.name), type, self.expression(node.value)))
                node = node.body
                in_block = False
            elif isinstance(node, ast.Block) and not in_block:
                statements += self.all(node.statements)
                node = node.result
                in_block = True
            else:
                break
        unit = isinstance(node, ast.Literal) and node.value.kind == "Unit"
        if not unit or (statements and not isinstance(statements[-1], surface.Let)):
            statements.append(self.expression(node))
        first, rest = statements[:1], statements[1:]
        return surface.Block(_HERE, (*first, *[_separate(statement) for statement in rest]))

    def _match(self, node: ast.Match) -> surface.Expr:
        if _is_try(node):
            return self._tries(node)
        if _is_if(node):
            return self._ifs(node)
        arms = [surface.Arm(_HERE, self.pattern(a.pattern), self.expression(a.body)) for a in node.arms]
        return surface.Match(_HERE, self.expression(node.scrutinee), tuple(arms))

    def _tries(self, node: ast.Match) -> surface.Expr:
        count = 0
        inner: ast.Expr = node
        while isinstance(inner, ast.Match) and _is_try(inner):
            count += 1
            inner = inner.scrutinee
        value = self._postfixed(inner)
        for _ in range(count):
            value = surface.Try(_HERE, value)
        return value

    def _ifs(self, node: ast.Match) -> surface.Expr:
        tests: list[tuple[surface.Expr, surface.Block]] = []
        rest: ast.Expr = node
        while isinstance(rest, ast.Match) and _is_if(rest):
            tests.append((self.expression(rest.scrutinee), self.block(rest.arms[0].body)))
            rest = rest.arms[1].body
        otherwise: surface.Block | surface.If = self.block(rest)
        for condition, then in reversed(tests):
            otherwise = surface.If(_HERE, condition, then, otherwise)
        return otherwise


def _has_literal(value: Lit) -> bool:
    """Whether a token stands for a literal: there are none for negative numbers."""
    content = value.value
    if isinstance(content, bytes):
        try:
            content.decode("utf-8")
        except UnicodeDecodeError:
            return False
    negative = isinstance(content, float | int) and str(content)[0] == "-"
    return not negative and not _is_nan(value)


def _is_nan(value: Lit) -> bool:
    return value.value != value.value


def _is_ascription(node: ast.Let) -> bool:
    named = node.name == ast.ASCRIPTION and node.type is not None
    return named and isinstance(node.body, ast.Var) and node.body.name == ast.ASCRIPTION


def _no_name(value: surface.Expr) -> surface.Expr:
    """An expression with the same canonical form that is no name: a conditional with one live branch."""
    live, dead = surface.Block(_HERE, (value,)), surface.Block(_HERE, ())
    return surface.Paren(_HERE, surface.If(_HERE, surface.Literal(_HERE, Lit("Bool", True)), live, dead))


def _would_qualify(links: list[ast.Call | ast.FieldAccess], constructor: bool) -> bool:
    """Whether accesses and a call right after a name, the last link first, would be read as a constructor."""
    for link in reversed(links):
        if isinstance(link, ast.Call):
            return constructor
        constructor = is_constructor(link.field)
        if constructor:
            return True
    return False


def _piped(node: ast.Call | ast.Constructor) -> list[ast.Call | ast.Constructor]:
    """The applications in the first arguments of each other, the outermost first."""
    out = []
    inner: ast.Expr = node
    while isinstance(inner, ast.Call | ast.Constructor) and inner.args:
        out.append(inner)
        inner = inner.args[0]
    return out


def _is_if(node: ast.Match) -> bool:
    values = [arm.pattern.value if isinstance(arm.pattern, ast.PLiteral) else None for arm in node.arms]
    return values == [Lit("Bool", True), Lit("Bool", False)]


def _is_try(node: ast.Match) -> bool:
    if len(node.arms) != 2:
        return False
    done, failed = node.arms
    value = failed.body.value if isinstance(failed.body, ast.Return) else None
    return (
        _binds_one(done.pattern, "Ok", "v")
        and isinstance(done.body, ast.Var)
        and done.body.name == "v"
        and _binds_one(failed.pattern, "Err", "e")
        and isinstance(value, ast.Constructor)
        and value.name == "Err"
        and len(value.args) == 1
        and isinstance(value.args[0], ast.Var)
        and value.args[0].name == "e"
    )


def _binds_one(pattern: ast.Pattern, constructor: str, name: str) -> bool:
    if not isinstance(pattern, ast.PConstructor) or pattern.name != constructor or len(pattern.args) != 1:
        return False
    inner = pattern.args[0]
    return isinstance(inner, ast.PVar) and inner.name == name


def _separate(node: surface.Let | surface.Expr) -> surface.Let | surface.Expr:
    """A statement that does not continue the one before it: one that begins with `-` gets parentheses."""
    left = node
    while not isinstance(left, surface.Unary):
        if isinstance(left, surface.Binary):
            left = left.left
        elif isinstance(left, surface.Call):
            left = left.callee
        elif isinstance(left, surface.Access | surface.Try):
            left = left.value
        else:
            return node
    return surface.Paren(_HERE, node) if left.op == "-" and not isinstance(node, surface.Let) else node


_PLAIN: Final = (
    surface.Name,
    surface.Literal,
    surface.Call,
    surface.Access,
    surface.Try,
    surface.Paren,
    surface.Ascription,
    surface.Tuple,
    surface.List,
    surface.Record,
)
"""Expressions that need no parentheses anywhere."""

_TYPES: Final[dict[type, Callable[[_Writer, Any], surface.Type]]] = {
    ast.NamedType: _Writer._named,
    ast.RecordType: _Writer._record_type,
    ast.TupleType: _Writer._tuple_type,
    ast.FunctionType: _Writer._function_type,
    ast.RefinedType: _Writer._refined,
}

_PATTERNS: Final[dict[type, Callable[[_Writer, Any], surface.Pattern]]] = {
    ast.PLiteral: _Writer._pattern_literal,
    ast.PVar: _Writer._pattern_var,
    ast.PWild: _Writer._pattern_wild,
    ast.PConstructor: _Writer._pattern_constructor,
    ast.PRecord: _Writer._pattern_record,
    ast.PTuple: _Writer._pattern_tuple,
    ast.PList: _Writer._pattern_list,
}

_EXPRESSIONS: Final[dict[type, Callable[[_Writer, Any], surface.Expr]]] = {
    ast.Literal: _Writer._literal,
    ast.Var: _Writer._var,
    ast.Call: _Writer._call,
    ast.Constructor: _Writer._call,
    ast.FieldAccess: _Writer._spine,
    ast.Let: _Writer._let,
    ast.Block: _Writer.block,
    ast.Match: _Writer._match,
    ast.RecordLit: _Writer._record,
    ast.TupleLit: _Writer._tuple,
    ast.ListLit: _Writer._list,
    ast.Lambda: _Writer._lambda,
    ast.BinOp: _Writer._binary,
    ast.UnaryOp: _Writer._unary,
    ast.Return: _Writer._return,
}
