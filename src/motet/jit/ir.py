"""The typed IR between inference and LLVM text: blocks with parameters, values in SSA form.

Two front ends make it: `motet.jit.lower` from bytecode and inferred types, `motet.jit.typed_python` from the run-time
library. `motet.jit.ownership` inserts reference counts into it, `motet.jit.checker` verifies them, `motet.jit.emit`
prints it as LLVM text. It is never stored and never hashed, so it may change from release to release.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from motet.bytecode.types import Ty


class Value:
    """One SSA value: a type and the LLVM operands of its machine words (`%v3`, `7`, `true`; none for unit).

    A value whose words are constants has no defining instruction. Compare values with `is`.
    """

    __slots__ = ("type", "words")

    def __init__(self, type_: Ty, words: tuple[str, ...]) -> None:
        self.type: Final = type_
        self.words: Final = words

    def __repr__(self) -> str:
        return f"{','.join(self.words)}:{self.type}"


class Compound(Value):
    """A closure while its function is known: its captures. Only lowering has such values; the IR has their parts."""

    __slots__ = ("parts",)

    def __init__(self, type_: Ty, parts: tuple[Value, ...]) -> None:
        super().__init__(type_, ())
        self.parts: Final = parts


def flat(values: Iterable[Value]) -> list[Value]:
    """The values, with the parts of compound ones in their place."""
    result: list[Value] = []
    for value in values:
        if isinstance(value, Compound):
            result += flat(value.parts)
        else:
            result.append(value)
    return result


def flat_types(types: tuple[Ty, ...]) -> tuple[Ty, ...]:
    """The types of the values that `flat` gives for values of these types."""
    if all(t.kind != "Closure" for t in types):
        return types
    return tuple(part for t in types for part in (flat_types(t.parts) if t.kind == "Closure" else (t,)))


class Edge:
    """A way into a block, with one argument for each of its parameters."""

    __slots__ = ("args", "block")

    def __init__(self, block: Block, args: list[Value]) -> None:
        self.block = block
        self.args = args


class Ins:
    """One instruction. The last one of a block, and no other, is a terminator (`OPS[op].ends`).

    Attributes:
        op: name of a row of `OPS`.
        results: the values it defines (several for calls of functions with several results).
        args: the values it reads.
        data: immediates, as the row says.
        edges: successors, of terminators.
        site: where a trap of it is reported: `pc` of the bytecode instruction, or -1.
    """

    __slots__ = ("args", "data", "edges", "op", "results", "site")

    def __init__(
        self,
        op: str,
        results: tuple[Value, ...] = (),
        args: tuple[Value, ...] = (),
        data: object = None,
        edges: tuple[Edge, ...] = (),
        site: int = -1,
    ) -> None:
        self.op = op
        self.results = results
        self.args = args
        self.data: Any = data
        self.edges = edges
        self.site = site

    def __repr__(self) -> str:
        left = f"{', '.join(map(repr, self.results))} = " if self.results else ""
        return (
            f"{left}{self.op} {', '.join(map(repr, self.args))} {self.data if self.data is not None else ''}".rstrip()
        )


class Block:
    """A basic block."""

    __slots__ = ("ins", "label", "params")

    def __init__(self, label: str) -> None:
        self.label = label
        self.params: list[Value] = []
        self.ins: list[Ins] = []


class IrFunction:
    """One compiled unit.

    Attributes:
        symbol: its LLVM name.
        params: parameters, after the context.
        results: types of the results.
        blocks: in reverse postorder, the entry first; the entry block has no parameters.
        owned: for each parameter whether the callee gives up its count (`motet.jit.ownership`).
        lent: results and parameters of blocks that hold no count (`motet.jit.borrowing`).
        shared: the constructors of literals that are variants.
        non_negative: names of Int parameters that are never negative.
    """

    __slots__ = ("attributes", "blocks", "lent", "non_negative", "owned", "params", "results", "shared", "symbol")

    def __init__(self, symbol: str, params: list[Value], results: tuple[Ty, ...]) -> None:
        self.symbol = symbol
        self.params = params
        self.results = results
        self.blocks: list[Block] = []
        self.owned: list[bool] = [True] * len(params)
        self.attributes: tuple[str, ...] = ()
        self.lent: set[Value] = set()
        self.shared: dict[Value, int] = {}
        self.non_negative: frozenset[str] = frozenset()

    def release(self) -> None:
        """Take the blocks apart, which refer to each other in circles, so that their memory can be used again."""
        for block in self.blocks:
            block.ins.clear()


class IrOp(NamedTuple):
    """One row: `consumes` says for each argument whether it gives up a count (one letter each: `o` owned, `b`
    borrowed; the last letter repeats); `borrows` says that the result lives inside the first argument."""

    name: str
    doc: str
    consumes: str = "b"
    borrows: bool = False
    ends: bool = False


OPS: Final[dict[str, IrOp]] = {}
"""The table, filled by `declare` in `motet.jit.ir_ops`."""


def declare(name: str, doc: str, consumes: str = "b", *, borrows: bool = False, ends: bool = False) -> None:
    """Add a row to the table."""
    assert name not in OPS, name
    OPS[name] = IrOp(name, doc, consumes, borrows, ends)
