"""Warnings: arms that are never reached, matches that only know some literals, and what `check --strict` looks for (specification 15.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from motet.languages.lex import ast
from motet.languages.lex.checker.checked import Checked
from motet.languages.lex.node_ids import children
from motet.languages.lex.types import STR
from motet.source import Diagnostic, Source, Span

_ORDERINGS: Final = frozenset(("<", "<=", ">", ">="))
_NAMED_HANDLERS: Final = frozenset(("net.serve", "net.serve_tls", "net.serve_ws"))


def unreachable_arm(source: Source, arm: ast.Arm) -> Diagnostic:
    """The warning for an arm that earlier ones leave nothing to."""
    help = "take the arm out, or move it up"
    return _warning("UNREACHABLE_ARM", "this arm is never reached", source, arm.pattern.span, help)


def partial_match(source: Source, node: ast.Match, missing: Sequence[str]) -> Diagnostic:
    """The warning for a match that leaves out values because they differ from its literals."""
    message = f"non-exhaustive match: missing {', '.join(f'`{item}`' for item in missing)} (other literals)"
    return _warning("PARTIAL_MATCH", message, source, node.span, "add an arm `_ => ...`")


def generic_operator(source: Source, operand: ast.Expr, operator: str, types: str) -> Diagnostic:
    """The warning for an operator on values of a type parameter."""
    message = f"{operator} works on {types}, and a type parameter stands for any type"
    return _warning("GENERIC_OPERATOR", message, source, operand.span, "take a function that does it as a parameter")


def lint(checked: Checked) -> list[Diagnostic]:
    """Warnings about style, in the order of the functions."""
    found: list[Diagnostic] = []
    for info in checked.functions.values():
        found += _shadowing_parameters(checked, info.decl)
        work: list[tuple[ast.Node, bool]] = [(info.decl.body, True)]
        while work:
            node, tail = work.pop()
            rule = _LINTS.get(type(node))
            if rule is not None:
                found += rule(checked, info.decl, node, tail)
            work += reversed([(child, tail and _keeps_tail(node, child)) for _, child in children(node)])
    return found


def _warning(code: str, message: str, source: Source, span: Span, help: str) -> Diagnostic:
    return Diagnostic(code, message, source, span, help=help, severity="warning")


def _keeps_tail(node: ast.Node, child: ast.Node) -> bool:
    """Whether a part of a node in tail position is in tail position itself."""
    if isinstance(node, ast.Match):
        return child is not node.scrutinee
    if isinstance(node, ast.Let):
        return child is node.body
    return isinstance(node, ast.Block) and child is node.result


def _ordering(checked: Checked, decl: ast.FnDecl, node: ast.BinOp, tail: bool) -> Iterator[Diagnostic]:
    texts = [side for side in (node.left, node.right) if isinstance(side, ast.Literal) and side.value.kind == STR.name]
    if node.op in _ORDERINGS and texts:
        help = "compare with `str.cmp`"
        yield _warning("STR_CMP", f"`{node.op}` orders against a text literal", decl.source, node.span, help)


def _shadowing_parameters(checked: Checked, decl: ast.FnDecl) -> Iterator[Diagnostic]:
    yield from _shadowing(checked, decl, decl.params)


def _shadowing(
    checked: Checked, decl: ast.FnDecl, named: tuple[ast.Param, ...] | tuple[ast.Let]
) -> Iterator[Diagnostic]:
    for item in named:
        if item.name in checked.functions:
            message = f"`{item.name}` hides the function `{item.name}`"
            yield _warning("SHADOW_FN", message, decl.source, item.span, "give it another name")


def _shadowing_let(checked: Checked, decl: ast.FnDecl, node: ast.Let, tail: bool) -> Iterator[Diagnostic]:
    yield from _shadowing(checked, decl, (node,))


def _shadowing_lambda(checked: Checked, decl: ast.FnDecl, node: ast.Lambda, tail: bool) -> Iterator[Diagnostic]:
    yield from _shadowing(checked, decl, node.params)


def _call(checked: Checked, decl: ast.FnDecl, node: ast.Call, tail: bool) -> Iterator[Diagnostic]:
    reference = checked.references.get(node.callee)
    if reference is None:
        return
    if reference.kind == "library" and reference.name in _NAMED_HANDLERS:
        message = "a handler given by name is not checked"
        yield _warning("NET_SERVE_NAMED", message, decl.source, node.span, "give the function: `net.serve_fn`")
    if reference.kind == "function" and reference.name == decl.name and not tail:
        message = f"`{decl.name}` calls itself and goes on afterwards: 1024 calls may be active at once"
        yield _warning(
            "STACK_DEPTH", message, decl.source, node.span, "make the call the last thing, or use `list.fold`"
        )


_LINTS: Final[dict[type, Callable[[Checked, ast.FnDecl, Any, bool], Iterator[Diagnostic]]]] = {
    ast.BinOp: _ordering,
    ast.Let: _shadowing_let,
    ast.Lambda: _shadowing_lambda,
    ast.Call: _call,
}
