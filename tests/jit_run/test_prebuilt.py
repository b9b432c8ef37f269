"""The run-time library from the cache: it is used, it is the same, and its absence harms nothing."""

import ast
import os
import select
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest

import motet
from motet.jit.cache import Cache
from motet.jit.llvm import NO_PASSES, OPTIMISED, Compiler
from motet.jit.process import Native
from motet.jit.typed_python import library as room
from motet.jit.typed_python import prebuilt
from motet.jit.typed_python.building import build
from motet.jit.typed_python.library import NativeLibrary
from motet.jit.typed_python.prebuilt import Index, Prebuilt, find, name_in_cache, packed
from motet.jit.typed_python.source import Source

PROGRAM = """
import "std.int" as int
import "std.list" as list
import "std.map" as map
import "std.str" as str

type Shape = Dot | Box({ width :: Int, name :: Str })

fn count(words :: List[Str]) -> Map[Str, Int] {
  list.fold(words, map.new(), fn (m :: Map[Str, Int], w :: Str) -> Map[Str, Int] {
    match map.get(m, w) { Some(n) => map.set(m, w, n + 1), None => map.set(m, w, 1) }
  })
}

fn shown(shape :: Shape) -> Str {
  match shape {
    Dot => "dot",
    Box(b) => str.concat(b.name, int.to_str(b.width)),
  }
}

fn build(n :: Int, xs :: List[Int]) -> List[Int] { if n == 0 { xs } else { build(n - 1, list.cons(n, xs)) } }

fn main() -> List[Str] {
  let words := map.entries(count(str.split("a b a c b a", " ")))
  let pairs := list.map(words, fn (e :: (Str, Int)) -> Str { match e { (k, n) => str.concat(k, int.to_str(n)) } })
  let ordered := list.sort_by(list.reverse(build(5, [])), fn (n :: Int) -> Int { (n % 2) * 10 + n })
  list.concat(pairs, [shown(Dot), shown(Box({ width: 3, name: "box" })), str.join(list.map(ordered, int.to_str), ",")])
}
"""
NOWHERE = Cache("")
RESULT = ["a3", "b2", "c1", "dot", "box3", "2,4,1,3,5"]


@pytest.fixture(scope="module")
def content():
    """What `build` makes; it takes seconds."""
    return build(NativeLibrary(Native.shared().addresses))


@pytest.fixture
def loaded(content, monkeypatch):
    """The library of the process is one that the cache has, and that cannot read sources."""
    library = NativeLibrary(Native.shared().addresses, prebuilt=Prebuilt(content))
    monkeypatch.setattr(NativeLibrary, "_shared", library)
    monkeypatch.setattr(NativeLibrary, "source", property(lambda self: pytest.fail("a source was read")))
    return library


@pytest.mark.parametrize(("tier", "first"), [(1, 1), (2, 1), (2, 2)])
def test_common_programs_compile_no_routine(loaded, tier, first):
    settings = motet.Settings(tier=tier, first=first, calls=1, iterations=1, background=False)
    with motet.compile(PROGRAM, language="lex", settings=settings, engine="jit") as program:
        for _ in range(3):
            assert program.main() == RESULT
        assert program.machine.live_objects == 0
        assert loaded.compiled == []
        count = len(loaded.prebuilt.addresses)
        assert f"run-time library: {count} routines from the cache, 0 compiled" in program.explain()


def test_other_specialisations_are_compiled_and_call_what_is_there(content, monkeypatch):
    library = NativeLibrary(Native.shared().addresses, prebuilt=Prebuilt(content))
    monkeypatch.setattr(NativeLibrary, "_shared", library)
    text = """
    import "std.list" as list
    fn main() -> List[(Float, Bool)] { list.zip(list.sort_by([1.5, 0.5], fn (x :: Float) -> Float { x }), [true, false]) }
    """
    for first in (1, 2):
        settings = motet.Settings(first=first, background=False)
        with motet.compile(text, language="lex", settings=settings, engine="jit") as program:
            assert program.main() == [(0.5, True), (1.5, False)]
            assert program.machine.live_objects == 0
    assert "motet_list_zip__Float_Bool" in library.compiled
    assert not set(library.compiled) & set(library.prebuilt.addresses)


def test_all_levels_call_the_same_routine(loaded):
    quick, optimised = (loaded.addresses(["motet_text_split"], level) for level in (NO_PASSES, OPTIMISED))
    assert quick == optimised == {"motet_text_split": loaded.prebuilt.addresses["motet_text_split"]}


def test_what_is_known_of_routines_is_what_the_sources_say(content):
    kept, source = Prebuilt(content), Source(room.HOME, debug=False)
    for symbol in kept.index.signatures:
        mine = kept.signature(symbol)
        theirs = source.find(symbol)
        if theirs is None:  # a helper, known to the sources when what calls it was written
            continue
        assert vars(mine) == {name: value for name, value in vars(theirs).items() if name in vars(mine)}
        if mine.inline:
            assert kept.written(symbol) == source.written(symbol)
    for names in room.MODULES.values():
        for name in names:
            assert kept.parameters(name) == source.parameters(name)
    library = NativeLibrary({})
    assert all(kept.index.fields[name] == library.fields(name) for name in ("Heap", "Chunk", "Large"))
    assert kept.index.constants == {"TEXT_BYTES": library.constant("TEXT_BYTES")}


def test_everything_that_texts_and_routines_need_is_there(content):
    index = Prebuilt(content).index
    for text, called, imports in index.texts.values():
        assert "define internal" not in text
        assert all(symbol in index.signatures for symbol in called)
        assert all(symbol in index.names or symbol in index.texts for symbol in called)
        assert all(symbol in index.rows for symbol in imports if symbol.startswith("motet.class."))
    assert set(index.names) <= set(index.signatures)


def test_the_code_does_not_depend_on_what_the_process_did_before(content):
    library = NativeLibrary(Native.shared().addresses)
    library.addresses(["motet_tree_set__Int_Float", "motet_list_zip__Float_Bool"])
    assert build(library) == content


# ---- what is looked for


def identity(text):
    return SimpleNamespace(identity=text)


def test_another_processor_or_llvm_has_another_object():
    names = {
        name_in_cache(identity(text), NOWHERE)
        for text in ("0.50.0 22.1.0 x86_64 znver4 +avx", "0.50.0 22.1.0 x86_64 zen")
    }
    assert len(names) == 2
    shared = Compiler.shared()
    assert all(part in shared.identity for part in (shared.cpu, shared.features, shared.triple))


def test_other_sources_have_another_object(monkeypatch, tmp_path):
    before = name_in_cache(identity(""), NOWHERE)
    monkeypatch.setattr(prebuilt, "ROOMS", ("jit", "runtime"))
    assert name_in_cache(identity(""), NOWHERE) != before


def test_the_rooms_are_all_that_the_library_and_its_compiler_import():
    package = Path(motet.__file__).parent
    files = [*(package / "runtime").glob("*.py"), *(package / "jit" / "typed_python").glob("*.py")]
    nodes = [node for file in files for node in ast.walk(ast.parse(file.read_bytes()))]
    modules = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module.startswith("motet")}
    rooms = tuple(f"motet.{room}" for room in prebuilt.ROOMS)
    assert len(files) > 30
    others = {"motet." + module.removesuffix(".py").replace("/", ".") for module in prebuilt.MODULES}
    assert [name for name in modules - others if not name.startswith(rooms)] == []


def test_an_object_that_llvm_refuses_is_as_good_as_none(content, tmp_path):
    index = Prebuilt(content).index
    cache = Cache(str(tmp_path / "cache"))
    cache.write(name_in_cache(Compiler.shared(), NOWHERE), packed(Index(*index), b"no object file"))
    found = find(Compiler.shared(), cache)
    assert found is not None
    assert NativeLibrary(Native.shared().addresses, prebuilt=found).prebuilt is None


# ---- processes


def words_of(path, *options):
    return ["run", "--explain", *options, str(path)]


def run(folder, *words, program="from motet.__main__ import script; script()", **more):
    """A command line with a cache of its own."""
    environment = {**os.environ, "MOTET_CACHE": str(folder), **more}
    command = [sys.executable, "-c", program, *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120)


TELLING = """
import os, sys
os.posix_spawn = lambda *words, **more: print(repr((words[1], more)), file=sys.stderr)
from motet.__main__ import script
script()
"""
"""The command line, which tells what it starts in the background instead of starting it."""


def test_a_command_line_that_misses_it_again_has_it_made(tmp_path):
    (tmp_path / "program.lex").write_text(PROGRAM)
    folder, words = tmp_path / "cache", words_of(tmp_path / "program.lex")
    missed = [run(folder, *words, program=TELLING) for _ in range(3)]
    started = [line for done in missed for line in done.stderr.splitlines() if line.startswith("(")]
    assert ["0 routines from the cache" in done.stderr for done in missed] == [True, True, True]
    assert started == missed[1].stderr.splitlines()[-1:]
    command, options = ast.literal_eval(started[0])
    assert options["setsid"] is True
    assert [(action[1], action[2]) for action in options["file_actions"]] == [(k, os.devnull) for k in range(3)]
    with ThreadPoolExecutor(2) as pool:
        environment = {**os.environ, "MOTET_CACHE": str(folder)}
        makers = [pool.submit(subprocess.run, command, env=environment, capture_output=True) for _ in range(2)]
    assert [(maker.result().returncode, maker.result().stderr) for maker in makers] == [(0, b""), (0, b"")]
    found = run(folder, *words)
    assert ", 0 compiled in this process" in found.stderr
    path = folder / name_in_cache(Compiler.shared(), NOWHERE)
    path.write_bytes(path.read_bytes()[:-1])
    damaged = run(folder, *words)
    assert "0 routines from the cache" in damaged.stderr
    reference = run(folder, "run", "--engine", "vm", str(tmp_path / "program.lex"))
    for done in (*missed, found, damaged):
        assert (done.returncode, done.stdout) == (0, reference.stdout)
    assert not [name for name in os.listdir(folder) if name.endswith(".new")]


TELLER = """
import os, sys
descriptors = [int(name) for name in os.listdir("/proc/self/fd")]
files = []
for descriptor in sorted(descriptors):
    try:
        files.append(os.readlink(f"/proc/self/fd/{descriptor}"))
    except FileNotFoundError:  # of the list itself
        pass
with open(sys.path[-1] + "/told", "w") as told:
    told.write(repr((files, os.getsid(0) == os.getpid(), os.getcwd() in sys.path, "" in sys.path)))
"""


def test_what_is_started_inherits_no_stream_and_no_descriptor(tmp_path):
    """It must not keep pipes open whose end others wait for."""
    (tmp_path / "teller.py").write_text(TELLER)
    os.mkfifo(tmp_path / "told")
    program = (
        "from motet.jit import afterwards; "
        f"afterwards._PACKAGES = {str(tmp_path)!r}; afterwards.later('teller'); afterwards.finish()"
    )
    read, write = os.pipe()
    with open(os.open(tmp_path / "told", os.O_RDONLY | os.O_NONBLOCK), "rb") as told:
        subprocess.run([sys.executable, "-c", program], pass_fds=[write], cwd=tmp_path.parent, check=True)
        assert select.select([told], [], [], 60)[0]
        os.set_blocking(told.fileno(), True)
        files, leads, *unsafe = ast.literal_eval(told.read().decode())
    os.close(read)
    os.close(write)
    assert files == [os.devnull] * 3
    assert leads
    assert unsafe == [False, False]


@pytest.mark.parametrize("folder", ["/proc/motet", "/dev/null", "off"])
def test_programs_run_where_nothing_can_be_kept(tmp_path, folder):
    (tmp_path / "program.lex").write_text(PROGRAM)
    environment = {**os.environ, "MOTET_CACHE": folder}
    words = [sys.executable, "-m", "motet", "run", str(tmp_path / "program.lex")]
    for _ in range(2):
        done = subprocess.run(words, capture_output=True, text=True, env=environment, timeout=120)
        assert (done.returncode, done.stderr) == (0, "")
