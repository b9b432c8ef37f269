"""Types of calls, constructors and lambdas (specification 7.3)."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Final

from motet.languages.lex import ast
from motet.languages.lex.checker.effects import targeted, undeclared
from motet.languages.lex.checker.errors import ExpressionError
from motet.languages.lex.checker.operators import Operators
from motet.languages.lex.checker.patterns import holds
from motet.languages.lex.checker.refinements import discharge, literal_value
from motet.languages.lex.checker.state import Frame
from motet.languages.lex.types import PURE, FunctionType, Type, TypeVariable, render

_DECODERS: Final = frozenset(("json.parse", "toml.parse", "yaml.parse", "http.json_body"))


class Calls(Operators):
    """Rules for what is called, and for function values."""

    @abstractmethod
    def infer(self, node: ast.Expr) -> Type:
        """The type of an expression. ExpressionError: it has none."""

    # ---- calls

    def call_head(self, node: ast.Call) -> ast.Expr | None:
        """What of a call is walked first: the first argument, once a plain callee has its type."""
        callee = node.callee
        if type(callee) is ast.Var or (type(callee) is ast.FieldAccess and self.module_of(callee.value) is not None):
            self.infer(callee)
            return node.args[0] if node.args else None
        return callee

    def call(self, node: ast.Call, head: Type | None) -> Type:
        """Type of a call."""
        callee = node.callee
        found = self.unifier.unfold(self.types[callee])
        if isinstance(found, TypeVariable):
            found = self._called_variable(node, found)
        elif not isinstance(found, FunctionType):
            made = FunctionType(self._argument_types(node), PURE, self.unifier.fresh())
            raise self.mismatch(made, found, callee, "in call", "only functions are called")
        if len(found.params) != len(node.args):
            help = f"its type is {render(found)}"
            raise self.problem("arity_mismatch", node, help, expected=len(found.params), got=len(node.args))
        types = self.types
        for number, (parameter, argument) in enumerate(zip(found.params, node.args, strict=True), 1):
            given = types.get(argument) or self.infer(argument)
            if given is not parameter:
                self.coerce(parameter, given, argument, f"argument {number} of call")
        self._called(node, found)
        return found.result

    def _argument_types(self, node: ast.Call) -> tuple[Type, ...]:
        return tuple([self.types.get(argument) or self.infer(argument) for argument in node.args])

    def _called_variable(self, node: ast.Call, callee: TypeVariable) -> FunctionType:
        """What is called has no type yet: it is a pure function of these arguments."""
        result = self.tables.anything() if self.is_unknown(callee) else self.unifier.fresh()
        made = FunctionType(self._argument_types(node), PURE, result)
        self.coerce(callee, made, node.callee, "in call")
        return made

    def _called(self, node: ast.Call, type_: FunctionType) -> None:
        """Effects, refinements and decoded types of a call."""
        row = type_.row
        reference = self.checked.references.get(node.callee)
        if reference is not None:
            if reference.kind == "function":
                self._discharge(node, reference.name)
            elif reference.kind == "library":
                if reference.name in _DECODERS:
                    self.decoded[node] = type_.result
                row = targeted(reference.name, row, node.args)
        self.perform(row, node)

    def _discharge(self, node: ast.Call, name: str) -> None:
        """Test literal arguments with the refinements of the function."""
        for index, refinement in enumerate(self.checked.functions[name].refinements):
            value = literal_value(node.args[index]) if refinement is not None else None
            if refinement is None or value is None:
                continue
            outcome = discharge(refinement.predicate, refinement.binding, value)
            if outcome is not None and not outcome.holds:
                raise self.problem(
                    "refinement_violation",
                    node.args[index],
                    fn_name=name,
                    param_index=index,
                    binding=refinement.binding,
                    reason=outcome.reason,
                )

    # ---- constructors

    def constructor_head(self, node: ast.Constructor) -> ast.Expr | None:
        """What of a constructor is walked first."""
        if node.name not in self.checked.constructors:
            raise self.unknown_constructor(node)
        return node.args[0] if node.args else None

    def constructor(self, node: ast.Constructor, head: Type | None) -> Type:
        """Type of a constructor with its arguments."""
        union = self.checked.constructors[node.name]
        payload = self.checked.unions[union].constructors[node.name]
        if len(payload) != len(node.args):
            raise self.problem(
                "arity_mismatch", node, holds(node.name, payload), expected=len(payload), got=len(node.args)
            )
        made, names = self.instantiate_union(union)
        for number, (argument, item) in enumerate(zip(node.args, payload, strict=True), 1):
            suffix = f" arg {number}" if len(payload) > 1 else ""
            wanted = self.unifier.substitute(item, names) if names else item
            given = self.types.get(argument) or self.infer(argument)
            self.coerce(wanted, given, argument, f"constructor `{node.name}`{suffix}")
        return made

    # ---- function values

    def lambda_(self, node: ast.Lambda) -> Type:
        """Type of a function value; its body is walked in a frame of its own."""
        annotations = self.annotations
        params = tuple([annotations.convert(param.type) for param in node.params])
        row = annotations.row(node.effects, node.row_variable, node)
        result = annotations.convert(node.result)
        outer = self.frame
        mark = self.mark()
        self.frame = Frame((*outer.titles, "in lambda body"), result, row)
        try:
            self._lambda_body(node, params)
        except ExpressionError as error:
            raise error.within("in lambda body") from None
        finally:
            outer.recovered = outer.recovered or self.frame.recovered
            self.frame = outer
            self.leave(mark)
        return FunctionType(params, row, result)

    def _lambda_body(self, node: ast.Lambda, params: Sequence[Type]) -> None:
        frame = self.frame
        for param, type_ in zip(node.params, params, strict=True):
            self.bind(param.name, type_)
        body = self.infer(node.body)
        self.coerce(frame.result, body, result_of(node.body))
        self.check_effects("lambda")

    def check_effects(self, what: str) -> None:
        """Report the first effect of the frame that is not declared."""
        missing = undeclared(self.frame)
        if missing is not None and not self.frame.recovered:
            effect, node = missing
            shown = f"| {effect}" if effect in self.annotations.parameters else effect
            help = f"declare it: `-> [{shown}]` in the signature of the {what}"
            self.report(self.problem("effect_not_declared", node, help, effect=effect))


def result_of(node: ast.Expr) -> ast.Expr:
    """The expression that gives a block's value."""
    while True:
        if isinstance(node, ast.Let):
            node = node.body
        elif isinstance(node, ast.Block):
            node = node.result
        else:
            return node
