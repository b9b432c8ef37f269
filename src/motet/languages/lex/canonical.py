"""From the tree as written to canonical stages (specification 5.2).

Chains of operators, calls and pipes, blocks and `else if` are walked with loops; other nesting is bounded by the parser.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias, cast

from motet.languages.lex import ast, surface
from motet.languages.lex.ast import Lit
from motet.languages.lex.node_ids import node_ids
from motet.languages.lex.surface import Expr
from motet.source import Source, Span

__all__ = ["DISCARD", "canonical_expression", "canonical_stages", "is_constructor", "node_ids"]

DISCARD: Final = "_"
"""Name of what `let _` binds: no variable can be called so."""

_Link: TypeAlias = surface.Binary | surface.Call | surface.Access | surface.Try | surface.Unary
_TRUE: Final = Lit("Bool", True)
_FALSE: Final = Lit("Bool", False)
_UNIT: Final = Lit("Unit", None)


def is_constructor(name: str) -> bool:
    """Whether a name without qualifier is one of a constructor: it begins with an ASCII capital."""
    return "A" <= name[:1] <= "Z"


def canonical_stages(items: tuple[surface.Item, ...], source: Source) -> tuple[ast.Stage, ...]:
    """Stages of a file, in the order of the source."""
    return tuple([_STAGES[type(item)](item, source) for item in items])


def canonical_expression(expr: Expr) -> ast.Expr:
    """One expression, dead branches taken out as in the body of a function."""
    return _Reducer(prune=True).expression(expr)


def _import(item: surface.Import, source: Source) -> ast.Stage:
    return ast.Import(item.span, item.reference, item.alias, source)


def _type_item(item: surface.TypeItem, source: Source) -> ast.Stage:
    reducer = _Reducer(prune=False)
    definition: ast.TypeExpr
    if item.union:
        variants = [reducer.variant(type) for type in item.types]
        variants.sort(key=_first)
        definition = ast.UnionType(item.types[0].span.to(item.types[-1].span), tuple(variants))
    else:
        definition = reducer.type(item.types[0])
    return ast.TypeDecl(item.span, item.name, item.params, definition, source)


def _function(item: surface.Function, source: Source) -> ast.Stage:
    outside = _Reducer(prune=False)
    effects, variable = outside.row(item.row)
    return ast.FnDecl(
        item.head,
        item.name,
        item.type_params,
        outside.params(item.params),
        effects,
        variable,
        outside.type(item.result),
        _Reducer(prune=True).block(item.body),
        tuple([outside.example(case) for case in item.cases or ()]),
        source,
    )


_STAGES: Final[dict[type, Callable[[Any, Source], ast.Stage]]] = {
    surface.Import: _import,
    surface.TypeItem: _type_item,
    surface.Function: _function,
}


def _first(pair: tuple[str, object]) -> str:
    return pair[0]


def _effect_name(effect: ast.Effect) -> str:
    return effect.name


class _Reducer:
    """Reduces types, patterns and expressions; `prune`: without dead branches."""

    def __init__(self, *, prune: bool) -> None:
        self.prune = prune
        self.taken: set[ast.Expr] = set()
        """Branches that stand for a match now. A pipe into one calls its value, as it would have called the match's."""

    # ---- types

    def type(self, node: surface.Type) -> ast.TypeExpr:
        """A type."""
        reduced: ast.TypeExpr = _TYPES[type(node)](self, node)
        return reduced

    def types(self, nodes: tuple[surface.Type, ...]) -> tuple[ast.TypeExpr, ...]:
        """Several types."""
        return tuple([self.type(node) for node in nodes])

    def _type_name(self, node: surface.TypeName) -> ast.TypeExpr:
        return ast.NamedType(node.span, node.name, self.types(node.args))

    def _type_paren(self, node: surface.TypeParen) -> ast.TypeExpr:
        return self.type(node.inner)

    def _type_tuple(self, node: surface.TypeTuple) -> ast.TypeExpr:
        return ast.TupleType(node.span, self.types(node.items))

    def _type_record(self, node: surface.TypeRecord) -> ast.TypeExpr:
        fields = [(field.name, self.type(field.type)) for field in node.fields if field.type is not None]
        spreads = tuple([field.name for field in node.fields if field.type is None])
        if not spreads:
            fields.sort(key=_first)
        return ast.RecordType(node.span, tuple(fields), spreads)

    def _type_function(self, node: surface.TypeFunction) -> ast.TypeExpr:
        effects, variable = self.row(node.row, ordered=True)
        return ast.FunctionType(node.span, self.types(node.params), effects, variable, self.type(node.result))

    def _type_refined(self, node: surface.TypeRefined) -> ast.TypeExpr:
        predicate = _Reducer(prune=False).expression(node.predicate)
        return ast.RefinedType(node.span, self.type(node.base), node.binding, predicate)

    def variant(self, node: surface.Type) -> tuple[str, ast.TypeExpr | None]:
        """A variant of a union; several payloads make a tuple."""
        assert isinstance(node, surface.TypeName)
        args = self.types(node.args)
        if len(args) < 2:
            return node.name, args[0] if args else None
        return node.name, ast.TupleType(args[0].span.to(args[-1].span), args)

    def row(self, row: surface.Row | None, *, ordered: bool = False) -> tuple[tuple[ast.Effect, ...], str]:
        """Effects, sorted by name if they are to be `ordered`, and the variable of a row."""
        if row is None:
            return (), ""
        effects = [ast.Effect(e.span, e.name, e.argument, e.argument_kind) for e in row.effects]
        if ordered:
            effects.sort(key=_effect_name)
        return tuple(effects), row.variable

    def params(self, params: tuple[surface.Param, ...]) -> tuple[ast.Param, ...]:
        """Parameters."""
        return tuple([ast.Param(param.span, param.name, self.type(param.type)) for param in params])

    def example(self, case: surface.Case) -> ast.Example:
        """A case of an `examples` block."""
        args = tuple([self.expression(arg) for arg in case.call.args])
        return ast.Example(case.span, args, self.expression(case.expected))

    # ---- patterns

    def pattern(self, node: surface.Pattern) -> ast.Pattern:
        """A pattern."""
        reduced: ast.Pattern = _PATTERNS[type(node)](self, node)
        return reduced

    def _patterns(self, nodes: tuple[surface.Pattern, ...]) -> tuple[ast.Pattern, ...]:
        return tuple([self.pattern(node) for node in nodes])

    def _pattern_literal(self, node: surface.PatternLiteral) -> ast.Pattern:
        return ast.PLiteral(node.span, node.value)

    def _pattern_any(self, node: surface.PatternAny) -> ast.Pattern:
        return ast.PWild(node.span)

    def _pattern_name(self, node: surface.PatternName) -> ast.Pattern:
        name = node.name.rpartition(".")[2]
        if node.args is None and not is_constructor(name):
            return ast.PVar(node.span, name)
        return ast.PConstructor(node.span, name, self._patterns(node.args or ()))

    def _pattern_record(self, node: surface.PatternRecord) -> ast.Pattern:
        fields = [(field.name, self._pattern_field(field)) for field in node.fields]
        fields.sort(key=_first)
        return ast.PRecord(node.span, tuple(fields))

    def _pattern_field(self, field: surface.PatternField) -> ast.Pattern:
        return self.pattern(field.pattern or surface.PatternName(field.span, field.name, None))

    def _pattern_tuple(self, node: surface.PatternTuple) -> ast.Pattern:
        return ast.PTuple(node.span, self._patterns(node.items))

    def _pattern_list(self, node: surface.PatternList) -> ast.Pattern:
        rest = None if node.rest is None else self.pattern(node.rest)
        return ast.PList(node.span, self._patterns(node.items), rest)

    # ---- chains of operators

    def expression(self, node: Expr) -> ast.Expr:
        """An expression: down its chain of operators to where it begins, and up again."""
        links: list[_Link] = []
        while True:
            kind = type(node)
            if kind in _DOWN:
                links.append(cast("_Link", node))
                node = _DOWN[kind](node)
            elif isinstance(node, surface.Paren):
                node = node.inner
            elif isinstance(node, surface.Interpolation) and len(node.pieces) == 1:
                node = node.pieces[0]
            else:
                break
        value: ast.Expr = _LEAVES[type(node)](self, node)
        # whether the value so far is a name, maybe a qualified one
        named = type(node) is surface.Name
        while links:
            link = links.pop()
            if type(link) is surface.Access:
                constructor = named and is_constructor(link.field)
                value = ast.Constructor(link.span, link.field, ()) if constructor else self._access(link, value)
            elif type(link) is surface.Call:
                value = self._call(link, value, named)
                named = False
            else:
                value = _UP[type(link)](self, link, value)
                named = False
        return value

    def _access(self, link: surface.Access, value: ast.Expr) -> ast.Expr:
        return ast.FieldAccess(link.span, value, link.field)

    def _call(self, link: surface.Call, callee: ast.Expr, named: bool) -> ast.Expr:
        args = tuple([self.expression(arg) for arg in link.args])
        if named and type(callee) is ast.Constructor:
            return ast.Constructor(link.span, callee.name, args)
        return ast.Call(link.span, callee, args)

    def _unary(self, link: surface.Unary, value: ast.Expr) -> ast.Expr:
        return ast.UnaryOp(link.span, link.op, value)

    def _binary(self, link: surface.Binary, left: ast.Expr) -> ast.Expr:
        right = self.expression(link.right)
        if link.op != "|>":
            return ast.BinOp(link.span, link.op, left, right)
        if type(right) is ast.Call and right not in self.taken:
            return ast.Call(link.span, right.callee, (left, *right.args))
        if type(right) is ast.Constructor and right not in self.taken:
            return ast.Constructor(link.span, right.name, (left, *right.args))
        return ast.Call(link.span, right, (left,))

    def _try(self, link: surface.Try, value: ast.Expr) -> ast.Expr:
        mark = Span(link.span.end - 1, link.span.end)
        error = ast.Constructor(mark, "Err", (ast.Var(mark, "e"),))
        arms = (
            ast.Arm(mark, ast.PConstructor(mark, "Ok", (ast.PVar(mark, "v"),)), ast.Var(mark, "v")),
            ast.Arm(mark, ast.PConstructor(mark, "Err", (ast.PVar(mark, "e"),)), ast.Return(mark, error)),
        )
        return self._matched(link.span, value, arms)

    # ---- other expressions

    def _literal(self, node: surface.Literal) -> ast.Expr:
        return ast.Literal(node.span, node.value)

    def _name(self, node: surface.Name) -> ast.Expr:
        return ast.Constructor(node.span, node.name, ()) if is_constructor(node.name) else ast.Var(node.span, node.name)

    def _interpolation(self, node: surface.Interpolation) -> ast.Expr:
        """Pieces joined by `str.concat`, from the left."""
        if not node.pieces:
            return ast.Literal(node.span, Lit("Str", ""))
        value = self.expression(node.pieces[0])
        for piece in node.pieces[1:]:
            concat = ast.FieldAccess(node.span, ast.Var(node.span, "str"), "concat")
            value = ast.Call(node.span, concat, (value, self.expression(piece)))
        return value

    def _ascription(self, node: surface.Ascription) -> ast.Expr:
        body = ast.Var(node.span, ast.ASCRIPTION)
        return ast.Let(node.span, ast.ASCRIPTION, self.type(node.type), self.expression(node.value), body)

    def _tuple(self, node: surface.Tuple) -> ast.Expr:
        return ast.TupleLit(node.span, tuple([self.expression(item) for item in node.items]))

    def _list(self, node: surface.List) -> ast.Expr:
        return ast.ListLit(node.span, tuple([self.expression(item) for item in node.items]))

    def _record(self, node: surface.Record) -> ast.Expr:
        fields = [(f.name, self.expression(f.value or surface.Name(f.span, f.name))) for f in node.fields]
        fields.sort(key=_first)
        return ast.RecordLit(node.span, tuple(fields))

    def _lambda(self, node: surface.Lambda) -> ast.Expr:
        effects, variable = self.row(node.row, ordered=True)
        result = self.type(node.result)
        return ast.Lambda(node.span, self.params(node.params), effects, variable, result, self.block(node.body))

    def block(self, node: surface.Block) -> ast.Expr:
        """A block: each `let` holds what follows it, statements between two of them are one block."""
        tail: ast.Expr | None = None
        run: list[ast.Expr] = []
        for statement, value in reversed([(s, self._statement(s)) for s in node.statements]):
            if type(statement) is not surface.Let:
                run.append(value)
                continue
            annotation = None if statement.type is None else self.type(statement.type)
            tail = ast.Let(statement.span, statement.name, annotation, value, _closed(run, tail, node.span))
            run = []
        return _closed(run, tail, node.span)

    def _statement(self, node: surface.Let | Expr) -> ast.Expr:
        return self.expression(node.value if isinstance(node, surface.Let) else node)

    def _if(self, node: surface.If) -> ast.Expr:
        tests = [node]
        while isinstance(node.otherwise, surface.If):
            node = node.otherwise
            tests.append(node)
        parts = [(self.expression(test.condition), self.block(test.then)) for test in tests]
        otherwise = self.block(node.otherwise)
        span = node.otherwise.span
        for test, (condition, then) in zip(reversed(tests), reversed(parts), strict=True):
            arms = (
                ast.Arm(test.then.span, ast.PLiteral(test.condition.span, _TRUE), then),
                ast.Arm(span, ast.PLiteral(test.condition.span, _FALSE), otherwise),
            )
            otherwise = self._matched(test.span, condition, arms)
            span = test.span
        return otherwise

    def _match(self, node: surface.Match) -> ast.Expr:
        scrutinee = self.expression(node.scrutinee)
        arms = tuple([ast.Arm(a.span, self.pattern(a.pattern), self.expression(a.body)) for a in node.arms])
        return self._matched(node.span, scrutinee, arms)

    def _matched(self, span: Span, scrutinee: ast.Expr, arms: tuple[ast.Arm, ...]) -> ast.Expr:
        """A match, or the branch that is taken if it is on a literal."""
        if self.prune and type(scrutinee) is ast.Literal:
            live = _live_arm(scrutinee.value, arms)
            if live is not None:
                self.taken.add(live.body)
                return live.body
        return ast.Match(span, scrutinee, arms)


def _closed(run: list[ast.Expr], tail: ast.Expr | None, span: Span) -> ast.Expr:
    """Statements, last one first, and then what follows them; the last one is the value if nothing does."""
    if tail is None:
        if not run:
            return ast.Literal(span, _UNIT)
        tail = run.pop(0)
    if not run:
        return tail
    run.reverse()
    return ast.Block(run[0].span.to(tail.span), tuple(run), tail)


def _live_arm(value: Lit, arms: tuple[ast.Arm, ...]) -> ast.Arm | None:
    """The arm that a literal takes; None if the match must stay.

    An arm that binds the literal to a name takes it too, but its body needs the binding: such a match stays.
    """
    for arm in arms:
        pattern = arm.pattern
        if type(pattern) is ast.PWild:
            return arm
        if type(pattern) is ast.PVar or (type(pattern) is ast.PTuple and not pattern.items):
            return None
        if type(pattern) is ast.PLiteral and pattern.value.kind == value.kind and pattern.value.value == value.value:
            return arm
    return None


_TYPES: Final[dict[type, Callable[[_Reducer, Any], ast.TypeExpr]]] = {
    surface.TypeName: _Reducer._type_name,
    surface.TypeParen: _Reducer._type_paren,
    surface.TypeTuple: _Reducer._type_tuple,
    surface.TypeRecord: _Reducer._type_record,
    surface.TypeFunction: _Reducer._type_function,
    surface.TypeRefined: _Reducer._type_refined,
}

_PATTERNS: Final[dict[type, Callable[[_Reducer, Any], ast.Pattern]]] = {
    surface.PatternLiteral: _Reducer._pattern_literal,
    surface.PatternAny: _Reducer._pattern_any,
    surface.PatternName: _Reducer._pattern_name,
    surface.PatternRecord: _Reducer._pattern_record,
    surface.PatternTuple: _Reducer._pattern_tuple,
    surface.PatternList: _Reducer._pattern_list,
}

_DOWN: Final[dict[type, Callable[[Any], Expr]]] = {
    surface.Binary: lambda node: node.left,
    surface.Call: lambda node: node.callee,
    surface.Access: lambda node: node.value,
    surface.Try: lambda node: node.value,
    surface.Unary: lambda node: node.operand,
}
"""Towards the beginning of a chain."""

_UP: Final[dict[type, Callable[[_Reducer, Any, ast.Expr], ast.Expr]]] = {
    surface.Binary: _Reducer._binary,
    surface.Try: _Reducer._try,
    surface.Unary: _Reducer._unary,
}

_LEAVES: Final[dict[type, Callable[[_Reducer, Any], ast.Expr]]] = {
    surface.Literal: _Reducer._literal,
    surface.Name: _Reducer._name,
    surface.Interpolation: _Reducer._interpolation,
    surface.Ascription: _Reducer._ascription,
    surface.Tuple: _Reducer._tuple,
    surface.List: _Reducer._list,
    surface.Record: _Reducer._record,
    surface.Block: _Reducer.block,
    surface.If: _Reducer._if,
    surface.Match: _Reducer._match,
    surface.Lambda: _Reducer._lambda,
}
