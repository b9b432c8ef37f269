"""Programs of several files (specification 2)."""

import json
import os
from hashlib import sha256

import pytest

from motet.languages.lex.ast import FnDecl, Import
from motet.languages.lex.canonical_json import canonical_json
from motet.languages.lex.loader import load
from motet.languages.lex.parser import parse_source
from motet.source import DiagnosticError, Source


@pytest.fixture
def project(tmp_path):
    """Writes files, and loads the first of them."""

    def write(files, root=""):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        entry = tmp_path / next(iter(files))
        return load(Source(str(entry), entry.read_text("utf-8")), str(tmp_path / root))

    write.path = tmp_path
    return write


def refused(load_it):
    with pytest.raises(DiagnosticError) as caught:
        load_it()
    (found,) = caught.value.diagnostics
    return found


def mangled(path, name):
    real = os.path.realpath(path)
    return f"{path.stem}_{sha256(real.encode()).hexdigest()[:8]}.{name}"


def body(stages, name):
    (found,) = [stage for stage in stages if isinstance(stage, FnDecl) and stage.name == name]
    return canonical_json(found.body)


def expected(text):
    (found,) = parse_source(Source("test", f"fn f() -> Int {{ {text} }}"))
    return canonical_json(found.body)


def test_a_program_without_imports_of_files_stays_as_it_is(project):
    stages = project({"main.lex": 'import "std.io" as io\nimport "nothing" as n\nfn f() -> Int { io.f(n.g) }'})
    assert [type(stage).__name__ for stage in stages] == ["Import", "Import", "FnDecl"]
    assert body(stages, "f") == expected("io.f(n.g)")


def test_names_of_an_imported_file_are_mangled(project):
    stages = project(
        {
            "main.lex": 'import "./lib/util" as u\nfn f(x :: u.T) -> Int { u.g(x) + f(u.g) }',
            "lib/util.lex": "type T = { next :: List[T] }\nfn g(x :: T) -> Int { g(x) }",
        }
    )
    util = project.path / "lib" / "util.lex"
    names = [stage.name for stage in stages]
    assert names == [mangled(util, "T"), mangled(util, "g"), "f"]
    text = canonical_json(stages[1])
    assert json.loads(text)["params"][0]["type"]["name"] == mangled(util, "T")
    assert json.loads(text)["body"]["callee"]["name"] == mangled(util, "g")
    assert canonical_json(stages[0]).count(mangled(util, "T")) == 2
    assert body(stages, "f") == expected("gg(x) + f(gg)").replace('"gg"', f'"{mangled(util, "g")}"')
    assert stages[2].params[0].type.name == mangled(util, "T")
    assert stages[0].source.name.endswith("lib/util.lex")


SHADOWS = {
    "let g := 1\ng": "let g := 1\ng",
    "let x := g\nx": "let x := G\nx",
    "let g := g\ng": "let g := G\ng",
    "fn (g :: Int) -> Int { g }": "fn (g :: Int) -> Int { g }",
    "match g { Some(g) => g, { g: [g, ..h] } => g(h), h => g(h) }": (
        "match G { Some(g) => g, { g: [g, ..h] } => g(h), h => G(h) }"
    ),
    "match 1 { { g } => g, (_, ..) => 1 }".replace("(_, ..)", "(_, _)"): "match 1 { { g } => g, (_, _) => 1 }",
    "match x { [a, ..g] => g, [.._] => g }": "match x { [a, ..g] => g, [.._] => G }",
    "{ let g := 1 ; g } + g": "{ let g := 1 ; g } + G",
    "{ g: g, h: [g, (g,)] }": "{ g: G, h: [G, (G,)] }",
    "x.g(-g)?": "x.g(-G)?",
    "(g :: Int{g | g > h(g)})": "(G :: Int{g | g > H(g)})",
    "(1 :: Int{k | k > g})": "(1 :: Int{k | k > G})",
    "p.g": "p.g",
    "p": "p",
}


@pytest.mark.parametrize("text", SHADOWS)
def test_inner_names_hide_those_of_the_file(project, text):
    stages = project(
        {
            "main.lex": 'import "./a" as a\nfn main() -> Int { 1 }',
            "a.lex": f"fn g() -> Int {{ 1 }}\nfn h() -> Int {{ 2 }}\nfn f(p :: Int, _ :: Int) -> Int {{ {text} }}",
        }
    )
    names = {name: mangled(project.path / "a.lex", name) for name in "fgh"}
    result = expected(SHADOWS[text].replace("G", "zg").replace("H", "zh"))
    assert body(stages, names["f"]) == result.replace("zg", names["g"]).replace("zh", names["h"])


ALIASES = {
    "a.g(1) |> a.h": "zh(zg(1))",
    "let a := 1\na.g": "let a := 1\na.g",
    "fn (a :: Int) -> Int { a.g }": "fn (a :: Int) -> Int { a.g }",
    "match 1 { a => a.g }": "match 1 { a => a.g }",
    "a.Some(a.g)": "Some(zg)",
    "a.g.h": "zg.h",
    "b.a.g": "b.a.g",
    "match x { a.Some(y) => a.None }": "match x { Some(y) => None }",
}


@pytest.mark.parametrize("text", ALIASES)
def test_aliases_of_files(project, text):
    stages = project(
        {
            "main.lex": f'import "./a" as a\nfn f() -> Int {{ {text} }}',
            "a.lex": "fn g() -> Int { 1 } fn h() -> Int { 2 }",
        }
    )
    path = project.path / "a.lex"
    result = (
        expected(ALIASES[text]).replace('"zg"', f'"{mangled(path, "g")}"').replace('"zh"', f'"{mangled(path, "h")}"')
    )
    assert body(stages, "f") == result


def test_predicates_and_examples_of_an_imported_file_are_renamed_too(project):
    stages = project(
        {
            "main.lex": 'import "./a" as a\nfn main() -> Int { 1 }',
            "a.lex": "fn ok(n :: Int) -> Bool { true }\nfn f(n :: Int{x | ok(x)}) -> Int examples { f(ok(1)) => ok(2) } { n }",
        }
    )
    assert canonical_json(stages[1]).count(f'"{mangled(project.path / "a.lex", "ok")}"') == 3


def test_type_parameters_hide_types_of_the_file(project):
    stages = project(
        {
            "main.lex": 'import "./a" as a\nfn main() -> Int { 1 }',
            "a.lex": "type T = Int\ntype U[T] = A(T) | B({ ...T })\nfn f[T](x :: T, y :: { ...T }) -> List[T] { x }\nfn g(x :: T) -> m.T { x }",
        }
    )
    name = mangled(project.path / "a.lex", "T")
    assert name not in canonical_json(stages[1])
    assert name not in canonical_json(stages[2])
    assert canonical_json(stages[3]).count(name) == 1


def test_order_of_merging_and_diamonds(project):
    stages = project(
        {
            "main.lex": 'fn m() -> Int { 1 }\nimport "./a" as a\nimport "std.io" as io\nimport "./b" as b',
            "a.lex": 'import "std.str" as io\nimport "./sub/c" as c\nfn x() -> Int { c.x() }',
            "b.lex": 'import "./sub/../sub/c.lex" as k\nfn x() -> Int { k.x() }',
            "sub/c.lex": "fn x() -> Int { 1 }",
        }
    )
    shown = [stage.reference if isinstance(stage, Import) else stage.name.split("_")[0] for stage in stages]
    assert shown == ["std.io", "std.str", "c", "a", "b", "m"]
    c = mangled(project.path / "sub" / "c.lex", "x")
    assert body(stages, mangled(project.path / "b.lex", "x")) == expected("x()").replace('"x"', f'"{c}"')


def test_aliases_of_modules_belong_to_their_file(project):
    stages = project(
        {
            "main.lex": 'import "std.io" as m\nimport "./a" as a\nimport "./b" as b\nfn f() -> Int { m.x }',
            "a.lex": 'import "std.str" as m\nfn f(x :: Int) -> Int { m.x(f"{m.y}z", fn (m :: Int) -> Int { m.x }) }',
            "b.lex": 'import "std.io" as m\nfn f() -> Int { m.x }',
        }
    )
    imports = [stage for stage in stages if isinstance(stage, Import)]
    functions = [stage for stage in stages if isinstance(stage, FnDecl)]
    other = mangled(project.path / "a.lex", "m")
    assert [(stage.reference, stage.alias) for stage in imports] == [
        ("std.io", "m"), ("std.str", other), ("std.io", "m"),
    ]  # fmt: skip
    assert [stage.source for stage in imports] == [functions[2].source, functions[0].source, functions[1].source]
    inside = expected('z.x(f"{z.y}z", fn (m :: Int) -> Int { m.x })').replace('"name":"z"', f'"name":"{other}"')
    assert body(stages, mangled(project.path / "a.lex", "f")) == inside
    assert body(stages, mangled(project.path / "b.lex", "f")) == expected("m.x")
    assert body(stages, "f") == expected("m.x")


def test_absolute_paths_and_extensions(project):
    target = project.path / "data.txt"
    target.write_text("fn g() -> Int { 1 }", "utf-8")
    stages = project({"main.lex": f'import "{target}" as d\nfn f() -> Int {{ d.g() }}'})
    assert stages[0].name == mangled(target, "g")


# ---- what goes wrong


def test_a_missing_file(project):
    found = refused(lambda: project({"main.lex": 'import "./none" as n'}))
    assert found.message == f'import "./none" from {project.path / "main.lex"}: file not found'
    assert found.code == "import-error"


def test_circles(project):
    files = {"main.lex": 'import "./a" as a', "a.lex": 'import "./b" as b', "b.lex": 'import "./a" as a'}
    found = refused(lambda: project(files))
    a, b = (os.path.realpath(project.path / name) for name in ("a.lex", "b.lex"))
    assert found.message == f"import cycle: {a} -> {b} -> {a}"
    assert found.source.name.endswith("b.lex")


def test_a_file_that_imports_itself(project):
    found = refused(lambda: project({"main.lex": 'import "./main" as m'}))
    main = os.path.realpath(project.path / "main.lex")
    assert found.message == f"import cycle: {main} -> {main}"


def test_an_imported_file_with_an_error(project):
    found = refused(lambda: project({"main.lex": 'import "./a" as a', "a.lex": "fn f() -> { 1 }"}))
    name = project.path / "a.lex"
    assert (
        found.message == f"parse {name}: parse error at byte 12: expected identifier as name of a field, got number `1`"
    )
    assert found.source.name == str(name)


def test_an_imported_file_that_is_no_text(project):
    (project.path / "a.lex").write_bytes(b"# ok\n\xff")
    found = refused(lambda: project({"main.lex": 'import "./a" as a'}))
    assert found.message == f"read {project.path / 'a.lex'}: not valid UTF-8: byte 0xff in line 2"


@pytest.mark.parametrize("reference", ["../outside", "./sub/../../outside", "./link", "./deep/outside"])
def test_imports_stay_below_the_root(project, reference):
    (project.path / "outside.lex").write_text("fn f() -> Int { 1 }", "utf-8")
    (project.path / "in").mkdir()
    (project.path / "in" / "link.lex").symlink_to(project.path / "outside.lex")
    (project.path / "in" / "deep").symlink_to(project.path)
    found = refused(lambda: project({"in/main.lex": f'import "{reference}" as a'}, root="in"))
    assert found.message == f'import "{reference}" from {project.path / "in" / "main.lex"}: outside of the import root'
    assert found.source.name == str(project.path / "in" / "main.lex")


def test_links_inside_of_the_root_are_followed(project):
    (project.path / "link.lex").symlink_to("real.lex")
    stages = project(
        {
            "main.lex": 'import "./link" as l\nimport "./real" as r\nfn f() -> Int { l.x + r.x }',
            "real.lex": "fn x() -> Int { 1 }",
        }
    )
    assert len(stages) == 2
    assert stages[0].name == mangled(project.path / "real.lex", "x")


def test_only_regular_files_are_read(project):
    os.mkfifo(project.path / "pipe.lex")
    (project.path / "folder.lex").mkdir()
    for name in ("pipe", "folder"):
        found = refused(lambda name=name: project({"main.lex": f'import "./{name}" as a'}))
        assert found.message.startswith(f"read {project.path / name}.lex: ")


@pytest.mark.parametrize("reference", ["pkg/module", "a/b/c"])
def test_packages_are_refused(project, reference):
    found = refused(lambda: project({"main.lex": f'import "{reference}" as p'}))
    assert found.message == f'import "{reference}" from {project.path / "main.lex"}: packages are not supported'


@pytest.mark.parametrize("reference", ["./a", "../a", "/a"])
def test_programs_without_a_path_import_no_files(reference):
    found = refused(lambda: load(Source("<string>", f'import "{reference}" as a')))
    assert found.message == (
        "local imports (`./`, `../`, `/`) require a base path; cannot resolve from a string source"
    )


def test_a_long_chain_of_files(project):
    count = 1500
    files = {"f0.lex": 'import "./f1" as n\nfn x() -> Int { n.x() }'}
    files |= {f"f{at}.lex": f'import "./f{at + 1}" as n\nfn x() -> Int {{ n.x() }}' for at in range(1, count)}
    stages = project({**files, f"f{count}.lex": "fn x() -> Int { 1 }"})
    assert len(stages) == count + 1
    assert stages[0].name == mangled(project.path / f"f{count}.lex", "x")


def test_deep_trees_are_renamed(project):
    chain = "+".join(["g()"] * 4000) + "\n" + "let x := g()\n" * 4000
    stages = project({"main.lex": 'import "./a" as a', "a.lex": f"fn g() -> Int {{ {chain} }}"})
    assert canonical_json(stages[0]).count(mangled(project.path / "a.lex", "g")) == 8001
