"""Nodes of sorted maps, for who writes them from outside: what `motet.runtime.trees` makes, and how large it is."""

from __future__ import annotations

import ast
from typing import Final, NamedTuple

from motet.jit.layout import ITEM_BYTES
from motet.jit.typed_python.declarations import Template
from motet.jit.typed_python.library import NativeLibrary
from motet.jit.typed_python.types import MEMORY_CLASSES

NODE_KEYS: Final = 30
"""Most keys of a node; it has one child more, if it has children."""

NODE_BYTES: Final = 24
"""Bytes before the keys: header, number of keys (u32), height (u32, 0 in a leaf), a word that is 0."""

NODE_PLACES: Final = 32
LEAST_CONTENT: Final = 16
"""As in `motet.runtime.objects`."""

_HALF: Final = 1 << 63


class NodeLayout(NamedTuple):
    """Where the parts of a node lie, in bytes: keys are at `NODE_BYTES`.

    Attributes:
        size: of the whole.
        content: offset of the values or children.
        prefixes: offset of the prefixes (`text_prefix`) of keys of memory class Ref; 0 if there are none.
    """

    size: int
    content: int
    prefixes: int


def node_descriptor(key: str, item: str) -> int:
    """Number of the descriptor of nodes with keys and values of these memory classes."""
    routines = NativeLibrary.shared().routines
    template = routines.library.module("motet.runtime.objects").entity("Node", ast.Pass())
    assert isinstance(template, Template)
    return routines.descriptor(template.at((MEMORY_CLASSES[key], MEMORY_CLASSES[item])))


def node_layout(key: str, item: str, height: int) -> NodeLayout:
    """The layout of a node with keys and values of these memory classes."""
    content = NODE_BYTES + NODE_KEYS * ITEM_BYTES[key]
    end = content + (8 * (NODE_KEYS + 1) if height else max(NODE_KEYS * ITEM_BYTES[item], LEAST_CONTENT))
    end = (end + 7) & -8
    if key != "Ref":
        return NodeLayout(end, content, 0)
    return NodeLayout(end + 8 * NODE_PLACES, content, end)


def text_prefix(data: bytes) -> int:
    """The first 8 bytes of a Str as a number with sign, in whose order texts come."""
    return int.from_bytes(data[:8].ljust(8, b"\0"), "big") - _HALF


class NodePlan(NamedTuple):
    """One node of a map that is made at once.

    Attributes:
        height: 0 for a leaf.
        keys: numbers of the entries whose keys it has; a leaf has their values, too.
        children: numbers of nodes, which are planned before.
    """

    height: int
    keys: list[int]
    children: list[int]


def plan_nodes(count: int) -> list[NodePlan]:
    """The nodes of a map of so many entries, at least one, which are in order. The last one is the root."""
    plans: list[NodePlan] = []
    level: list[tuple[int, int]] = []
    for start, end in _parts(count, NODE_KEYS):
        level.append((start, len(plans)))
        plans.append(NodePlan(0, list(range(start, end)), []))
    height = 0
    while len(level) > 1:
        height += 1
        above = []
        for start, end in _parts(len(level), NODE_KEYS + 1):
            above.append((level[start][0], len(plans)))
            part = level[start:end]
            plans.append(NodePlan(height, [first for first, _ in part[1:]], [number for _, number in part]))
        level = above
    return plans


def _parts(count: int, most: int) -> list[tuple[int, int]]:
    """Cut so many things into parts that are about as large as each other."""
    parts = -(-count // most)
    return [(count * k // parts, count * (k + 1) // parts) for k in range(parts)]
