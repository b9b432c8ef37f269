"""The instruction table: every instruction of the bytecode is declared here, once.

Builder, verifier, text form, documentation, and the tests of completeness are derived from it; the reference VM
(`motet.vm`) and the native lowering (`motet.jit.lower`) register under the names.

Values are dynamically typed and every instruction is total: one that needs an Int and meets another value stops the
run with the trap `type`. Static types, where a language has them, only make that impossible.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Op(NamedTuple):
    """One instruction.

    Attributes:
        name: mnemonic.
        operands: kinds of its operands, keys of `OPERANDS`.
        pops: types of the values it takes, deepest first (`?` any value); None when an operand decides (`stack_effect`).
        pushes: types of the values it leaves; None when an operand decides.
        group: heading of the documentation.
        doc: its meaning, one paragraph.
        ends: control never continues with the next instruction.
        branches: its `label` operand may be where control continues.
        traps: kinds of trap, besides limits, that it may raise.
    """

    name: str
    operands: tuple[str, ...]
    pops: tuple[str, ...] | None
    pushes: tuple[str, ...] | None
    group: str
    doc: str
    ends: bool = False
    branches: bool = False
    traps: tuple[str, ...] = ()


OPERANDS: Final = {
    "constant": "index into the constant pool",
    "local": "number of a local; the first ones are captures, then parameters",
    "global": "index into the program's globals",
    "label": "index of an instruction of the same function",
    "function": "index into the program's functions",
    "count": "a number of values, 0 or more",
    "rule": "overflow rule: one of RULES",
    "relation": "one of RELATIONS",
    "type": "name of a type that can be tested at run time: one of TESTABLE",
    "trap": "kind of trap: a name of motet.bytecode.traps.BY_NAME that is no limit",
    "shape": "index into the program's types",
    "name": "index into the constant pool, of a Str",
}

RULES: Final = {
    "wrap64": "the result wraps modulo 2**64, as two's complement",
    "trap64": "a result outside of 64 bits traps `overflow`",
    "trap63": "a result outside of -2**62 ... 2**62-1 traps `overflow`",
}

RELATIONS: Final = ("lt", "le", "gt", "ge", "eq", "ne")

TESTABLE: Final = ("Unit", "Bool", "Int", "Float", "Vector")

_I2: Final = ("Int", "Int")
_F2: Final = ("Float", "Float")
_ANY2: Final = ("?", "?")
_TYPE: Final = ("type",)
_OVERFLOW: Final = ("type", "overflow")
_DIVISION: Final = ("type", "overflow", "division_by_zero")


def _int2(name: str, doc: str, traps: tuple[str, ...] = _OVERFLOW) -> Op:
    return Op(name, ("rule",), _I2, ("Int",), "Integer arithmetic", doc, traps=traps)


def _bits(name: str, pops: int, doc: str) -> Op:
    return Op(name, (), ("Int",) * pops, ("Int",), "Bits", doc, traps=_TYPE)


def _float2(name: str, doc: str) -> Op:
    return Op(name, (), _F2, ("Float",), "Floating point", doc, traps=_TYPE)


def _dyn2(name: str, doc: str, traps: tuple[str, ...] = _OVERFLOW) -> Op:
    return Op(name, ("rule",), _ANY2, ("?",), "Dynamic operations", doc, traps=traps)


_ROWS: Final = (
    # ---- constants and the stack
    Op(
        "const",
        ("constant",),
        (),
        ("?",),
        "Constants and stack",
        "Push a constant of the pool.",
    ),
    Op("pop", (), ("?",), (), "Constants and stack", "Drop the top value."),
    Op("dup", (), ("?",), ("?", "?"), "Constants and stack", "a -> a a"),
    Op("swap", (), ("?", "?"), ("?", "?"), "Constants and stack", "a b -> b a"),
    Op("over", (), ("?", "?"), ("?", "?", "?"), "Constants and stack", "a b -> a b a"),
    Op("rot", (), ("?", "?", "?"), ("?", "?", "?"), "Constants and stack", "a b c -> b c a"),
    Op(
        "pick",
        ("count",),
        None,
        None,
        "Constants and stack",
        "Copy the value N below the top to the top; `pick 0` is `dup`.",
    ),
    Op(
        "roll",
        ("count",),
        None,
        None,
        "Constants and stack",
        "Move the value N below the top to the top; `roll 1` is `swap`.",
    ),
    # ---- locals and globals
    Op("load", ("local",), (), ("?",), "Locals and globals", "Push a local. Locals that were not stored hold unit."),
    Op("store", ("local",), ("?",), (), "Locals and globals", "Pop into a local."),
    Op("global_get", ("global",), (), ("?",), "Locals and globals", "Push a global."),
    Op("global_set", ("global",), ("?",), (), "Locals and globals", "Pop into a global."),
    # ---- control
    Op("jump", ("label",), (), (), "Control", "Continue at the label.", ends=True, branches=True),
    Op(
        "branch_if",
        ("label",),
        ("Bool",),
        (),
        "Control",
        "Continue at the label if true, else with the next instruction.",
        branches=True,
        traps=_TYPE,
    ),
    Op(
        "branch_unless",
        ("label",),
        ("Bool",),
        (),
        "Control",
        "Continue at the label if false, else with the next instruction.",
        branches=True,
        traps=_TYPE,
    ),
    Op(
        "return",
        (),
        None,
        (),
        "Control",
        "Leave the function with its declared number of results, taken from the top (first one deepest); what lies below is dropped. Results narrow to the declared types.",
        ends=True,
        traps=_TYPE,
    ),
    Op(
        "panic",
        ("constant",),
        (),
        (),
        "Control",
        "Stop the run with the Str constant as message.",
        ends=True,
        traps=("panic",),
    ),
    Op("trap", ("trap",), (), (), "Control", "Stop the run with this kind of trap.", ends=True),
    # ---- calls
    Op(
        "call",
        ("function",),
        None,
        None,
        "Calls",
        "Pop the arguments (first one deepest), push the results (first one deepest). Arguments narrow to the declared parameter types.",
        traps=_TYPE,
    ),
    Op(
        "tail_call",
        ("function",),
        None,
        (),
        "Calls",
        "As `call` and `return`, in constant stack, between any two functions with the same number of results.",
        ends=True,
        traps=_TYPE,
    ),
    Op(
        "host_call",
        ("constant", "count"),
        None,
        ("?",),
        "Calls",
        "Call the host function that the Str constant names with N arguments; one result. The only instruction with an effect outside of the program.",
        traps=("type", "host", "policy"),
    ),
    Op(
        "library",
        ("name", "count", "shape"),
        None,
        ("?",),
        "Calls",
        "Call the shared operation that the Str constant names, a row of the language, with N arguments; the result is of the type. Like `host_call`, but typed: operations without effect have native bodies.",
        traps=("type", "host", "policy"),
    ),
    Op(
        "trap_with",
        ("trap",),
        ("Str",),
        (),
        "Control",
        "Stop the run with this kind of trap and the Str as its message.",
        ends=True,
        traps=_TYPE,
    ),
    # ---- closures
    Op(
        "closure_new",
        ("function",),
        None,
        ("?",),
        "Closures",
        "Pop the captures of the function (first one deepest), push a closure.",
        traps=_TYPE,
    ),
    Op(
        "call_closure",
        ("count",),
        None,
        ("?",),
        "Closures",
        "closure and N arguments (the closure deepest) -> its one result. `type` if it takes another number, or is none.",
        traps=_TYPE,
    ),
    Op(
        "tail_call_closure",
        ("count",),
        None,
        (),
        "Closures",
        "As `call_closure` and `return`, in constant stack.",
        ends=True,
        traps=_TYPE,
    ),
    Op(
        "parallel",
        ("shape",),
        ("?",),
        ("?",),
        "Closures",
        "list of closures without parameters -> list, of the type, of their results in order. They may run at the same time; the first failure in order is the outcome.",
        traps=_TYPE,
    ),
    Op(
        "parallel_workers",
        ("shape",),
        ("?",),
        ("?",),
        "Closures",
        "As `parallel`; the closures are *workers*: a trap says how many of them were running, one inside of the other.",
        traps=_TYPE,
    ),
    # ---- integers
    _int2("int_add", "Sum."),
    _int2("int_sub", "Difference."),
    _int2("int_mul", "Product."),
    _int2("int_div", "Quotient, truncated towards zero. The least Int by -1 follows the overflow rule.", _DIVISION),
    _int2(
        "int_rem",
        "Remainder with the sign of the dividend. The least Int by -1 is 0 under wrap64, and traps `overflow` under trap64 (as its quotient does); under trap63 it is 0.",
        _DIVISION,
    ),
    Op("int_neg", ("rule",), ("Int",), ("Int",), "Integer arithmetic", "Negation.", traps=_OVERFLOW),
    Op("int_compare", ("relation",), _I2, ("Bool",), "Integer arithmetic", "Signed comparison.", traps=_TYPE),
    # ---- bits
    _bits("int_and", 2, "Bitwise and."),
    _bits("int_or", 2, "Bitwise or."),
    _bits("int_xor", 2, "Bitwise exclusive or."),
    _bits("int_not", 1, "Bitwise complement."),
    _bits("int_shl", 2, "value count -> value shifted left; 0 for a count outside of 0 ... 63."),
    _bits(
        "int_shr", 2, "value count -> value shifted right, zeros come in (logical); 0 for a count outside of 0 ... 63."
    ),
    _bits("int_popcount", 1, "Number of one bits, of 64."),
    _bits("int_clz", 1, "Number of leading zero bits; 64 for 0."),
    _bits("int_ctz", 1, "Number of trailing zero bits; 64 for 0."),
    # ---- floats
    _float2("float_add", "IEEE 754 sum."),
    _float2("float_sub", "IEEE 754 difference."),
    _float2("float_mul", "IEEE 754 product."),
    _float2("float_div", "IEEE 754 quotient; division by zero gives an infinity or a NaN."),
    _float2("float_rem", "Remainder with the sign of the dividend, as C's fmod."),
    Op(
        "float_neg",
        (),
        ("Float",),
        ("Float",),
        "Floating point",
        "Negation (flips the sign of a NaN, too).",
        traps=_TYPE,
    ),
    Op(
        "float_compare",
        ("relation",),
        _F2,
        ("Bool",),
        "Floating point",
        "Comparison: false if a NaN takes part, except `ne`.",
        traps=_TYPE,
    ),
    Op("int_to_float", (), ("Int",), ("Float",), "Floating point", "The nearest Float.", traps=_TYPE),
    Op(
        "float_to_int",
        (),
        ("Float",),
        ("Int",),
        "Floating point",
        "Truncated towards zero and saturated; 0 for a NaN.",
        traps=_TYPE,
    ),
    # ---- booleans
    Op("bool_not", (), ("Bool",), ("Bool",), "Booleans", "Negation.", traps=_TYPE),
    Op(
        "bool_and",
        (),
        ("Bool", "Bool"),
        ("Bool",),
        "Booleans",
        "Conjunction of two values (short circuits are jumps).",
        traps=_TYPE,
    ),
    Op("bool_or", (), ("Bool", "Bool"), ("Bool",), "Booleans", "Disjunction of two values.", traps=_TYPE),
    # ---- values of unknown type
    Op(
        "is_type",
        ("type",),
        ("?",),
        ("Bool",),
        "Dynamic operations",
        "Whether the value is of the type. A branch on it right after `load` refines the local.",
    ),
    Op(
        "cast",
        ("type", "trap"),
        ("?",),
        ("?",),
        "Dynamic operations",
        "The value, if it is of the type; otherwise the trap.",
    ),
    Op("is_false", (), ("?",), ("Bool",), "Dynamic operations", "Whether the value is the Bool false."),
    _dyn2(
        "dyn_add",
        "Sum: of two Ints by the overflow rule, of two Floats, of an Int and a Float as Floats; otherwise `type`.",
    ),
    _dyn2("dyn_sub", "Difference, as `dyn_add`."),
    _dyn2("dyn_mul", "Product, as `dyn_add`."),
    Op(
        "dyn_compare",
        ("relation",),
        _ANY2,
        ("Bool",),
        "Dynamic operations",
        "`lt le gt ge`: of two numbers (an Int and a Float as Floats), otherwise `type`. `eq ne`: numbers as before; else values of different type are unequal, Units and Bools by value, Vectors by identity, others as `deep_equal`.",
        traps=_TYPE,
    ),
    Op(
        "same",
        (),
        _ANY2,
        ("Bool",),
        "Dynamic operations",
        "Equality of two values of one kind: two Ints, two Bools, two Floats by value; two of Vector and Unit by identity; otherwise `type`.",
        traps=_TYPE,
    ),
    # ---- vectors: mutable, with identity
    Op(
        "vector_new",
        ("count",),
        None,
        ("Vector",),
        "Vectors",
        "A new vector of N values, the deepest first.",
        traps=("heap",),
    ),
    Op(
        "vector_make",
        (),
        ("Int", "?"),
        ("Vector",),
        "Vectors",
        "count value -> a new vector of that many times the value; `size` if negative.",
        traps=("type", "size", "heap"),
    ),
    Op("vector_get", (), ("Vector", "Int"), ("?",), "Vectors", "vector index -> element.", traps=("type", "index")),
    Op(
        "vector_set",
        (),
        ("Vector", "Int", "?"),
        ("Vector",),
        "Vectors",
        "vector index value -> the same vector, with the element replaced.",
        traps=("type", "index"),
    ),
    Op("vector_len", (), ("Vector",), ("Int",), "Vectors", "Number of elements.", traps=_TYPE),
    Op(
        "deep_equal",
        (),
        _ANY2,
        ("Bool",),
        "Vectors",
        "Equality by structure: never a trap; values of different kind are unequal, scalars compare by value (a NaN is unequal to all), closures of one function by their captures; a vector equals itself, a pair of vectors met again while it is compared counts as equal.",
    ),
    Op("collect", (), (), (), "Vectors", "Reclaim unreachable vectors, cycles included."),
    # ---- values: they never change; an engine may reuse the memory of one that nobody else has
    Op("str_compare", ("relation",), ("Str", "Str"), ("Bool",), "Values", "Comparison by bytes.", traps=_TYPE),
    Op(
        "list_new",
        ("count", "shape"),
        None,
        ("?",),
        "Values",
        "A list, of the type, of N values, the deepest first.",
        traps=_TYPE,
    ),
    Op("list_len", (), ("?",), ("Int",), "Values", "Number of elements of a list.", traps=_TYPE),
    Op("list_get", (), ("?", "Int"), ("?",), "Values", "list index -> element.", traps=("type", "index")),
    Op(
        "list_set",
        (),
        ("?", "Int", "?"),
        ("?",),
        "Values",
        "list index value -> the list with the element replaced.",
        traps=("type", "index"),
    ),
    Op("list_push", (), ("?", "?"), ("?",), "Values", "list value -> the list with the value at its end.", traps=_TYPE),
    Op(
        "tuple_new", ("shape",), None, ("?",), "Values", "A tuple of the type; its items are on the stack.", traps=_TYPE
    ),
    Op("tuple_get", ("count",), ("?",), ("?",), "Values", "tuple -> item N.", traps=("type", "index")),
    Op(
        "record_new",
        ("shape",),
        None,
        ("?",),
        "Values",
        "A record of the type; its fields are on the stack, in the type's order.",
        traps=_TYPE,
    ),
    Op("record_get", ("name",), ("?",), ("?",), "Values", "record -> the field; `type` if there is none.", traps=_TYPE),
    Op(
        "record_set",
        ("name",),
        ("?", "?"),
        ("?",),
        "Values",
        "record value -> the record with the field replaced.",
        traps=_TYPE,
    ),
    Op(
        "variant_new",
        ("shape", "name"),
        None,
        ("?",),
        "Values",
        "A value of the union, made by the constructor; what it holds is on the stack.",
        traps=_TYPE,
    ),
    Op(
        "variant_is",
        ("name",),
        ("?",),
        ("Bool",),
        "Values",
        "Whether a value of a union was made by the constructor of this name; `type` if it is of no union.",
        traps=_TYPE,
    ),
    Op(
        "variant_get",
        ("name", "count"),
        ("?",),
        ("?",),
        "Values",
        "value of a union -> value N that it holds; `type` if another constructor made it, or one that holds less.",
        traps=_TYPE,
    ),
    Op(
        "narrow",
        ("shape",),
        ("?",),
        ("?",),
        "Values",
        "The value as one of the type, all that it holds included: Ints become Floats where these are wanted, fields that are not wanted are left out; `type` if it does not fit.",
        traps=_TYPE,
    ),
)

OPS: Final = {op.name: op for op in _ROWS}
"""The table, by name, in the order of the documentation."""
