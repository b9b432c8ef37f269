import math
from random import Random

import pytest
from bytecode_programs import TEXTS, VALUES, random_program
from hypothesis import given
from hypothesis import strategies as st

from fuzz_text import SEEDS, fuzz, mutated
from motet.bytecode import Effect, FunctionBuilder, Program, VerifyError
from motet.bytecode.assembler import MAX_ERRORS
from motet.bytecode.literals import (
    LiteralError,
    quote,
    quote_bytes,
    read_constant,
    unquote,
    unquote_bytes,
    write_constant,
)
from motet.bytecode.program import Function, constant_key, same_program
from motet.bytecode.text import assemble, disassemble, load
from motet.bytecode.types import (
    ANY,
    BOOL,
    BYTES,
    FLOAT,
    INT,
    NEVER,
    STR,
    UNIT,
    VECTOR,
    Constructor,
    closure,
    define_record,
    define_union,
    deque_of,
    fn,
    list_of,
    option_of,
    record_of,
    recursive_record,
    result_of,
    sorted_map_of,
    sorted_set_of,
    tuple_of,
    union_of,
    variable,
)
from motet.source import DiagnosticError, Source, Span

FIB = """\
language snek
entry fib

source "fib.snek"
| (fun (fib n)
|"\\t\\u{1b}"
|

function fib(Int) -> Int {
  source #0
  ; 1: (fun (fib n)
  load 0                                @0..3 $"n1"
  ; 2: \\u{1b}
  const 2                               @14..15
  int_compare lt
  branch_unless L1
  load 0
  return
L1:
  load 0
  const 1
  int_sub trap64
  call fib
  load 0
  const 2
  int_sub trap64
  call fib
  int_add trap64
  return
}
"""


def messages(text, read=assemble):
    with pytest.raises(DiagnosticError) as caught:
        read(text, "test.motet")
    for diagnostic in caught.value.diagnostics:
        assert diagnostic.source is not None
        assert diagnostic.source.name == "test.motet"
    return [d.message for d in caught.value.diagnostics]


def message(text, read=assemble):
    (only,) = messages(text, read)
    return only


def underlined(text, read=assemble):
    with pytest.raises(DiagnosticError) as caught:
        read(text, "test.motet")
    span = caught.value.diagnostics[0].span
    return text[span.start : span.end]


def body(*lines, head="function f() -> Any {"):
    return "\n".join((head, *lines, "}", ""))


def test_what_a_program_looks_like():
    program = assemble(FIB, "fib.motet")
    assert disassemble(program) == FIB
    function = program.functions[0]
    assert (program.language, program.entry, program.constants) == ("snek", 0, [2, 1])
    assert (function.name, function.parameters, function.results, function.local_count) == ("fib", (INT,), (INT,), 1)
    assert function.code[:4] == [("load", 0), ("const", 0), ("int_compare", "lt"), ("branch_unless", 6)]
    assert function.spans[:3] == [Span(0, 3), Span(14, 15), None]
    assert function.nodes[:2] == ["n1", None]
    assert function.source.text == "(fun (fib n)\n\t\x1b\n"


def test_blanks_comments_and_line_ends_do_not_matter():
    other = FIB.replace("  load 0 ", " load   0 ").replace("\n  return", "\r\n\n\treturn ; done").replace(" -> ", "->")
    assert same_program(assemble(other, "a"), assemble(FIB, "b"))
    assert same_program(assemble(FIB.replace("\n", "\r\n"), "a"), assemble(FIB, "b"))


def test_an_empty_text_is_an_empty_program():
    assert same_program(assemble("", "a"), Program())


@given(st.integers(0, 1 << 64))
def test_random_programs_come_back(seed):
    program = random_program(Random(seed))
    text = disassemble(program)
    again = assemble(text, "again")
    assert same_program(program, again)
    assert disassemble(again) == text


def test_order_of_the_pool_comes_back():
    program = Program()
    for value in (5, 1, 5, math.nan, -math.nan, 0.0, -0.0, 1.0, True, "unused", b"", 3):
        program.append_constant(value)
    program.add(Function("f", code=[("const", i) for i in (2, 0, 1, 3, 4, 5, 6)] + [("return",)]))
    text = disassemble(program)
    assert "  const #2\n  const 5\n  const 1\n  const nan\n  const #4\n  const 0.0\n  const -0.0\n" in text
    assert same_program(program, assemble(text, "again"))


def test_functions_of_one_name_are_numbered():
    program = Program()
    program.entry = 1
    for callee in (1, 0):
        program.add(Function("f", code=[("tail_call", callee)]))
    text = disassemble(program)
    assert text.count("  ; #1\n") == 1
    assert "entry #1" in text
    assert same_program(program, assemble(text, "again"))


def test_types_come_back():
    person = recursive_record("test: person", "{name: Str, friends: List[Person]}")
    define_record(person, (("name", STR), ("friends", list_of(person))))
    deep = INT
    for _ in range(20):
        deep = (
            fn((deep, list_of(deep)), (STR,)) if deep.depth % 2 else record_of((("a b", deep), ("x", tuple_of(deep))))
        )
    types = (
        *(UNIT, BOOL, INT, FLOAT, VECTOR, STR, BYTES, ANY, deep, fn((), (ANY,)), tuple_of(INT), tuple_of(INT, STR)),
        *(
            record_of(()),
            record_of((("x", INT),), "Point"),
            record_of((), "of no fields"),
            deque_of(sorted_set_of(STR)),
        ),
        *(
            sorted_map_of(STR, option_of(INT)),
            option_of(STR),
            result_of(option_of(INT), person),
            list_of(person),
            tree_of(INT),
        ),
        *(
            tree_of(tree_of(STR)),
            union_named("Int", "one"),
            union_named("U", "two"),
            union_named("U", "three"),
            union_named("a b", "four"),
        ),
    )
    program = Program()
    program.add_global("g", deep)
    program.add(Function("f", types, types, types, 3 * len(types), [("trap", "size")]))
    program.add(Function("g", results=(tuple_of(INT, INT),), code=[("trap", "size")]))
    again = assemble(disassemble(program), "again")
    assert same_program(program, again)
    assert again.functions[0].parameters[8] is deep
    assert same_program(program, assemble("\n".join(disassemble(program).split("\n")), "again"))


def union_named(name, definition):
    union = union_of(name, f"test: {definition}")
    define_union(union, (Constructor("a constructor", (INT, union)), Constructor("B", ())))
    return union


def tree_of(t):
    tree = union_of("Tree", "test: Tree[T] = Leaf | Node(Tree[T], T)", (t,))
    define_union(tree, (Constructor("Leaf", ()), Constructor("Node", (tree, t))))
    return tree


def test_the_table_of_types_comes_back():
    program = Program()
    for t in (list_of(INT), list_of(INT), tree_of(INT), STR):
        program.append_type(t)
    code = [
        ("list_new", 0, 1),
        ("list_new", 0, 0),
        ("variant_new", 2, 0),
        ("narrow", 3),
        ("record_get", 1),
        ("return",),
    ]
    program.append_constant("Leaf")
    program.append_constant("Leaf")
    program.add(Function("f", code=code))
    text = disassemble(program)
    assert text.count("type List[Int]") == 2
    assert same_program(program, assemble(text, "again"))
    assert not same_program(program, assemble(text.replace("narrow Str", "narrow Int"), "again"))


def test_types_that_nothing_makes_values_of_have_no_text():
    for t in (NEVER, closure(0, ()), variable("T"), union_of("U", "test: never defined"), fn((), (INT, INT))):
        program = Program()
        program.add(Function("f", (t,), code=[("trap", "size")], local_count=1))
        with pytest.raises(VerifyError):
            disassemble(program)


def test_all_the_rest_comes_back():
    program = Program("a language")
    program.add_global("x y", INT)
    program.add_global("x y", ANY)
    program.add_global("", ANY)
    source = Source('the "name"\n', "\r\n\u2028|\n \n\ttabs \n")
    function = Function("f", captures=(ANY,), local_count=9, source=source)
    function.effects = (Effect("io"), Effect("fs read", "a\nb"), Effect("net", -5), Effect("x", ""))
    function.code = [("global_get", i) for i in range(3)] + [("host_call", 0, 2), ("return",)]
    function.nodes = [None, 'quo"te\n', "", None, None]
    program.constant("snek:print")
    program.add(function)
    program.add(Function("g", source=Source("other", ""), code=[("trap", "size")], spans=[Span(7, 9)]))
    again = assemble(disassemble(program), "again")
    assert same_program(program, again)


def test_same_program_sees_every_difference():
    def changed(change):
        program = assemble(FIB, "a")
        change(program, program.functions[0])
        return program

    plain = assemble(FIB, "b")
    assert same_program(plain, changed(lambda p, f: None))
    assert same_program(plain, changed(lambda p, f: setattr(f, "facts", 3)))
    changes = (
        lambda p, f: setattr(p, "entry", -1),
        lambda p, f: p.add_global("g"),
        lambda p, f: p.constants.__setitem__(0, 2.0),
        lambda p, f: p.constants.__setitem__(1, True),
        lambda p, f: p.add(Function("g")),
        lambda p, f: setattr(f, "name", "g"),
        lambda p, f: setattr(f, "parameters", (ANY,)),
        lambda p, f: setattr(f, "results", (ANY,)),
        lambda p, f: setattr(f, "captures", (ANY,)),
        lambda p, f: setattr(f, "local_count", 2),
        lambda p, f: f.code.__setitem__(0, ("load", 1)),
        lambda p, f: f.spans.__setitem__(0, None),
        lambda p, f: f.nodes.__setitem__(0, None),
        lambda p, f: setattr(f, "source", None),
        lambda p, f: setattr(f, "effects", (Effect("io"),)),
    )
    assert not any(same_program(plain, changed(change)) for change in changes)


@pytest.mark.parametrize("value", [*VALUES, *TEXTS, b"", bytes(range(256)), 0.1, 1e22, -1e-7, 2.0**1000, "\ud800"])
def test_constants_come_back(value):
    assert constant_key(read_constant(write_constant(value))) == constant_key(value)


def test_what_quotes_look_like():
    assert quote_bytes(b' ~\x7f"\\\xff') == 'b" ~\\x7f\\x22\\x5c\\xff"'
    assert quote('é"\n\x7f\\') == '"é\\"\\n\\u{7f}\\\\"'


@given(st.text(), st.binary())
def test_quotes(text, data):
    assert unquote(quote(text)) == text
    assert unquote_bytes(quote_bytes(data)) == data
    assert "\n" not in quote(text)


@pytest.mark.parametrize(
    "literal",
    [
        *(
            '"\\q"',
            '"\\u{110000}"',
            '"\\x4"',
            'b"é"',
            'b"\\u{41}"',
            "9223372036854775808",
            "-9223372036854775809",
            "1_0",
        ),
        *("nil", "", "1e", ".5", "0x10", "9" * 5000, "infinity", "+", "--1", "1e9999999999"),
    ],
)
def test_what_is_no_constant(literal):
    with pytest.raises(LiteralError):
        read_constant(literal)


LINES = [
    ("lod 0", "there is no instruction lod", "lod"),
    ("load", "expected a local, but the line ends", ""),
    ("load 0 1", "expected the end of the line, but this is 1", "1"),
    ("load x", "expected a number", "x"),
    ("load 99999999", "a function has at most 65535 locals", "function f() -> Any {"),
    ("jump nowhere", "there is no label nowhere in this function", "nowhere"),
    ("call g", "there is no function g", "g"),
    ("call #1", "there is no function #1: there are 1", "#1"),
    ("call #x", "there is no function #x", "#x"),
    ("global_get x", "there is no global x", "x"),
    ("const #0", "there is no constant #0: there are 0", "#0"),
    ("const 9223372036854775808", "the number is no 64-bit Int", "9223372036854775808"),
    ("const hello", "expected a constant", "hello"),
    ('const "abc', "the quotes are not closed", '"abc'),
    ('const "a\\qb"', "unknown escape", '\\qb"'),
    ("panic 5", "constant 0 of panic must be a Str", "panic 5"),
    ("int_add wrap", "overflow rule must be one of", "int_add wrap"),
    ("pick -1", "count -1 is outside", "pick -1"),
    ("pop @1", "a span is written @START..END", "@1"),
    ("pop @..", "a span is written", "@.."),
    ("pop @1..2 @3..4", "expected the end of the line", "@3..4"),
    ("pop !", "unexpected character", "!"),
    ("locals -1", "0 ... 65535 locals", "-1"),
    ("locals 0\nload 0", "there is no local 0: the function has 0", "load 0"),
    ("captures Int", "expected `(`, but this is Int", "Int"),
    ("captures (Text)", "there is no type Text", "Text"),
    ("captures (Closure#1())", "there is no type Closure#1", "Closure#1"),
    ("captures (Option[Int])", "there is no type Option", "Option"),
    ("captures (List)", "List has 1 argument(s), not 0", "List"),
    ("captures (SortedMap[Int])", "SortedMap has 2 argument(s), not 1", "SortedMap"),
    ("captures (declared#0)", "there is no declared#0: 0 types are declared", "declared#0"),
    ("captures ((Int))", "expected `,`, but this is )", ")"),
    ("captures ({x Int})", "expected `:`, but this is Int", "Int"),
    ("captures (record {x: Int})", "expected a name, but this is {", "{"),
    ("list_new 0", "expected a type, but the line ends", ""),
    ("list_new 0 #1", "there is no type #1: there are 0", "#1"),
    ("list_new 0 Int", "list_new needs a type of kind List, not Int", "list_new 0 Int"),
    ("narrow Cell[Int]", "values of type Cell[Int] cannot be declared", "narrow Cell[Int]"),
    ("narrow Fn()->(Int, Int)", "functions of closures have one result", "narrow Fn()->(Int, Int)"),
    ("record_get 1x", "expected a name", "1x"),
    ("record_get #0", "there is no constant #0", "#0"),
    ("captures (Foo#3(Int))", "there is no type Foo#3", "Foo#3"),
    ("captures (Closure(Int))", "there is no type Closure", "Closure"),
    ("captures (Fn(Int Int)->())", "expected `)`, but this is Int", "Int"),
    ('pop $"a\\q"', "unknown escape", '\\q"'),
    ("captures (Fn(Int))", "expected `->`", ")"),
    ("effect", "expected the kind of effect", ""),
    ("effect io io", "expected a text or a number", "io"),
    ("source #0", "there is no source #0: there are 0", "#0"),
    ("a:\na:", "there is already a label a", "a"),
    ("1a:", "a label begins with a letter", "1a"),
    ("jump end\nend:", "the label stands behind the last instruction", "end"),
    ("| text", "a line of source stands after `source`", "|"),
    ("function g() -> Any {", "there is no instruction function", "function"),
]


@pytest.mark.parametrize(("lines", "reason", "where"), LINES, ids=[lines for lines, *_ in LINES])
def test_wrong_lines_in_a_function(lines, reason, where):
    text = body("trap size", *lines.split("\n"))
    assert reason in messages(text)[0]
    assert underlined(text) == where


OUTSIDE = [
    (
        "foo",
        "expected one of language, entry, union, record, alias, type, global, constant, source, function, but this is foo",
    ),
    ("union U", "expected the definition, in quotes, but the line ends"),
    ('union U "U"', "expected `=`"),
    ('union U "" = A', "its definition is not empty"),
    ('union U "test: one" = A\nunion U "test: one" = A', "a type is declared once"),
    ('union U "test: two" = A |', "expected a constructor"),
    ('union U "test: three" = A B', "expected the end of the line"),
    ('union U "test: four" = A(V)', "there is no type V"),
    ('union Option[Int] "Option[T] = None | Some(T)" = Other', "Option[Int] is already defined otherwise"),
    ('record R "test: five" = {x: Int', "expected `,`"),
    ('record R "test: six" = A', "expected `{`"),
    ("type", "expected a type"),
    ("type Int Int", "expected the end of the line"),
    ("language a\nlanguage b", "the language is already given"),
    ("entry f\nentry g", "the entry is already given"),
    ("entry f", "there is no function f"),
    ("global g", "expected `:`"),
    ("global g: Never Never", "expected the end of the line"),
    ("global #1: Any", "expected a name, but this is #1"),
    ("constant", "expected a constant"),
    ("constant (", "expected a constant"),
    ("source x y", "expected the end of the line"),
    ("| x", "a line of source stands after `source`"),
    ('source x\n|"abc" d', "expected the end of the line"),
    ("function f", "expected `(`"),
    ("function f() -> Int", "expected `{`"),
    ("function f() -> Int {", "`}` is missing"),
    ("function f(Int,) -> Int {\n}", "expected a type"),
    ("function f(Fn()) -> Int {\n}", "expected `->`"),
    ("function f(" + "Fn(" * 60, "types are nested at most 50 deep"),
    ("function f(" + "(" * 60, "types are nested at most 50 deep"),
    ("function f(" + "{x:" * 60, "types are nested at most 50 deep"),
    ("function f(" + "List[" * 60, "types are nested at most 50 deep"),
    ("function f() -> () {\n}\n" * 2 + "entry f", "several functions have this name"),
    ("}", "expected one of"),
    ("\x00", "unexpected character"),
]


@pytest.mark.parametrize(("text", "reason"), OUTSIDE, ids=[text[:30] for text, _ in OUTSIDE])
def test_wrong_lines_outside(text, reason):
    assert reason in messages(text)[0]


def test_several_errors_are_told_at_once_but_not_too_many():
    assert len(messages(body("x", "pop", "y", "load"))) == 3
    assert len(messages(body(*["x"] * 100))) == MAX_ERRORS
    assert len(messages(body(*["jump x"] * 100))) == MAX_ERRORS


def test_misspelt_names_get_a_suggestion():
    for line in ("retrun", "jump lop", "call ff"):
        with pytest.raises(DiagnosticError) as caught:
            assemble(body("loop:", "return", line), "test")
        assert caught.value.diagnostics[0].help.startswith("did you mean")


def test_load_verifies_and_shows_the_line():
    text = body("pop", "trap size")
    assert message(text, load) == "pop takes 1 values and there are 0"
    assert underlined(text, load) == "pop"
    assert underlined(body(), load) == "function f() -> Any {"
    with pytest.raises(DiagnosticError, match="not valid Unicode"):
        load('constant "\\u{d800}"', "test")


def test_load_gives_functions_a_source():
    program = load(FIB + body("trap size", head="function g() -> Any {"), "test.motet")
    with_source, without = program.functions
    assert with_source.source.name == "fib.snek"
    assert without.source.name == "test.motet"
    span = without.span_at(0)
    assert without.source.text[span.start : span.end] == "trap size"
    assert program.verified == 2


def test_malformed_programs_have_no_text():
    program = Program()
    program.add(Function("f", code=[("jump", 1)]))
    with pytest.raises(VerifyError, match="label 1"):
        disassemble(program)


def test_a_builder_and_a_text_make_the_same():
    program = Program("snek")
    builder = FunctionBuilder(program, "fib", (INT,), (INT,))
    label = builder.label()
    builder.emit("load", 0)
    builder.const(2)
    builder.emit("int_compare", "lt")
    builder.emit("branch_unless", label)
    builder.emit("load", 0)
    builder.emit("return")
    builder.place(label)
    for number in (1, 2):
        builder.emit("load", 0)
        builder.const(number)
        builder.emit("int_sub", "trap64")
        builder.emit("call", builder.index)
    builder.emit("int_add", "trap64")
    builder.emit("return")
    program.entry = builder.finish()
    text = "\n".join(
        line.split(" @")[0] for line in FIB.split("\n") if not line.startswith(("source", "|", "  source"))
    )
    assert same_program(program, assemble(text, "fib"))


WEIRD = [
    *(" " * 300_000, "(" * 100_000, '"' + "\\" * 300_000, "a" * 300_000 + "-", "-" * 300_000, "x:" * 100_000),
    *("function f(" + "Fn(" * 100_000, "global x: " + "Closure#1(" * 100_000, "constant " + "9" * 300_000),
    *('constant "' + "\\u{" * 100_000, "|" * 300_000, "\n" * 100_000, "source x\n" + "|\n" * 100_000, "\r" * 300_000),
    *("effect " * 100_000, body(*["effect x"] * 20_000, "trap size"), body(*(f"L{i}: " for i in range(20_000)))),
    *("constant b" * 50_000, "@" * 300_000, "global g: Any\n" * 20_000 + "entry g", 'entry "' + "\\x41" * 50_000 + '"'),
]


@pytest.mark.parametrize("text", WEIRD, ids=[f"{text[:12]!r}" for text in WEIRD])
def test_weird_texts_neither_hang_nor_crash(text):
    try:
        assemble(text, "test")
    except DiagnosticError as error:
        assert all(d.span.end <= len(text) for d in error.diagnostics)  # noqa: PT017 - both outcomes are right


@given(st.text(alphabet=st.sampled_from('af#@$|"\\{}():,->;0.-\n \r\t\x00é\ud800'), max_size=60))
def test_any_text_is_a_program_or_gets_a_diagnostic(text):
    fuzz(text)


@given(st.integers(0, 1 << 64))
def test_damaged_texts_are_programs_or_get_a_diagnostic(seed):
    random = Random(seed)
    text = random.choice((*SEEDS, disassemble(random_program(random))))
    fuzz(mutated(text, random))
