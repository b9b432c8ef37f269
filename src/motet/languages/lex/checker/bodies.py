"""Checks one function: its body, its examples and its refinements."""

from __future__ import annotations

from collections.abc import Mapping

from motet.languages.lex import ast
from motet.languages.lex.ast import Expr, Pattern
from motet.languages.lex.checker.annotations import rigid
from motet.languages.lex.checker.calls import result_of
from motet.languages.lex.checker.checked import FunctionInfo
from motet.languages.lex.checker.errors import ExpressionError
from motet.languages.lex.checker.exhaustive import Exhaustiveness
from motet.languages.lex.checker.expressions import Expressions
from motet.languages.lex.checker.lints import generic_operator, partial_match, unreachable_arm
from motet.languages.lex.checker.state import Frame
from motet.languages.lex.checker.tables import Tables
from motet.languages.lex.checker.unify import HEAVIEST
from motet.languages.lex.node_ids import children
from motet.languages.lex.types import PURE, UNKNOWN, FunctionType, Named, Rigid, Row, Type, TypeVariable

_EXHAUSTIVENESS = "exhaustiveness"


class FunctionCheck:
    """The check of one function."""

    def __init__(self, tables: Tables, info: FunctionInfo) -> None:
        self._tables = tables
        self._info = info
        self._decl = info.decl
        self._errors = len(tables.errors)

    def run(self) -> None:
        """Check everything; errors go to the tables, and types if there are none."""
        names = self._parameters()
        type_ = self._tables.unifier.substitute(self._info.type, names)
        assert isinstance(type_, FunctionType)
        self._keep_rows(names)
        parameters: Mapping[str, Type] = names or rigid(self._decl.type_params)
        self._body(type_, parameters)
        self._examples()
        self._refinements(parameters)

    def _parameters(self) -> dict[str, Type]:
        """Variables for the type parameters, where these are not rigid."""
        if "rigidity" not in self._tables.options.lax:
            return {}
        return {parameter.name: self._tables.unifier.fresh() for parameter in self._info.type_params}

    # ---- the body

    def _body(self, type_: FunctionType, parameters: Mapping[str, Type]) -> None:
        decl = self._decl
        frame = Frame((f"in function `{decl.name}`",), type_.result, type_.row)
        inference = Expressions(self._tables, decl.source, parameters, frame)
        for param, given in zip(decl.params, type_.params, strict=True):
            inference.bind(param.name, given)
        try:
            found = inference.infer(decl.body)
            inference.coerce(type_.result, found, result_of(decl.body))
        except ExpressionError as error:
            inference.report(error)
            return
        inference.check_effects("function")
        self._loosen(parameters)
        self._settle(inference)
        if len(self._tables.errors) == self._errors:
            self._cover(inference)
            source, warnings = self._decl.source, self._tables.checked.warnings
            warnings += [generic_operator(source, *found) for found in inference.generic_operators]

    def _keep_rows(self, names: Mapping[str, Type]) -> None:
        """Rows stay what they are declared to be, whatever the type parameters may become."""
        twins = self._tables.unifier.twins
        for name, variable in names.items():
            twin = twins.get(variable) if isinstance(variable, TypeVariable) else None
            if twin is not None:
                twin.bound = Row(PURE.effects, Rigid(name))

    def _loosen(self, parameters: Mapping[str, Type]) -> None:
        """Type parameters that are not rigid, and that nothing determines, stay what they are."""
        for name, variable in parameters.items():
            if isinstance(variable, TypeVariable) and variable.bound is None:
                variable.bound = Rigid(name)

    def _settle(self, inference: Expressions) -> None:
        """Take over the types of a body, without variables."""
        checked, final = self._tables.checked, self._tables.unifier.final
        types = checked.types
        heaviest: ast.Expr | ast.Pattern | None = None
        for node, type_ in inference.types.items():
            found = type_ if type_.ground else final(type_)
            types[node] = found
            if found.weight > HEAVIEST and heaviest is None:
                heaviest = node
        for user, args in inference.instances.items():
            checked.instances[user] = tuple([final(arg) for arg in args])
        for call, result in inference.decoded.items():
            result = self._tables.unifier.unfold(final(result))
            if isinstance(result, Named) and result.args:
                checked.decoded[call] = result.args[0]
        if heaviest is not None:
            self._tables.report("infinite_type", self._decl.source, heaviest.span, "the type is too large")

    def _cover(self, inference: Expressions) -> None:
        """Look for values that matches leave out, and for arms that are never reached."""
        exhaustiveness = Exhaustiveness(self._tables.checked, self._tables.unifier, self._tables.checked.types)
        lax = _EXHAUSTIVENESS in self._tables.options.lax
        for node in inference.matches:
            if _is_condition(node):
                continue
            coverage = exhaustiveness.cover(node)
            if coverage.missing and not lax:
                help = "add them, or an arm `_ => ...` for whatever is left"
                source = self._decl.source
                if coverage.literals_only:
                    self._tables.checked.warnings.append(partial_match(source, node, coverage.missing))
                else:
                    self._tables.report("non_exhaustive_match", source, node.span, help, missing=coverage.missing)
            for arm in coverage.unreachable:
                self._tables.checked.warnings.append(unreachable_arm(self._decl.source, arm))

    # ---- examples

    def _examples(self) -> None:
        decl = self._decl
        if decl.examples and (decl.effects or decl.row_variable):
            help = "take the effects out of the function, or the examples"
            self._tables.report("examples_on_effectful_fn", decl.source, decl.span, help, fn_name=decl.name)
            return
        for index, example in enumerate(decl.examples):
            if len(example.args) == len(decl.params):
                self._example(example)
                continue
            self._tables.report(
                "example_arity_mismatch",
                decl.source,
                example.span,
                fn_name=decl.name,
                case_index=index,
                expected=len(decl.params),
                got=len(example.args),
            )

    def _example(self, example: ast.Example) -> None:
        unifier = self._tables.unifier
        names: dict[str, Type] = {parameter.name: unifier.fresh() for parameter in self._info.type_params}
        type_ = unifier.substitute(self._info.type, names)
        assert isinstance(type_, FunctionType)
        frame = Frame((f"in function `{self._decl.name}`",), type_.result, PURE)
        inference = Expressions(self._tables, self._decl.source, {}, frame)
        try:
            for index, (argument, wanted) in enumerate(zip(example.args, type_.params, strict=True)):
                inference.coerce(wanted, inference.infer(argument), argument, f"argument {index + 1} of call")
            inference.coerce(type_.result, inference.infer(example.expected), example.expected)
        except ExpressionError as error:
            inference.report(error)
            return
        inference.check_effects("function")
        self._settle(inference)

    # ---- refinements

    def _refinements(self, parameters: Mapping[str, Type]) -> None:
        """Find the types of predicates as far as they have any; what has none is left to the run."""
        for refinement, base in zip(self._info.refinements, self._info.params, strict=True):
            if refinement is None:
                continue
            frame = Frame((), UNKNOWN, PURE)
            inference = Expressions(self._tables, self._decl.source, parameters, frame)
            inference.bind(refinement.binding, base)
            errors = len(self._tables.errors)
            try:
                inference.infer(refinement.predicate)
            except ExpressionError:
                inference.types.clear()
            del self._tables.errors[errors:]
            self._settle(inference)
            self._complete(refinement.predicate)

    def _complete(self, predicate: ast.Expr) -> None:
        types = self._tables.checked.types
        work: list[ast.Node] = [predicate]
        while work:
            node = work.pop()
            if isinstance(node, Expr | Pattern):
                types.setdefault(node, UNKNOWN)
            work += [child for _, child in children(node)]


def _is_condition(node: ast.Match) -> bool:
    """Whether a match is on true and false, one arm for each."""
    if len(node.arms) != 2:
        return False
    first, second = node.arms[0].pattern, node.arms[1].pattern
    return (
        isinstance(first, ast.PLiteral)
        and isinstance(second, ast.PLiteral)
        and first.value.value is True
        and second.value.value is False
    )
