"""Examples of YAML, through the rows of Lex."""

from outcomes_of_examples import NONE, ErrStarting, err, mapping, ok, record, some

WHOLE = """\
# a comment
name: motet   # another
list:
  - 1
  - -2.5
  - "q\\tx"
  - 'it''s'
same:
- a
- - b
  - c
- x: 1
  y: {p: [1, 2,], q: ~}
text: |
  one
    two

  three
folded: >-
  a
  b

  c
plain: several
  words
empty:
"quoted key": true
url: http://x.y/z#w
"""

EXAMPLES = {
    "yaml.parse": [
        (
            (WHOLE,),
            ok(
                record(
                    name="motet",
                    list=[1, -2.5, "q\tx", "it's"],
                    same=["a", ["b", "c"], record(x=1, y=record(p=[1, 2], q=None))],
                    text="one\n  two\n\nthree\n",
                    folded="a b\nc",
                    plain="several words",
                    empty=None,
                    url="http://x.y/z#w",
                    **{"quoted key": True},
                )
            ),
        ),
        (("",), ok(None)),
        (("---\na: 1\n...\n",), ok(record(a=1))),
        (("--- 5",), ok(5)),
        (
            ("[1, 0x1F, 0o17, 1e3, .5, -.inf, True, null, '5', 12_3, +7, 1.2.3]",),
            ok([1, 31, 15, 1000.0, 0.5, float("-inf"), True, None, "5", "12_3", 7, "1.2.3"]),
        ),
        (("9223372036854775808",), ok(9223372036854775808.0)),
        (("yes",), ok("yes")),
        (("a:\r\n  b: 1\r\n",), ok(record(a=record(b=1)))),
        (("{a: 1,\n b: [x,\n  y]}  # c",), ok(record(a=1, b=["x", "y"]))),
        (('"a\n  b\n\n  c\\\n  d\\u00e9"',), ok("a b\ncdé")),
        (("a: |+\n  x\n\nb: 1",), ok(record(a="x\n\n", b=1))),
        (("a: |2\n   x\nb: >\n  y",), ok(record(a=" x\n", b="y\n"))),
        (("- a\n-\n- b",), ok(["a", None, "b"])),
        (("a: b: c",), err("mapping values are not allowed in this context at line 1")),
        (("a: 1\na: 2",), err('duplicate entry with key "a" at line 2')),
        (("a: 1\n  b: 2",), ErrStarting("mapping values are not allowed")),
        (("a:\n\tb: 1",), err("found a tab character where an indentation space is expected at line 2")),
        (("a: &x 1",), err("anchors are not supported at line 1")),
        (("a: *x",), err("aliases are not supported at line 1")),
        (("a: !!str 1",), err("tags are not supported at line 1")),
        (("a: 1\n---\nb: 2",), err("more than one document at line 2")),
        (("[1, 2",), ErrStarting("did not find expected ','")),
        (('"abc',), ErrStarting("found unexpected end of stream")),
        (("[" * 5000,), ErrStarting("recursion limit exceeded")),
        (("- " * 5000 + "1",), ErrStarting("recursion limit exceeded")),
        (("? a\n: b",), ErrStarting("complex keys")),
        (("a: [1] x",), ErrStarting("did not find expected key")),
        (("a: @x",), ErrStarting("found character that cannot start any token")),
    ],
    "yaml.parse_strict": [(("a: 1", ["a"]), ok(record(a=1))), (("a: 1", ["b"]), err("missing required field(s): b"))],
    "yaml.parse_strict_typed": [
        (("a: 1", ["a"], [("a", "Float"), ("b", "Option[Int]")]), ok(record(a=1.0, b=NONE))),
        (("a: x", ["a"], [("a", "Int")]), err("field `a`: expected Int, got Str")),
    ],
    "yaml.stringify": [
        (
            (record(a=1, b=[1.5, None], c=record(d="x"), e=[], f=record()),),
            ok("a: 1\nb:\n- 1.5\n- null\nc:\n  d: x\ne: []\nf: {}\n"),
        ),
        (([[1, 2], record(a=1, b=2)],), ok("- - 1\n  - 2\n- a: 1\n  b: 2\n")),
        (
            (["yes", "1", "", "a: b", "- x", "#", "it's", "a\nb", "null", "x y", "é", "1.5", "~", " x"],),
            ok(
                "- 'yes'\n- '1'\n- ''\n- 'a: b'\n- '- x'\n- '#'\n- it's\n- \"a\\nb\"\n- 'null'\n- x y\n- é\n- '1.5'\n- '~'\n- ' x'\n"
            ),
        ),
        (("a",), ok("a\n")),
        ((mapping(k=[True]),), ok("k:\n- true\n")),
        ((some(1),), ok("$variant: Some\nargs:\n- 1\n")),
        (([float("inf"), float("nan"), 1e300],), ok("- .inf\n- .nan\n- 1e300\n")),
    ],
}
