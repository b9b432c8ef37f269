"""Canonical JSON, hashes and NodeIds (specification 5.1, 5.3, 6)."""

import json
from hashlib import sha256

import pytest

from lex.random_programs import Maker
from motet.languages.lex.ast import FnDecl, TypeDecl
from motet.languages.lex.canonical_json import canonical_json, canonical_list, encode, float_text, indented, json_text
from motet.languages.lex.hashes import canonical_hash, sig_id, stage_id
from motet.languages.lex.node_ids import node_ids
from motet.languages.lex.parser import parse_source
from motet.source import Source


def stages(text):
    return parse_source(Source("test", text))


def stage(text):
    (found,) = stages(text)
    return found


def sorted_json(data):
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(text):
    return sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("seed", range(40))
def test_the_form_has_sorted_keys_and_no_white_space(seed):
    for found in stages(Maker(seed).program()):
        text = canonical_json(found)
        data = json.loads(text)
        assert text == sorted_json(data)
        assert indented(text) == json.dumps(data, indent=2, ensure_ascii=False)


def test_strings_escape_only_what_they_must():
    assert json_text('é"\\/\n\r\t\b\f\x00\x1f\x7f😀') == '"é\\"\\\\/\\n\\r\\t\\b\\f\\u0000\\u001f\x7f😀"'


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.0"),
        (-0.0, "-0.0"),
        (3.0, "3.0"),
        (0.1, "0.1"),
        (1e16, "10000000000000000.0"),
        (1.5e-7, "0.00000015"),
        (123456789012345680.0, "123456789012345680.0"),
        (5e-324, "0." + "0" * 323 + "5"),
        (-1.25e20, "-125000000000000000000.0"),
        (float("inf"), "Infinity"),
        (float("-inf"), "-Infinity"),
        (float("nan"), "NaN"),
    ],
)
def test_floats_are_plain_decimals(value, text):
    assert float_text(value) == text


ADD = "fn add(a :: Int, b :: Str) -> [io] Bool { true }"
NAMED = {name: {"args": [], "name": name, "node": "Named"} for name in ("Int", "Str", "Bool")}
SIGNATURE = {"effects": [{"name": "io"}], "input_types": [NAMED["Int"], NAMED["Str"]], "output_type": NAMED["Bool"]}


def test_hashes_of_a_function():
    found = stage(ADD)
    tree = json.loads(canonical_json(found))
    assert canonical_hash(found) == digest(sorted_json(tree))
    assert sig_id(found) == digest(sorted_json({**SIGNATURE, "name": "add"}))
    implementation = digest(sorted_json({**tree, "name": ""}))
    assert stage_id(found) == digest(digest(sorted_json(SIGNATURE)) + implementation)


def test_hashes_of_a_function_with_examples():
    found = stage("fn f(n :: Int) -> Int examples { f(1) => 1 } { n }")
    tree = json.loads(canonical_json(found))
    signature = {
        "effects": [],
        "examples": tree["examples"],
        "input_types": [NAMED["Int"]],
        "output_type": NAMED["Int"],
    }
    assert sig_id(found) == digest(sorted_json({**signature, "name": "f"}))
    assert stage_id(found) == digest(digest(sorted_json(signature)) + digest(sorted_json({**tree, "name": ""})))


def test_hashes_of_a_type():
    found = stage("type Opt[T] = Yes(T) | No")
    assert sig_id(found) == digest('{"kind":"type","name":"Opt","params":["T"]}')
    structure = digest('{"kind":"type","params":["T"]}')
    tree = json.loads(canonical_json(found))
    assert stage_id(found) == digest(structure + digest(sorted_json({**tree, "name": ""})))


def test_an_import_has_only_its_canonical_hash():
    found = stage('import "std.io" as io')
    assert canonical_hash(found) == digest('{"alias":"io","node":"Import","reference":"std.io"}')
    assert sig_id(found) is None
    assert stage_id(found) is None


@pytest.mark.parametrize(
    ("one", "other", "same_sig", "same_stage"),
    [
        (ADD, ADD.replace("add", "sum"), False, True),
        (ADD, ADD.replace("true", "false"), True, False),
        (ADD, "# note\n" + ADD.replace("{ ", "{\n\n"), True, True),
        (ADD, ADD.replace("(a ", "(x "), True, False),
        ("fn r() -> Int { r() }", "fn s() -> Int { s() }", False, False),
        ("fn f() -> Int { 1 }", "fn f() -> Int examples { f() => 1 } { 1 }", False, False),
        ("type A = { x :: Int, y :: Int }", "type A = { y :: Int, x :: Int }", True, True),
        ("type A = Int", "type A = Str", True, False),
        ("fn f() -> [a, b] Int { 1 }", "fn f() -> [b, a] Int { 1 }", False, False),
    ],
)
def test_what_changes_a_hash(one, other, same_sig, same_stage):
    assert (sig_id(stage(one)) == sig_id(stage(other))) == same_sig
    assert (stage_id(stage(one)) == stage_id(stage(other))) == same_stage


def test_binary_files_have_a_version():
    found = stages(ADD)
    assert encode(found) == b"\x01" + canonical_list(found).encode()


# ---- NodeIds


def paths(text):
    found = stage(text)
    ids = node_ids(found)
    assert next(iter(ids.values())) == "n_0"
    return {path: type(node).__name__ for node, path in ids.items()}


def test_node_ids_of_a_function():
    assert paths("fn g(n :: Int) -> Int { if n > 0 { g(n - 1) } else { n } }") == {
        "n_0": "FnDecl",
        "n_0.0": "NamedType",
        "n_0.1": "NamedType",
        "n_0.2": "Match",
        "n_0.2.0": "BinOp",
        "n_0.2.0.0": "Var",
        "n_0.2.0.1": "Literal",
        "n_0.2.1": "PLiteral",
        "n_0.2.2": "Call",
        "n_0.2.2.0": "Var",
        "n_0.2.2.1": "BinOp",
        "n_0.2.2.1.0": "Var",
        "n_0.2.2.1.1": "Literal",
        "n_0.2.3": "PLiteral",
        "n_0.2.4": "Var",
    }


BODY_IDS = {
    "let x :: Int := 1\n2": ["0 Literal", "1 Literal"],
    "f(1)\n2": ["0 Call", "0.0 Var", "0.1 Literal", "1 Literal"],
    "fn (a :: Int) -> Int { 1 }": ["0 Literal"],
    "{ a: 1, b: C(2) }": ["0 Literal", "1 Constructor", "1.0 Literal"],
    "[(a,), -b.c]": ["0 TupleLit", "0.0 Var", "1 UnaryOp", "1.0 FieldAccess", "1.0.0 Var"],
    "match a { { x: C(b), y } => 1, [p, ..q] => 2 }": [
        "0 Var", "1 PRecord", "1.0 PConstructor", "1.0.0 PVar", "1.1 PVar", "2 Literal",
        "3 PList", "3.0 PVar", "3.1 PVar", "4 Literal",
    ],
    "a?": [
        "0 Var", "1 PConstructor", "1.0 PVar", "2 Var", "3 PConstructor", "3.0 PVar", "4 Return", "4.0 Constructor",
        "4.0.0 Var",
    ],
}  # fmt: skip


@pytest.mark.parametrize("body", BODY_IDS)
def test_node_ids_of_expressions(body):
    found = paths(f"fn f() -> Int {{ {body} }}")
    below = [f"{path[len('n_0.1.') :]} {kind}" for path, kind in found.items() if path.startswith("n_0.1.")]
    assert below == BODY_IDS[body]


TYPE_IDS = {
    "A(Int) | B | C((Int, Str))": ["0 NamedType", "2 TupleType", "2.0 NamedType", "2.1 NamedType"],
    "{ b :: Int, ...A, a :: List[Int] }": ["0 NamedType", "1 NamedType", "1.0 NamedType"],
    "(Int) -> [io] Str": ["0 NamedType", "1 NamedType"],
    "Int{x | x > 0}": ["0 NamedType", "1 BinOp", "1.0 Var", "1.1 Literal"],
}


@pytest.mark.parametrize("text", TYPE_IDS)
def test_node_ids_of_types(text):
    found = paths(f"type T = {text}")
    below = [f"{path[len('n_0.0.') :]} {kind}" for path, kind in found.items() if path.startswith("n_0.0.")]
    assert below == TYPE_IDS[text]


def test_examples_have_no_node_ids():
    assert len(node_ids(stage("fn f() -> Int examples { f() => 1 } { 1 }"))) == 3


def test_ids_of_a_chain_are_found_without_recursion():
    found = stage(f"fn f() -> Int {{ {'+'.join('1' * 9000)} }}")
    ids = node_ids(found)
    assert len(ids) == 2 + 2 * 9000 - 1
    left = found.body
    while not hasattr(left, "value"):
        left = left.left
    assert ids[left] == "n_0.1" + ".0" * 8999


def test_stages_know_their_source():
    source = Source("here", "type A = Int\n" + ADD)
    assert [type(found) for found in parse_source(source)] == [TypeDecl, FnDecl]
    assert all(found.source is source for found in parse_source(source))
