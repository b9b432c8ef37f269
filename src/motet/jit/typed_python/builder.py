"""Statements of the subset to typed IR in SSA form.

The code is structured, so no general construction is needed: a place where ways meet is a `Join`. It collects the ways
into it with what the variables hold there, and makes block parameters of those that differ. The header of a loop is made
before the ways back are known: there every variable that the loop assigns is a parameter.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from motet.bytecode.types import BOOL, INT, UNIT, Ty
from motet.jit.ir import Block, Edge, Ins, IrFunction, Value
from motet.jit.typed_python.declarations import TypedPythonError
from motet.jit.typed_python.routines import Routine, Routines
from motet.jit.typed_python.types import NONE, maybe, without_none

TRUE: Final = Value(BOOL, ("true",))
FALSE: Final = Value(BOOL, ("false",))
NULL: Final = Value(NONE, ("null",))

Variables = dict[str, Value]


class Join:
    """A place that several ways lead to, with what the variables hold on each of them."""

    def __init__(self, label: str) -> None:
        self.block: Final = Block(label)
        self.ways: Final[list[tuple[Edge, Variables]]] = []

    def edge(self, variables: Variables) -> Edge:
        """A new way into it."""
        edge = Edge(self.block, [])
        self.ways.append((edge, dict(variables)))
        return edge


class Loop:
    """The loop around the statements that are built now."""

    def __init__(self, header: Block, names: list[str], again: Join, after: Join) -> None:
        self.header: Final = header
        self.names: Final = names
        self.again: Final = again
        self.after: Final = after


class Builder:
    """Builds one routine. Statements are here; `motet.jit.typed_python.expressions` adds expressions.

    Attributes:
        here: the block that instructions are appended to; None where control does not come.
        variables: what the local variables hold now.
    """

    def __init__(self, routines: Routines, routine: Routine) -> None:
        self.routines: Final = routines
        self.library: Final = routines.library
        self.routine: Final = routine
        self.module: Final = routine.function.module
        self.managed: Final = not routine.function.raw
        self.ir: Final[IrFunction] = routine.new_ir()
        self.here: Block | None = Block("entry")
        self.ir.blocks.append(self.here)
        self.variables: Variables = {
            p.name: value for p, value in zip(routine.function.parameters, self.ir.params, strict=True)
        }
        self._declared: Final[dict[str, Ty]] = {}
        self._loops: Final[list[Loop]] = []
        self._count = 0

    # ---- what others need

    def error(self, node: ast.AST, message: str) -> TypedPythonError:
        """The error to raise for a place in the routine's source."""
        return self.module.error(node, f"in {self.routine.function.name}: {message}")

    def value(self, t: Ty) -> Value:
        """A new value of a type."""
        self._count += 1
        name = f"%v{self._count}"
        if len(t.words) == 2:
            return Value(t, (f"{name}t", name))
        return Value(t, (name,) if t.words else ())

    def ins(self, op: str, t: Ty, args: tuple[Value, ...], data: object = None) -> Value:
        """Append an instruction with one result."""
        result = self.value(t)
        self.do(op, args, data, (result,))
        return result

    def do(self, op: str, args: tuple[Value, ...] = (), data: object = None, results: tuple[Value, ...] = ()) -> None:
        """Append an instruction."""
        assert self.here is not None
        self.here.ins.append(Ins(op, results, args, data))

    def end(self, op: str, args: tuple[Value, ...] = (), data: object = None, edges: tuple[Edge, ...] = ()) -> None:
        """Append a terminator; control does not continue here."""
        assert self.here is not None
        self.here.ins.append(Ins(op, (), args, data, edges))
        self.here = None

    def join(self, stem: str) -> Join:
        """A new place for ways to meet."""
        self._count += 1
        return Join(f"{stem}{self._count}")

    def jump(self, join: Join) -> None:
        """End the block with a way into a join, if control comes here at all."""
        if self.here is not None:
            self.end("jump", edges=(join.edge(self.variables),))

    def arrive(self, join: Join) -> None:
        """Go on where ways meet, if there is one."""
        if not join.ways:
            self.here = None
            return
        self.here = join.block
        self.ir.blocks.append(join.block)
        names = set(join.ways[0][1])
        for _, variables in join.ways[1:]:
            names &= variables.keys()
        self.variables = {}
        for name in sorted(names):
            merged = self._merge(join, name)
            if merged is not None:
                self.variables[name] = merged

    def _merge(self, join: Join, name: str) -> Value | None:
        values = [variables[name] for _, variables in join.ways]
        first = values[0]
        if all(v.words == first.words and v.type is first.type for v in values):
            return first
        t = self._common(values)
        if t is None:
            return None
        param = self.value(t)
        join.block.params.append(param)
        for (edge, _), value in zip(join.ways, values, strict=True):
            edge.args.append(value)
        return param

    def _common(self, values: Iterable[Value]) -> Ty | None:
        """The type that all values have, or None."""
        result: Ty | None = None
        for value in values:
            t = value.type
            if result is None or self.library.fits(result, t):
                result = t
            elif not self.library.fits(t, result):
                if without_none(t) is without_none(result) or NONE in (t, result):
                    result = maybe(t if result is NONE else result)
                else:
                    return None
        return None if result is NONE else result

    # ---- the whole

    def run(self) -> IrFunction:
        """Build the body."""
        self.statements(self.routine.function.node.body)
        if self.here is not None:
            if self.routine.result is UNIT and not self.routine.function.never_returns:
                self.end("ret")
            else:
                self.end("unreachable")
        self.ir.blocks[:] = reverse_postorder(self.ir.blocks[0])
        return self.ir

    def statements(self, body: list[ast.stmt]) -> None:
        """Build statements until control leaves."""
        for node in body:
            if self.here is None:
                return
            handler = _STATEMENTS.get(type(node))
            if handler is None:
                raise self.error(node, f"not in the subset: {ast.unparse(node)}")
            handler(self, node)

    # ---- expressions, by a subclass

    def expression(self, node: ast.expr) -> Value:
        """The value of an expression."""
        raise self.error(node, "expression")

    def condition(self, node: ast.expr, yes: Join, no: Join) -> None:
        """End the block with ways to one place or the other."""
        raise self.error(node, "condition")

    def constant(self, node: ast.expr) -> bool | None:
        """What a condition is known to be while compiling."""
        raise self.error(node, "constant")

    def fitting(self, value: Value, wanted: Ty, node: ast.AST) -> Value:
        """The value where a type is expected. `None` is also the only value of memory class Unit."""
        if wanted is UNIT and value.type is NONE:
            return Value(UNIT, ())
        if not self.library.fits(value.type, wanted):
            raise self.error(node, f"expected {wanted}, found {value.type}")
        return value

    # ---- statements

    def _expression_statement(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            self.expression(node.value)

    def _nothing(self, node: ast.Pass | ast.Assert) -> None:
        """Assertions are for the simulation."""

    def _assignment(self, node: ast.Assign) -> None:
        if len(node.targets) != 1:
            raise self.error(node, "one target at a time")
        target = node.targets[0]
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            values = [self.expression(e) for e in node.value.elts]
            for part, value in zip(target.elts, values, strict=True):
                self.assign(part, value)
        else:
            self.assign(target, self.expression(node.value))

    def _declaration(self, node: ast.AnnAssign) -> None:
        if node.value is None or not isinstance(node.target, ast.Name):
            raise self.error(node, "a declaration needs a name and a value")
        t = self.module.type_of(node.annotation, self.routine.bindings)
        self._declared[node.target.id] = t
        self.assign(node.target, self.expression(node.value))

    def _augmented(self, node: ast.AugAssign) -> None:
        target = node.target
        load: ast.expr
        if isinstance(target, ast.Name):
            load = ast.Name(target.id, ast.Load())
        elif isinstance(target, ast.Attribute):
            load = ast.Attribute(target.value, target.attr, ast.Load())
        else:
            load = ast.Subscript(target.value, target.slice, ast.Load())
        ast.copy_location(load, node)
        self.assign(target, self.expression(ast.copy_location(ast.BinOp(load, node.op, node.value), node)))

    def assign(self, target: ast.expr, value: Value) -> None:
        """Assign to a variable, a field or an item."""
        if isinstance(target, ast.Name):
            t = self._declared.get(target.id)
            self.variables[target.id] = value if t is None else self._as_declared(value, t, target)
        else:
            self.store(target, value)

    def _as_declared(self, value: Value, t: Ty, node: ast.AST) -> Value:
        value = self.fitting(value, t, node)
        return Value(t, value.words) if value is NULL else value

    def store(self, target: ast.expr, value: Value) -> None:
        """Assign to a field or an item."""
        raise self.error(target, "assignment")

    def _return(self, node: ast.Return) -> None:
        if node.value is None:
            self.end("ret")
            return
        value = self.expression(node.value)
        if self.here is not None:
            value = self.fitting(value, self.routine.result, node)
            self.end("ret", (value,) if value.words else ())

    def _if(self, node: ast.If) -> None:
        known = self.constant(node.test)
        if known is not None:
            self.statements(node.body if known else node.orelse)
            return
        yes, no, after = self.join("then"), self.join("else"), self.join("after")
        self.condition(node.test, yes, no)
        for way, body in ((yes, node.body), (no, node.orelse)):
            self.arrive(way)
            self.statements(body)
            self.jump(after)
        self.arrive(after)

    def _while(self, node: ast.While) -> None:
        loop = self._begin_loop(node)
        inside = self.join("body")
        if self.constant(node.test) is True:
            self.jump(inside)
        else:
            self.condition(node.test, inside, loop.after)
        self.arrive(inside)
        self.statements(node.body)
        self.jump(loop.again)
        self.arrive(loop.again)
        self._go_back(node)

    def _for(self, node: ast.For) -> None:
        call = node.iter
        if not (
            isinstance(node.target, ast.Name)
            and isinstance(call, ast.Call)
            and isinstance(call.func, ast.Name)
            and call.func.id == "range"
        ):
            raise self.error(node, "the only for-loops are those over range(stop) and range(start, stop)")
        bounds = [self.fitting(self.expression(e), INT, node) for e in call.args]
        start, stop = bounds if len(bounds) == 2 else (Value(INT, ("0",)), bounds[0])
        hidden = f"{node.target.id} of line {node.lineno}"
        self.variables[hidden] = start
        loop = self._begin_loop(node, hidden)
        inside = self.join("body")
        more = self.ins("compare", BOOL, (self.variables[hidden], stop), "icmp slt i64")
        edges = (inside.edge(self.variables), loop.after.edge(self.variables))
        self.end("branch", (more,), None, edges)
        self.arrive(inside)
        self.variables[node.target.id] = self.variables[hidden]
        self.statements(node.body)
        self.jump(loop.again)
        self.arrive(loop.again)
        if self.here is not None:
            one = Value(INT, ("1",))
            self.variables[hidden] = self.ins("number", INT, (self.variables[hidden], one), "add nsw")
        self._go_back(node)

    def _break(self, node: ast.Break) -> None:
        self.jump(self._loops[-1].after)

    def _continue(self, node: ast.Continue) -> None:
        self.jump(self._loops[-1].again)

    # ---- loops

    def _begin_loop(self, node: ast.While | ast.For, hidden: str = "") -> Loop:
        """Make the header, whose parameters are the variables that the loop assigns, and go on in it."""
        assigned = {hidden, *assigned_names(node)}
        names = sorted(name for name in assigned & self.variables.keys() if self.variables[name].words)
        header = self.join("loop").block
        self.end("jump", edges=(Edge(header, [self.variables[name] for name in names]),))
        for name in names:
            declared = self._declared.get(name)
            self.variables[name] = self.value(declared or self.variables[name].type)
            header.params.append(self.variables[name])
        self.here = header
        self.ir.blocks.append(header)
        loop = Loop(header, names, self.join("again"), self.join("after"))
        self._loops.append(loop)
        return loop

    def _go_back(self, node: ast.stmt) -> None:
        """End the loop, with a way back to its header if control comes here, and go on behind it."""
        loop = self._loops.pop()
        if self.here is not None:
            args = []
            for name, param in zip(loop.names, loop.header.params, strict=True):
                value = self.variables.get(name)
                if value is None or not self.library.fits(value.type, param.type):
                    found = "nothing" if value is None else str(value.type)
                    raise self.error(node, f"{name} is {param.type} before the loop and {found} at its end")
                args.append(value)
            self.end("jump", edges=(Edge(loop.header, args),))
        self.arrive(loop.after)


_STATEMENTS: Final[Mapping[type[ast.stmt], Callable[[Builder, Any], None]]] = {
    ast.Expr: Builder._expression_statement,
    ast.Pass: Builder._nothing,
    ast.Assert: Builder._nothing,
    ast.Assign: Builder._assignment,
    ast.AnnAssign: Builder._declaration,
    ast.AugAssign: Builder._augmented,
    ast.Return: Builder._return,
    ast.If: Builder._if,
    ast.While: Builder._while,
    ast.For: Builder._for,
    ast.Break: Builder._break,
    ast.Continue: Builder._continue,
}


def assigned_names(node: ast.AST) -> set[str]:
    """Names of the variables that are assigned somewhere in the statements."""
    found = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            found.add(part.id)
    return found


def reverse_postorder(entry: Block) -> list[Block]:
    """The blocks that can be reached, each after those that lead to it, but for the ways back of loops."""
    order: list[Block] = []
    seen = {entry}
    stack = [(entry, list(entry.ins[-1].edges))]
    while stack:
        block, edges = stack[-1]
        if not edges:
            order.append(block)
            stack.pop()
            continue
        following = edges.pop().block
        if following not in seen:
            seen.add(following)
            stack.append((following, list(following.ins[-1].edges)))
    return order[::-1]
