"""Which functions must check the stack or poll at their entry: the program's call graph."""

from __future__ import annotations

from typing import Final, NamedTuple

from motet.bytecode.program import Program

RED_ZONE: Final = 512 << 10
"""Bytes of stack below the limit that code may use before it checks again: half of `motet.jit.memory.MARGIN`, which is
also for the run-time routines."""

_CALLS: Final = frozenset(("call", "tail_call"))
_FRAME: Final = 128
_PER_INSTRUCTION: Final = 24
"""Upper bound of the frame that code without passes needs: it keeps what lives across blocks in memory."""


class EntryCheck(NamedTuple):
    """What a function does when it is entered.

    Attributes:
        kind: `stack`, `poll` or `` (nothing).
        room: bytes that it needs beyond the red zone.
    """

    kind: str
    room: int = 0


NOTHING: Final = EntryCheck("")


class CallGraph:
    """The calls between the functions of a program, as the bytecode has them.

    A function that calls within its strongly connected component checks the stack; one that only makes tail calls
    there polls (a tail call of itself is a loop, which polls at its back edge). Where a chain of other functions may need
    more than the red zone, some of them check, too.
    """

    def __init__(self, program: Program, *, tail_may_call: bool = False) -> None:
        """`tail_may_call`: tail calls out of a component may be compiled as calls."""
        calls = [[ins for ins in f.code if ins[0] in _CALLS] for f in program.functions]
        self._plain: Final = [{ins[1] for ins in code if ins[0] == "call"} for code in calls]
        self._tail: Final = [{ins[1] for ins in code if ins[0] == "tail_call"} for code in calls]
        self._frames: Final = [_FRAME + _PER_INSTRUCTION * len(f.code) for f in program.functions]
        self.checks: Final[list[EntryCheck]] = [NOTHING] * len(program.functions)
        self._depth: Final = [0] * len(program.functions)
        self.tail_groups: Final = [-1] * len(program.functions)
        """For each function that calls others of its component in tail position, or is called so: number of the component."""
        self.components: Final = [0] * len(program.functions)
        """For each function the number of its strongly connected component."""
        self._calls_in_tail: Final = tail_may_call
        for component in _components([p | t for p, t in zip(self._plain, self._tail, strict=True)]):
            self._settle(component)

    def _settle(self, component: list[int]) -> None:
        """Decide for the functions of a component, when all they call outside of it is decided."""
        inside = set(component)
        for f in component:
            self.components[f] = component[0]
        self._group(component, inside)
        for f in component:
            if self._plain[f] & inside:
                self.checks[f] = EntryCheck("stack", max(0, self._frames[f] - RED_ZONE))
            elif (self._tail[f] & inside) - {f}:
                self.checks[f] = EntryCheck("poll")
        depth = max(self._chain(f, inside) for f in component)
        for f in component:
            self._depth[f] = depth if self.checks[f].kind != "stack" else 0

    def _group(self, component: list[int], inside: set[int]) -> None:
        """Note a component with tail calls between its functions: any of them may be compiled into another's frame."""
        if any((self._tail[f] & inside) - {f} for f in component):
            frame = sum(self._frames[f] for f in component)
            for f in component:
                self.tail_groups[f] = component[0]
                self._frames[f] = max(self._frames[f], min(frame, RED_ZONE // 8))

    def _chain(self, f: int, inside: set[int]) -> int:
        """Bytes that a function and those it calls may need before the next check."""
        frame = min(self._frames[f], RED_ZONE)
        callees = (self._plain[f] | self._tail[f] if self._calls_in_tail else self._plain[f]) - inside
        for callee in callees:
            if frame + self._depth[callee] > RED_ZONE:
                self._check(callee)
        if self._frames[f] > RED_ZONE:
            self._check(f)
        below = max((self._depth[callee] for callee in callees), default=0)
        behind = max((self._depth[callee] for callee in self._tail[f] - inside), default=0)
        return max(frame + below, behind)

    def _check(self, f: int) -> None:
        self.checks[f] = EntryCheck("stack", max(0, self._frames[f] - RED_ZONE))
        self._depth[f] = 0


def _components(callees: list[set[int]]) -> list[list[int]]:
    """Strongly connected components, callees before callers (Tarjan 1972, with an explicit stack)."""
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    path: list[int] = []
    on_path: set[int] = set()
    result: list[list[int]] = []
    for root in range(len(callees)):
        if root in index:
            continue
        work = [(root, iter(callees[root]))]
        index[root] = low[root] = len(index)
        path.append(root)
        on_path.add(root)
        while work:
            node, rest = work[-1]
            following = next((c for c in rest if c not in index or c in on_path), None)
            if following is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    result.append(_take(path, on_path, node))
            elif following in index:
                low[node] = min(low[node], index[following])
            else:
                index[following] = low[following] = len(index)
                path.append(following)
                on_path.add(following)
                work.append((following, iter(callees[following])))
    return result


def _take(path: list[int], on_path: set[int], node: int) -> list[int]:
    component = [path.pop()]
    while component[-1] != node:
        component.append(path.pop())
    on_path.difference_update(component)
    return component
