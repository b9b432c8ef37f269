"""Strongly connected components of what leads to what.

After R. Tarjan, Depth-first search and linear graph algorithms, SIAM Journal on Computing 1 (1972), with a list of work.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator


def components(root: str, edges: Callable[[str], Iterable[str]], known: Container[str]) -> Iterator[list[str]]:
    """Groups of names that lead to each other, each after those that it leads to.

    Args:
        root: where to begin.
        edges: where a name leads.
        known: names that are left out, with what they lead to; it may grow meanwhile.
    """
    lowest: dict[str, int] = {}
    waiting: list[str] = []
    places: dict[str, int] = {}
    work: list[tuple[str, int, Iterator[str]]] = []

    def visit(name: str) -> None:
        work.append((name, len(lowest), iter(edges(name))))
        lowest[name] = len(lowest)
        places[name] = len(waiting)
        waiting.append(name)

    visit(root)
    while work:
        name, number, rest = work[-1]
        target = next((each for each in rest if each not in known), None)
        if target is None:
            work.pop()
            if work:
                before = work[-1][0]
                lowest[before] = min(lowest[before], lowest[name])
            if lowest[name] == number:
                group = waiting[places[name] :]
                del waiting[places[name] :]
                for each in group:
                    del places[each]
                yield group
        elif target not in lowest:
            visit(target)
        elif target in places:
            lowest[name] = min(lowest[name], lowest[target])
