"""The types that the checker finds agree with each other, by rules written once more."""

import pytest
from lex_checking import checked

from differential.lex_programs import generate
from motet.languages.lex import ast
from motet.languages.lex.node_ids import children
from motet.languages.lex.types import (
    BOOL,
    NEVER,
    UNKNOWN,
    FunctionType,
    ListType,
    Named,
    RecordType,
    Rigid,
    TupleType,
)


class Rules:
    """Rules for resolved types; `same` is equality but for aliases and what nothing determines."""

    def __init__(self, result):
        self.result = result
        self.types = result.types

    def expanded(self, type_):
        while isinstance(type_, Named) and type_.name in self.result.aliases:
            info = self.result.aliases[type_.name]
            assert len(info.parameters) == len(type_.args)
            type_ = self.replaced(info.definition, dict(zip(info.parameters, type_.args, strict=True)))
        return type_

    def replaced(self, type_, given):
        if isinstance(type_, Rigid):
            return given.get(type_, type_)
        if isinstance(type_, ListType):
            return ListType(self.replaced(type_.element, given))
        if isinstance(type_, TupleType):
            return TupleType(tuple(self.replaced(item, given) for item in type_.items))
        if isinstance(type_, RecordType):
            return RecordType({name: self.replaced(item, given) for name, item in type_.fields.items()})
        if isinstance(type_, Named):
            return Named(type_.name, tuple(self.replaced(item, given) for item in type_.args))
        if isinstance(type_, FunctionType):
            params = tuple(self.replaced(item, given) for item in type_.params)
            return FunctionType(params, type_.row, self.replaced(type_.result, given))
        return type_

    def same(self, left, right):
        if UNKNOWN in (left, right) or NEVER in (left, right) or left == right:
            return True
        if isinstance(left, Named) and isinstance(right, Named) and left.name == right.name:
            return all(map(self.same, left.args, right.args))
        left, right = self.expanded(left), self.expanded(right)
        if type(left) is not type(right):
            return False
        if isinstance(left, ListType):
            return self.same(left.element, right.element)
        if isinstance(left, TupleType):
            return len(left.items) == len(right.items) and all(map(self.same, left.items, right.items))
        if isinstance(left, RecordType):
            return left.fields.keys() == right.fields.keys() and all(
                self.same(item, right.fields[name]) for name, item in left.fields.items()
            )
        if isinstance(left, FunctionType):
            return (
                left.row == right.row and len(left.params) == len(right.params)
                and all(map(self.same, left.params, right.params)) and self.same(left.result, right.result)
            )  # fmt: skip
        if isinstance(left, Named):
            return left.name == right.name and all(map(self.same, left.args, right.args))
        return left == right

    # ---- what each node says

    def call(self, node):
        callee = self.expanded(self.types[node.callee])
        yield callee.result, node
        yield from zip(callee.params, node.args, strict=True)

    def match(self, node):
        for arm in node.arms:
            yield self.types[node.scrutinee], arm.pattern
            yield self.types[node], arm.body

    def let(self, node):
        yield self.types[node], node.body

    def block(self, node):
        yield self.types[node], node.result

    def list(self, node):
        for item in node.items:
            yield self.types[node].element, item

    def tuple(self, node):
        yield from zip(self.expanded(self.types[node]).items, node.items, strict=True)

    def record(self, node):
        assert [name for name, _ in node.fields] == list(self.types[node].fields)
        yield from zip(self.types[node].fields.values(), [value for _, value in node.fields], strict=True)

    def constructor(self, node):
        made = self.expanded(self.types[node])
        union = self.result.unions[made.name]
        given = dict(zip(union.parameters, made.args, strict=True))
        for item, part in zip(union.constructors[node.name], node.args, strict=True):
            yield self.replaced(item, given), part

    def record_pattern(self, node):
        fields = self.expanded(self.types[node]).fields
        for name, part in node.fields:
            yield fields[name], part

    def list_pattern(self, node):
        made = self.expanded(self.types[node])
        for part in node.items:
            yield made.element, part
        if node.rest is not None:
            yield made, node.rest

    def access(self, node):
        reference = self.result.references[node]
        if reference.kind == "field":
            yield self.expanded(self.types[node.value]).fields[node.field], node

    def lambda_(self, node):
        yield self.types[node].result, node.body

    def binary(self, node):
        if node.op in ("and", "or"):
            yield BOOL, node.left
            yield BOOL, node.right
        else:
            yield self.types[node.left], node.right
        if node.op in "+-*/%":
            yield self.types[node.left], node
        else:
            yield BOOL, node


TABLE = {
    ast.Call: Rules.call,
    ast.Match: Rules.match,
    ast.Let: Rules.let,
    ast.Block: Rules.block,
    ast.ListLit: Rules.list,
    ast.TupleLit: Rules.tuple,
    ast.PTuple: Rules.tuple,
    ast.RecordLit: Rules.record,
    ast.Constructor: Rules.constructor,
    ast.PConstructor: Rules.constructor,
    ast.PRecord: Rules.record_pattern,
    ast.PList: Rules.list_pattern,
    ast.FieldAccess: Rules.access,
    ast.Lambda: Rules.lambda_,
    ast.BinOp: Rules.binary,
}


def disagreements(result):
    rules = Rules(result)
    for info in result.functions.values():
        assert rules.same(info.result, result.types[info.decl.body])
        work = [info.decl.body]
        while work:
            node = work.pop()
            work += [child for _, child in children(node)]
            if type(node) in TABLE and not (isinstance(node, ast.PTuple) and not node.items):
                for wanted, part in TABLE[type(node)](rules, node):
                    if not rules.same(wanted, result.types[part]):
                        yield wanted, part, result.types[part]


@pytest.mark.parametrize("seed", range(200, 260))
def test_types_agree(seed):
    assert list(disagreements(checked(generate(seed)))) == []


def test_types_of_a_program_with_everything_agree():
    from test_check_result import PROGRAM

    assert list(disagreements(checked(PROGRAM))) == []
