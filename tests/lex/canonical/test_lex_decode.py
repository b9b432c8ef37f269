"""Canonical files come back as they were, and broken ones are refused with a diagnostic."""

import json
from random import Random

import pytest

from lex.random_programs import Maker
from motet.languages.lex.canonical_decode import decode, decode_text
from motet.languages.lex.canonical_json import canonical_list, encode
from motet.languages.lex.parser import parse_source
from motet.source import DiagnosticError, Source


def program(text):
    return parse_source(Source("test", text))


def refused(data):
    with pytest.raises(DiagnosticError) as caught:
        decode(data, "file")
    (found,) = caught.value.diagnostics
    assert found.code == "canonical-error"
    assert found.message.startswith("invalid canonical form: ")
    assert 0 <= found.span.start <= found.span.end <= len(found.source.text)
    return found.message.removeprefix("invalid canonical form: ")


@pytest.mark.parametrize("seed", range(60))
def test_decoding_gives_back_what_was_encoded(seed):
    data = encode(program(Maker(seed).program()))
    assert encode(decode(data, "file")) == data


@pytest.mark.parametrize(
    "body",
    [
        "+".join("1" * 9900),
        "x" + " |> f(1)" * 9900,
        "x" + "?" * 9900,
        "let x := 1\n" * 15000,
        "x\nlet x := 1\n" * 8000,
        "if a { 1 } else " * 5000 + "{ 2 }",
        "(" * 90 + "1" + "+1)" * 90,
    ],
    ids=["operators", "pipe", "tries", "lets", "statements", "else-if", "parentheses"],
)
def test_all_that_the_parser_accepts_comes_back(body):
    data = encode(program(f"fn f() -> Int {{ {body} }}"))
    assert encode(decode(data, "file")) == data


def test_nodes_have_spans_in_the_json():
    data = encode(program("fn f() -> Int { 17 }"))
    (stage,) = decode(data, "file")
    text = stage.source.text
    assert json.loads(text[stage.body.span.start : stage.body.span.end])["value"] == {"kind": "Int", "value": 17}


def test_fields_and_variants_are_sorted_again():
    text = (
        '[{"node":"TypeDecl","name":"T","params":[],"definition":{"node":"Union",'
        '"variants":[{"name":"B"},{"name":"A","payload":null}]}}]'
    )
    (stage,) = decode_text(Source("file", text))
    assert stage.definition.variants == (("A", None), ("B", None))


GOOD = '{"node":"Literal","value":{"kind":"Int","value":1}}'


def body(text):
    head = '{"node":"FnDecl","name":"f","type_params":[],"params":[],"effects":[],"return_type":'
    return f'\x01[{head}{{"node":"Named","name":"Int","args":[]}},"body":{text}}}]'.encode()


WRONG_BODIES = {
    "1": "expected an expression",
    "null": "expected an expression",
    "[]": "expected an expression",
    "{}": "expected an expression",
    '{"node":"Named","name":"Int","args":[]}': "expected an expression",
    '{"node":"Nope"}': "unknown kind of node: `Nope`",
    '{"node":1}': "unknown kind of node: `1`",
    '{"node":[]}': "unknown kind of node: `list`",
    '{"node":"Var"}': "`name` is missing in Var",
    '{"node":"Var","name":""}': "`name` is no name: ``",
    '{"node":"Var","name":7}': "`name` is no name: `7`",
    '{"node":"Var","name":"x","extra":1}': "unknown key `extra` in Var",
    '{"node":"Var","name":"x","name":"y"}': "a key occurs twice",
    '{"node":"BinOp","op":"|>","lhs":%s,"rhs":%s}': "`op` cannot be `|>`",
    '{"node":"UnaryOp","op":"+","expr":%s}': "`op` cannot be `+`",
    '{"node":"Call","callee":%s,"args":{}}': "`args` is no array",
    '{"node":"Call","callee":%s,"args":[1]}': "expected an expression",
    '{"node":"Match","scrutinee":%s,"arms":[%s]}': "`arms` has a part of the wrong shape",
    '{"node":"Match","scrutinee":%s,"arms":[{"pattern":%s,"body":%s}]}': "expected a pattern",
    '{"node":"RecordLit","fields":[{"name":"x"}]}': "expected `name` and `value`",
    '{"node":"Let","name":"x","value":%s,"body":%s}': "`ty` is missing in Let",
    '{"node":"Let","name":"x","ty":%s,"value":%s,"body":%s}': "expected a type",
    '{"node":"Literal","value":1}': "`value` has a part of the wrong shape",
    '{"node":"Literal","value":{"kind":"Int","value":9223372036854775808}}': "this is no literal",
    '{"node":"Literal","value":{"kind":"Int","value":true}}': "this is no literal",
    '{"node":"Literal","value":{"kind":"Int","value":"1"}}': "this is no literal",
    '{"node":"Literal","value":{"kind":"Float","value":"1e5"}}': "this is no literal",
    '{"node":"Literal","value":{"kind":"Bytes","value":"f"}}': "this is no literal",
    '{"node":"Literal","value":{"kind":"Unit","value":1}}': "this is no literal",
    '{"node":"Literal","value":{"kind":"Char","value":"a"}}': "this is no literal",
    '{"node":"Literal","value":{"kind":[],"value":"a"}}': "this is no literal",
    '{"node":"Lambda","params":[],"return_type":{"node":"Tuple","items":[]},"effects":[{}],"body":%s}': (
        "`effects` is no name: `None`"
    ),
    '{"node":"Lambda","params":[],"return_type":{"node":"Tuple","items":[]},"body":%s,'
    '"effects":[{"name":"a","arg":{"kind":"Int","value":"1"}}]}': "this is no argument of an effect",
}


@pytest.mark.parametrize("text", WRONG_BODIES)
def test_wrong_shapes(text):
    assert refused(body(text.replace("%s", GOOD))) == WRONG_BODIES[text]


WRONG_FILES = {
    b"": "no version, expected version 1",
    b"\x02[]": "version 2, expected version 1",
    b"[]": "version 91, expected version 1",
    b"\x01": "the text ends too early",
    b"\x01[": "the text ends too early",
    b"\x01\xff": "not UTF-8 at byte 1",
    b"\x01{}": "expected an array of stages",
    b"\x01[1]": "expected a stage",
    b"\x01[] []": "there is something after the end",
    b"\x01[}": "unexpected `}`",
    b"\x01]": "unexpected `]`",
    b"\x01[1,]": "unexpected `]`",
    b"\x01[1 2]": "expected `,`",
    b'\x01{"a" 1}': "expected `:`",
    b"\x01{1:1}": "a key is no string",
    b"\x01{,}": "unexpected `,`",
    b"\x011,2": "there is something after the end",
    b"\x01[1.5]": "this is not JSON",
    b"\x01[01]": "this is not JSON",
    b"\x01[NaN]": "this is not JSON",
    b'\x01["\n"]': "this is not JSON",
    b'\x01["\\x"]': "this is not JSON",
    b'\x01["\\ud800"]': "half of a surrogate pair",
    b"\x01[" + b"9" * 100_000 + b"]": "number out of range",
    b"\x01" + b"[" * 100_000: "the text ends too early",
    b"\x01" + b"[" * 100_000 + b"]" * 100_000: "expected a stage",
}


@pytest.mark.parametrize("data", WRONG_FILES, ids=lambda data: repr(data[:12]))
def test_wrong_files(data):
    assert refused(data) == WRONG_FILES[data]


def test_trees_that_are_too_deep_are_refused():
    depth = 20_000
    nested = '{"node":"UnaryOp","op":"-","expr":' * depth + GOOD + "}" * depth
    assert refused(body(nested)) == "the tree is too deep"


@pytest.mark.parametrize("seed", range(25))
def test_damaged_files_are_refused_or_read(seed):
    random = Random(seed)
    text = canonical_list(program(Maker(seed).program()))
    pieces = ["", "{", "}", "[", "]", '"', ",", ":", "null", "-1", "{}", '"x"', "[]", "true", "\\u", "1e9", "\x00"]
    for _ in range(20):
        at = random.randrange(len(text))
        damaged = text[:at] + random.choice(pieces) + text[at + random.choice((0, 1, 1, 10)) :]
        try:
            stages = decode_text(Source("file", damaged))
        except DiagnosticError:
            continue
        assert canonical_list(stages)
