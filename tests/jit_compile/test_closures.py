"""Closures in inference and lowering: known functions are called directly, unknown ones through their objects."""

from harness import Services

from motet.bytecode.text import load
from motet.bytecode.types import INT, closure, fn
from motet.jit.emit.module import call_graph
from motet.jit.infer import Inference
from motet.jit.infer.closures import MAX_DEPTH
from motet.jit.ir_verify import verify_ir
from motet.jit.lower import HANDLERS, ModuleContext, lower_unit
from motet.jit.units import CompileSettings


def function(signature, body, captures=""):
    lines = [f"captures ({captures})"] if captures else []
    return f"function {signature} {{\n" + "\n".join(lines + body.split("; ")) + "\n}\n"


class Compiled:
    """All units that main reaches, lowered for tier 2."""

    def __init__(self, *texts):
        self.program = load("".join(texts), "test")
        self.inference = Inference(self.program)
        main = self.program.index("main")
        self.context = ModuleContext(
            self.program, self.inference, call_graph(self.inference), 2, Services(), CompileSettings(), HANDLERS
        )
        self.context.add(self.inference.unit(main, self.program.functions[main].parameters))
        self.units = []
        while self.context.wanted:
            lowering = lower_unit(self.context, self.context.wanted.pop())
            verify_ir(lowering.ir)
            self.units.append(lowering)

    def ops(self, name, kind="call"):
        index = self.program.index(name)
        found = [u for u in self.units if (u.unit.function, u.unit.kind) == (index, kind)]
        return [ins.op for unit in found for block in unit.ir.blocks for ins in block.ins]

    def kinds(self):
        return sorted((self.program.functions[u.unit.function].name, u.unit.kind) for u in self.units)


ADD = function("add(Int) -> Int", "load 0; load 1; int_add wrap64; return", "Int")
TWICE = function("twice(Int) -> Int", "load 0; const 2; int_mul wrap64; return")
APPLY = function("apply(Fn(Int)->(Int), Int) -> Int", "load 0; load 1; call_closure 1; return")


def test_a_known_closure_is_a_direct_call():
    found = Compiled(ADD, function("main(Int) -> Int", "const 5; closure_new add; load 0; call_closure 1; return"))
    assert found.kinds() == [("add", "call"), ("main", "call")]
    assert [op for op in found.ops("main") if "call" in op or "object" in op] == ["call"]


def test_functions_are_specialised_for_the_closures_they_get():
    body = "const 5; closure_new add; load 0; call apply; closure_new twice; load 0; call apply; int_add wrap64; return"
    found = Compiled(ADD, TWICE, APPLY, function("main(Int) -> Int", body))
    assert found.kinds().count(("apply", "call")) == 2
    assert "closure_object" not in found.ops("main")
    assert "call_object" not in found.ops("apply")


def test_two_functions_that_meet_become_objects():
    body = (
        "load 0; const 0; int_compare lt; branch_if L1; const 5; closure_new add; jump L2; L1:; closure_new twice; L2:; "
        "load 0; call apply; return"
    )
    found = Compiled(ADD, TWICE, APPLY, function("main(Int) -> Int", body))
    assert found.ops("main").count("closure_object") == 2
    assert "call_object" in found.ops("apply")
    assert ("add", "closure") in found.kinds()
    assert ("twice", "closure") in found.kinds()


def test_the_signatures_of_a_function_are_bounded():
    wrap = function(
        "wrap(Int) -> Int", "load 0; load 1; call_closure 1; const 1; int_add wrap64; return", "Fn(Int)->(Int)"
    )
    body = (
        "load 0; const 0; int_compare eq; branch_unless L1; load 1; load 0; tail_call_closure 1; L1:; load 0; const 1; "
        "int_sub wrap64; load 1; closure_new wrap; tail_call pile"
    )
    pile = function("pile(Int, Fn(Int)->(Int)) -> Int", body)
    found = Compiled(TWICE, wrap, pile, function("main(Int) -> Int", "load 0; closure_new twice; tail_call pile"))
    depths = [t.depth for u in found.units for t in u.unit.types]
    assert max(depths) <= MAX_DEPTH + 1
    assert found.kinds().count(("pile", "call")) <= 17


def test_closures_of_one_function_join_to_what_they_fit():
    lattice = Inference(load(ADD + function("main() -> Int", "const 1; return"), "test")).lattice
    signature = fn((INT,), (INT,))
    assert lattice.signature(0) is signature
    assert lattice.join(closure(0, (INT,)), closure(0, (INT,))) is closure(0, (INT,))
    assert lattice.join(closure(0, (INT,)), closure(0, (signature,))) is signature
    assert lattice.join(closure(0, (INT,)), INT).kind == "Any"
    assert lattice.narrowed(closure(0, (INT,)), signature) is closure(0, (INT,))
    assert lattice.narrowed(closure(0, (INT,)), INT).kind == "Never"


UNION = 'union Shape "Shape = Dot | Line(Int) | Box(Int, Int)" = Dot | Line(Int) | Box(Int, Int)\n'


def test_a_match_tests_each_constructor_at_most_once():
    body = (
        "load 0; variant_is Dot; branch_unless L1; const 0; return; L1:; load 0; variant_is Line; branch_unless L2; load 0; "
        "variant_get Line 0; return; L2:; load 0; variant_is Box; branch_unless L3; load 0; variant_get Box 1; return; L3:; const -1; return"
    )
    found = Compiled(UNION, function("main(Shape) -> Int", body))
    assert found.ops("main").count("is_constructor") == 2
    assert "require_constructor" not in found.ops("main")


def test_what_a_match_found_out_is_forgotten_where_ways_meet():
    body = "load 0; variant_is Line; branch_unless L1; L1:; load 0; variant_get Line 0; return"
    found = Compiled(UNION, function("main(Shape) -> Int", body))
    assert found.ops("main").count("require_constructor") == 1
