"""The compiler of the run-time library: what it makes runs, counts itself, and is the same at every level."""

import ctypes
from pathlib import Path

import pytest

from motet.jit.llvm import NO_PASSES, OPTIMISED
from motet.jit.typed_python.declarations import TypedPythonError
from motet.jit.typed_python.library import NativeLibrary
from runtime.native import Machine

SAMPLES = Path(__file__).parent / "samples"
CELLS = ("samples.cells", SAMPLES / "cells.py")


@pytest.fixture(scope="module", params=["plain", "debug"])
def machine(request):
    return Machine(debug=request.param == "debug", modules=[CELLS])


@pytest.mark.parametrize("level", [NO_PASSES, OPTIMISED])
def test_managed_code_counts_itself(machine, level):
    assert machine.call("samples.cells", "main_chain", 1000, level=level) == 2 * sum(range(1000)) + 999
    assert machine.get("objects") == machine.get("live") == 0


@pytest.mark.parametrize("level", [NO_PASSES, OPTIMISED])
@pytest.mark.parametrize("n", [0, 1, 2, 5, 9])
def test_managed_code_with_branches_and_loops(machine, level, n):
    inner = machine.call("motet.runtime.vectors", "vector_make", 1, (0, 7), 0)
    expected = 43 if n > 3 else 42
    assert machine.call("samples.cells", "main_share", n, (4, inner), level=level) == expected
    assert machine.get("objects") == 1
    machine.call("motet.runtime.counts", "release", inner)
    assert machine.get("objects") == machine.get("live") == machine.get("words") == 0


def test_a_million_cells_are_released_without_recursion(machine):
    machine.call("samples.cells", "main_chain", 1_000_000)
    assert machine.get("objects") == 0


def test_generic_functions_are_specialised(machine):
    assert machine.call("samples.cells", "main_generic", 3) == 3 * 8 * 1000 + 3 * 16


HEAD = """from __future__ import annotations
from typing import TypeVar
from motet.runtime.heap import heap
from motet.runtime.language import AnyValue, Object, Own, Ptr, Struct, Tail, address, array, clz, fail, null, raw, u32, view
from motet.runtime.counts import retain
T = TypeVar("T")
class Pair(Object):
    left: Pair | None
    size: int
class Bad(Object):
    items: Tail[AnyValue]
class Boxed(Object):
    left: Pair | None
    item: AnyValue
    size: int
"""

WRONG = [
    ("@raw\ndef f(x):\n    pass", "parameter x has no type"),
    ("@raw\ndef f(x: int):\n    pass", "f has no result type"),
    ("@raw\ndef f(x: str) -> None:\n    pass", "str"),
    ("@raw\ndef f(x: int | float) -> None:\n    pass", "the only unions are X | None"),
    ("@raw\ndef f(x: int | None) -> None:\n    pass", "Int cannot be None"),
    ("@raw\ndef f(x: int) -> int:\n    return y", "unknown name y|y has no value here"),
    ("@raw\ndef f(x: int) -> int:\n    return x + 1.5", "no constant of the subset"),
    ("@raw\ndef f(x: int) -> bool:\n    return x", "expected Bool, found Int"),
    ("@raw\ndef f(x: int) -> int:\n    with x:\n        pass", "not in the subset"),
    ("@raw\ndef f(x: int) -> int:\n    return [x]", "not in the subset"),
    ("@raw\ndef f(x: int) -> int:\n    for i in x:\n        pass\n    return 1", "the only for-loops"),
    ("@raw\ndef f(x: int) -> int:\n    return x < x < x", "one comparison at a time"),
    ("@raw\ndef f(x: Pair) -> bool:\n    return x is x", "`is` compares with None only"),
    ("@raw\ndef f(x: Pair) -> int:\n    return x.width", "Pair has no field width"),
    ("@raw\ndef f(x: int) -> int:\n    return x.size", "Int has no fields"),
    ("@raw\ndef f(x: int) -> int:\n    return x[0]", "Int has no items"),
    ("@raw\ndef f(x: int) -> None:\n    fail('nonsense', x)", "name of a kind of trap"),
    ("@raw\ndef f(x: int) -> int:\n    return clz(x, key=1)", "not in the subset"),
    ("@raw\ndef f(x: int) -> None:\n    retain(x)", "expected Object, found Int"),
    ("@raw\ndef f(x: Pair) -> None:\n    retain(x, x)", "retain takes 1 arguments"),
    ("def g(x: int) -> int:\n    return x\n@raw\ndef f(x: int) -> int:\n    return g(x)", "cannot call g"),
    ("def f(x: Pair) -> None:\n    x.size = 1", "managed functions change nothing"),
    ("def f(x: Pair) -> Ptr[int]:\n    return array(int, x)", "managed functions cannot use array"),
    (
        "@raw\ndef f(x: int, p: Pair) -> int:\n    if x > 0:\n        y = x\n    else:\n        y = p\n    return y",
        "values of different types",
    ),
    (
        "@raw\ndef f(x: Pair) -> None:\n    while x.size > 0:\n        x = x.left\n",
        "x is Pair before the loop and Maybe",
    ),
]


def compile_text(tmp_path, text, name="f"):
    path = tmp_path / "sample.py"
    path.write_text(text)
    library = NativeLibrary({})
    library.routines.library.module("sample", path)
    return library.body(library.routines.named("sample", name))


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_what_is_not_in_the_subset_is_refused_with_its_place(tmp_path, text, message):
    with pytest.raises(TypedPythonError, match=message) as caught:
        compile_text(tmp_path, HEAD + text)
    assert str(caught.value).startswith(f"{tmp_path / 'sample.py'}:")


def test_classes_without_a_kind_of_descriptor_are_refused(tmp_path):
    path = tmp_path / "sample.py"
    path.write_text(HEAD)
    module = NativeLibrary({}).routines.library.module("sample", path)
    with pytest.raises(TypedPythonError, match=r"Bad\.items: its kind of object has no such field"):
        module.entity("Bad", None).row()
    assert module.entity("Pair", None).row() == (1, 24, 0b10, 0, 0, 0, 0, 0)
    assert module.entity("Boxed", None).row() == (1, 40, 0b10, 0b100, 0, 0, 0, 0)


def test_constant_conditions_leave_no_code(tmp_path):
    text = (
        HEAD
        + "from motet.runtime.language import DEBUG\n@raw\ndef f(x: int) -> int:\n    if DEBUG:\n        return nonsense\n    return x"
    )
    assert len(compile_text(tmp_path, text).blocks) == 1


def test_the_compiler_and_the_simulation_agree_on_layouts():
    from motet.runtime import simulation
    from motet.runtime.heap import Chunk, FreeBlock, Heap, Large
    from motet.runtime.vectors import Vector

    library = NativeLibrary({}).routines.library
    for module, cls in (("heap", Heap), ("heap", Chunk), ("heap", Large), ("heap", FreeBlock), ("vectors", Vector)):
        compiled = library.module(f"motet.runtime.{module}").entity(cls.__name__, None)
        expected = {name: offset for name, (offset, _) in simulation.layout(cls).items() if name}
        assert {name: field.offset for name, field in compiled.fields.items()} == expected
        assert compiled.size == simulation.fields_size(cls)


@pytest.mark.parametrize("debug", [False, True])
def test_the_debug_mode_poisons_what_is_freed(debug):
    machine = Machine(debug=debug)
    vector = machine.call("motet.runtime.vectors", "vector_make", 6, (0, 7), 0)
    machine.call("motet.runtime.counts", "release", vector)
    items = ctypes.string_at(vector + 16, 6 * 16)
    assert (items == b"\xdb" * len(items)) is debug
