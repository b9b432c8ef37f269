"""The host of a run: what a program can reach, gated by a policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from motet.bytecode.program import Value
from motet.bytecode.traps import Trap
from motet.bytecode.types import BOOL, BYTES, FLOAT, INT, STR, UNIT, VECTOR, Ty
from motet.bytecode.values import Closure
from motet.policy import Grants, Limits, Request
from motet.stdlib.argument_types import BY_KIND
from motet.stdlib.binding import Bound, bind, failing
from motet.stdlib.declare import Gate
from motet.stdlib.output import ByteStream, Meter, Output
from motet.stdlib.rows import Row
from motet.stdlib.surroundings import Log, Surroundings

if TYPE_CHECKING:
    from motet.stdlib.paths import Lookup

__all__ = ["PYTHON_TYPES", "Host", "Meter", "Output"]

PYTHON_TYPES: Final[Mapping[Ty, type]] = {
    type_: BY_KIND[type_.kind] for type_ in (INT, FLOAT, BOOL, UNIT, VECTOR, STR, BYTES)
}
"""Python type of the values of the types without arguments."""


class Host(Output):
    """What a program can reach: its standard output and its language's host functions, gated by a policy.

    Attributes:
        policy: what the program may do.
        rows: the language's functions by name.
        surroundings: input, arguments, environment and clocks.
        memory_limit: bytes that one host function may make.
        log: the run's log.
        closure_text: eight hexadecimal digits that stand for a closure in texts; None: the number of its function.
    """

    def __init__(
        self,
        output: ByteStream | Callable[[bytes], object],
        policy: Grants,
        rows: Mapping[str, Row],
        output_limit: int | None = None,
        *,
        surroundings: Surroundings | None = None,
        memory_limit: int | None = None,
    ) -> None:
        super().__init__(output, output_limit)
        self.policy: Final = policy
        self.rows: Final = rows
        self.surroundings: Final[Surroundings] = surroundings or Surroundings()
        self.memory_limit: Final = Limits().memory_bytes // 4 if memory_limit is None else memory_limit
        self.closure_text: Callable[[Closure], str] | None = None
        self.log: Final = Log(self.surroundings)
        self._bound: Final[dict[str, Bound]] = {}
        self.extensions: Final[dict[str, Bound]] = {}
        self._lookups: Final[dict[tuple[str, str], Lookup]] = {}

    def refusal(self, name: str) -> str:
        """Why a host function may not be called, or an empty text. KeyError for a name that no row has."""
        row = self.rows[name]
        gates = (gate for gate in row.declaration.gates if not gate.names)
        refusals = (self.policy.refusal(request(row, gate, gate.scope)) for gate in gates)
        return next(filter(None, refusals), "")

    def call(self, name: str, arguments: list[Value]) -> Value:
        """Call a host function.

        Raises:
            Trap: `policy` (refused), `host` (unknown, or it failed), `type` (an argument of another type), or a limit.
        """
        bound = self._bound.get(name)
        if bound is None:
            bound = self._bound[name] = self.bind(name)
        return bound(arguments)

    def bind(self, name: str, *, tested: bool = True) -> Bound:
        """The host function itself, for those who call it often. It never changes during a run. Not tested: its caller
        knows that the arguments are of the declared types."""
        extension = self.extensions.get(name)
        if extension is not None:
            return extension
        row = self.rows.get(name)
        if row is None:
            return failing("host", f"there is no host function `{name}`")
        refusal = self.refusal(name)
        return failing("policy", refusal) if refusal else bind(self, row, tested=tested)

    def lookup(self, row: Row, gate: Gate) -> Lookup:
        """What looks up the paths of a function."""
        key = (gate.kind, _label(row, gate))
        found = self._lookups.get(key)
        if found is None:
            from motet.stdlib.paths import Lookup  # for functions on files only

            roots = self.policy.roots(request(row, gate, ""))
            found = self._lookups[key] = Lookup(roots, self.surroundings.directory)
        return found

    def resource_refusal(self, row: Row, gate: Gate, resource: str) -> str:
        """Why a function may not touch what an argument names; empty if it may."""
        return self.policy.refusal(request(row, gate, resource))

    def may_read_variable(self, name: str) -> bool:
        """Whether the run may see an environment variable."""
        return not self.policy.refusal(Request("", "env", "env", name, "reading an environment variable"))

    def path_refusal(self, row: Row, gate: Gate, path: str) -> str:
        """The text for a path outside of what is granted."""
        return self.policy.refusal(request(row, gate, path, outside=True))

    def refusal_is_value(self, row: Row, gate: Gate, resource: str) -> bool:
        """Whether the refusal of a resource is a failure of the function; otherwise it ends the run."""
        return row.fail.kind == "result" and self.policy.refusal_is_value(request(row, gate, resource, outside=True))

    def poll(self) -> None:
        """Trap when the run is to stop. Long host functions call it now and then."""
        if self.meter is not None:
            self.meter.poll()

    def need(self, size: float) -> None:
        """Trap `memory` when a host function is about to make more bytes than it may."""
        if size > self.memory_limit:
            raise Trap("memory")


def request(row: Row, gate: Gate, resource: str, *, outside: bool = False) -> Request:
    """The question whether a function may do what a gate guards."""
    return Request(row.name, gate.kind, _label(row, gate), resource, gate.deed, outside)


def _label(row: Row, gate: Gate) -> str:
    """The language's word for what a gate guards: that at the gate's place, or the last one."""
    labels = row.label.split()
    return labels[min(row.declaration.gates.index(gate), len(labels) - 1)] if labels else gate.kind
