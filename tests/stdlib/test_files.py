"""Files through the host: what the policy lets through, by whatever spelling, and what the system says."""

import os
import stat
from types import SimpleNamespace

import pytest
from outcomes_of_examples import Aborts, err, ok, outcome, show

from motet.languages.lex.library import ROWS
from motet.languages.lex.policy import LexGrants
from motet.policy import Policy
from motet.stdlib import Host, Surroundings

EVERYTHING = LexGrants.permissive()


@pytest.fixture
def world(tmp_path):
    """A granted directory `safe` with a file, and a secret outside of it."""
    safe = tmp_path / "safe"
    (safe / "inner").mkdir(parents=True)
    (safe / "a.txt").write_text("héllo", "utf-8")
    (safe / "inner" / "b.txt").write_text("b", "utf-8")
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "key").write_text("key", "utf-8")
    (safe / "link").symlink_to("../secret/key")
    (safe / "far").symlink_to(tmp_path / "secret")
    (safe / "near").symlink_to("inner/b.txt")
    (safe / "round").symlink_to("round")
    (tmp_path / "entrance").symlink_to("safe")
    return SimpleNamespace(top=tmp_path, safe=safe, secret=tmp_path / "secret")


def call(policy, name, *arguments, directory=None):
    host = Host(
        bytearray().extend, policy, ROWS, surroundings=Surroundings(directory=str(directory) if directory else None)
    )
    descriptors = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0
    found = outcome(lambda: host.call("lex:" + name, list(map(str, arguments))))
    if descriptors and name != "log.set_sink":
        assert len(os.listdir("/proc/self/fd")) == descriptors
    return found


def agrees(found, expected):
    assert show(found) == show(expected)


def reading(*paths):
    return LexGrants(["io", "fs_walk"], read=[str(path) for path in paths])


def writing(*paths):
    return LexGrants(["io", "fs_write", "fs_walk"], write=[str(path) for path in paths])


@pytest.mark.parametrize("spelling", ["a.txt", "./a.txt", "inner/../a.txt", "../safe/a.txt", "inner//../././a.txt"])
def test_reading_inside(world, spelling):
    agrees(call(reading(world.safe), "io.read", world.safe / spelling), ok("héllo"))
    agrees(call(reading(world.safe), "io.read", spelling, directory=world.safe), ok("héllo"))
    agrees(call(reading("."), "io.read", spelling, directory=world.safe), ok("héllo"))


def test_links_inside_are_followed(world):
    agrees(call(reading(world.safe), "io.read", world.safe / "near"), ok("b"))
    agrees(call(reading(world.safe), "io.read", world.top / "entrance" / "a.txt"), ok("héllo"))
    agrees(call(reading(world.top / "entrance"), "io.read", world.safe / "a.txt"), ok("héllo"))


@pytest.mark.parametrize(
    "spelling",
    [
        "../secret/key",
        "link",
        "far/key",
        "inner/../../secret/key",
        "../nothing",
        "far/nothing",
        "../secret/../secret/key",
        "/etc/passwd",
    ],
)
def test_reading_outside_is_refused_and_tells_nothing(world, spelling):
    path = f"{world.safe}/{spelling}" if spelling[0] != "/" else spelling
    agrees(call(reading(world.safe), "io.read", path), Aborts(f"read of `{path}` outside --allow-fs-read", "policy"))


def test_a_root_may_be_a_file(world):
    agrees(call(reading(world.safe / "a.txt"), "io.read", world.safe / "a.txt"), ok("héllo"))
    found = call(reading(world.safe / "a.txt"), "io.read", world.safe / "inner" / "b.txt")
    assert found.kind == "policy"


def test_a_sibling_with_the_same_beginning_is_outside(world):
    (world.top / "safer").mkdir()
    (world.top / "safer" / "x").write_text("x")
    assert call(reading(world.safe), "io.read", world.top / "safer" / "x").kind == "policy"


def test_without_a_list_everything_may_be_read(world):
    agrees(call(LexGrants(["io"]), "io.read", world.secret / "key"), ok("key"))


def test_the_label_is_needed(world):
    agrees(
        call(LexGrants(["fs_read"]), "io.read", world.safe / "a.txt"),
        Aborts("effect `io` not in --allow-effects", "policy"),
    )


def test_motets_policy_speaks_its_own_words(world):
    path = str(world.safe / "a.txt")
    agrees(call(Policy(f"fs_read:{world.safe}"), "io.read", path), ok("héllo"))
    assert "allow it with --allow fs_read" in call(Policy(), "io.read", path).text
    assert call(Policy(["fs_read", f"!fs_read:{world.safe}"]), "io.read", path).kind == "policy"
    outside = str(world.secret / "key")
    assert outside in call(Policy(f"fs_read:{world.safe}"), "io.read", outside).text


MISSING = "No such file or directory (os error 2)"


def test_what_the_system_says(world):
    for policy in (reading(world.safe), EVERYTHING):
        agrees(call(policy, "io.read", world.safe / "nothing"), err(MISSING))
        agrees(call(policy, "io.read", world.safe / "a.txt" / "x"), err("Not a directory (os error 20)"))
        agrees(call(policy, "io.read", world.safe / "inner"), err("Is a directory (os error 21)"))
        agrees(call(policy, "io.read", world.safe / "round"), err("Too many levels of symbolic links (os error 40)"))
        agrees(call(policy, "io.read", ""), err(MISSING))
        agrees(call(policy, "io.read", "a\0b"), err("file name contained an unexpected NUL byte"))
        agrees(call(policy, "io.read", world.safe / ("x" * 300)), err("File name too long (os error 36)"))


def test_text_must_be_utf8(world):
    (world.safe / "bad").write_bytes(b"a\xff")
    agrees(call(EVERYTHING, "io.read", world.safe / "bad"), err("stream did not contain valid UTF-8"))


def test_special_files_inside_of_roots_do_not_block(world):
    os.mkfifo(world.safe / "pipe")
    agrees(call(reading(world.safe), "io.read", world.safe / "pipe"), err("Permission denied (os error 13)"))


def test_a_file_that_is_too_long_for_the_run(world):
    (world.safe / "long").write_bytes(b"x" * 5000)
    host = Host(bytearray().extend, EVERYTHING, ROWS, memory_limit=1000)
    assert outcome(lambda: host.call("lex:io.read", [str(world.safe / "long")])).kind == "memory"


def test_writing(world):
    for policy, name in ((EVERYTHING, "one"), (writing(world.safe), "two")):
        agrees(call(policy, "io.write", world.safe / name, "héllo"), ok(None))
        agrees(call(policy, "io.write", world.safe / name, "hé"), ok(None))
        assert (world.safe / name).read_bytes() == "hé".encode()
    agrees(call(writing(world.safe), "io.write", world.safe / "near", "new"), ok(None))
    assert (world.safe / "inner" / "b.txt").read_text() == "new"
    agrees(call(writing(world.safe), "io.write", world.safe / "inner", "x"), err("Is a directory (os error 21)"))
    agrees(call(writing(world.safe), "io.write", world.safe / "no" / "x", "x"), err(MISSING))


@pytest.mark.parametrize("spelling", ["link", "../secret/new", "far/new", "../new"])
def test_writing_outside(world, spelling):
    path = f"{world.safe}/{spelling}"
    agrees(
        call(writing(world.safe), "io.write", path, "x"),
        Aborts(f"write to `{path}` outside --allow-fs-write", "policy"),
    )
    assert (world.secret / "key").read_text() == "key"
    assert not (world.secret / "new").exists()
    assert not (world.top / "new").exists()


def test_a_root_that_does_not_exist_yet(world):
    target = world.safe / "later"
    agrees(call(writing(target), "io.write", target, "x"), ok(None))
    assert call(writing(world.safe / "never"), "io.write", world.safe / "other", "x").kind == "policy"


def test_a_link_put_in_place_of_a_missing_root_leads_nowhere(world):
    host = Host(bytearray().extend, writing(world.safe / "later"), ROWS)
    host.call("lex:io.write", [str(world.safe / "later"), "x"])
    (world.safe / "later").unlink()
    (world.safe / "later").symlink_to(world.secret / "key")
    assert outcome(lambda: host.call("lex:io.write", [str(world.safe / "later"), "y"])).kind == "policy"
    assert (world.secret / "key").read_text() == "key"


# ---- std.fs


def test_questions(world):
    policy = reading(world.safe)
    for name, expected in (
        ("exists", (True, True, False)),
        ("is_file", (True, False, False)),
        ("is_dir", (False, True, False)),
    ):
        for path, answer in zip(("a.txt", "inner", "nothing"), expected, strict=True):
            assert call(policy, f"fs.{name}", world.safe / path) is answer
            assert call(EVERYTHING, f"fs.{name}", world.safe / path) is answer
    assert call(policy, "fs.exists", world.safe / "near") is True
    assert call(policy, "fs.exists", world.safe / "round") is False


def test_questions_outside_stop_the_run(world):
    path = str(world.secret / "key")
    agrees(call(reading(world.safe), "fs.exists", path), Aborts(f"read of `{path}` outside --allow-fs-read", "policy"))


def test_refusals_of_results_are_values(world):
    path = str(world.secret)
    for name in ("fs.stat", "fs.list_dir", "fs.walk"):
        agrees(call(reading(world.safe), name, path), err(f"read of `{path}` outside --allow-fs-read"))
    path = str(world.secret / "new")
    for name in ("fs.mkdir_p", "fs.remove"):
        agrees(call(writing(world.safe), name, path), err(f"write to `{path}` outside --allow-fs-write"))
    agrees(call(LexGrants(["io"]), "fs.remove", path), Aborts("effect `fs_write` not in --allow-effects", "policy"))


def test_stat(world):
    os.utime(world.safe / "a.txt", ns=(0, 1_500_000_000_999_999_999))
    found = call(reading(world.safe), "fs.stat", world.safe / "a.txt").values[0]
    assert dict(zip(found.fields, found.values, strict=True)) == {
        "is_dir": False,
        "is_file": True,
        "mtime": 1_500_000_000,
        "size": 6,
    }
    missing = world.safe / "nothing"
    agrees(call(reading(world.safe), "fs.stat", missing), err(f"fs.stat `{missing}`: {MISSING}"))


def test_list_dir(world):
    expected = [f"{world.safe}/{name}" for name in ("a.txt", "far", "inner", "link", "near", "round")]
    for policy in (reading(world.safe), EVERYTHING):
        agrees(call(policy, "fs.list_dir", world.safe), ok(expected))
    agrees(call(EVERYTHING, "fs.list_dir", f"{world.safe}/"), ok(expected))
    assert call(EVERYTHING, "fs.list_dir", world.safe / "a.txt").name == "Err"


def test_walk(world):
    expected = [
        str(world.safe),
        *(f"{world.safe}/{name}" for name in ("a.txt", "far", "inner", "inner/b.txt", "link", "near", "round")),
    ]
    for policy in (reading(world.safe), EVERYTHING):
        agrees(call(policy, "fs.walk", world.safe), ok(expected))
    agrees(call(EVERYTHING, "fs.walk", world.safe / "a.txt"), ok([f"{world.safe}/a.txt"]))


def test_what_is_denied_is_not_seen(world):
    policy = Policy([f"fs_read:{world.safe}", f"!fs_read:{world.safe}/inner"])
    expected = [str(world.safe), *(f"{world.safe}/{name}" for name in ("a.txt", "far", "link", "near", "round"))]
    agrees(call(policy, "fs.walk", world.safe), ok(expected))
    assert call(policy, "io.read", world.safe / "near").kind == "policy"


def test_glob(world):
    (world.safe / ".hidden.txt").write_text("")
    for pattern, names in (
        ("*.txt", [".hidden.txt", "a.txt"]),
        ("?.txt", ["a.txt"]),
        ("[!b].txt", ["a.txt"]),
        ("**/*.txt", [".hidden.txt", "a.txt", "inner/b.txt"]),
        ("inner/*", ["inner/b.txt"]),
        ("far/*", []),
        ("nothing/*", []),
        ("a.txt", ["a.txt"]),
    ):
        expected = ok([f"{world.safe}/{name}" for name in names])
        agrees(call(reading(world.safe), "fs.glob", f"{world.safe}/{pattern}"), expected)
    agrees(call(reading(world.safe), "fs.glob", f"{world.top}/*/key"), ok([]))
    agrees(call(reading("."), "fs.glob", "inn*/*", directory=world.safe), ok(["inner/b.txt"]))
    assert call(EVERYTHING, "fs.glob", "a**").name == "Err"


def test_mkdir_p(world):
    for policy, name in ((writing(world.safe), "x"), (EVERYTHING, "y")):
        for path in (world.safe / name / "deep" / "er", world.safe / name, world.safe):
            agrees(call(policy, "fs.mkdir_p", path), ok(None))
        assert (world.safe / name / "deep" / "er").is_dir()
    agrees(
        call(writing(world.safe), "fs.mkdir_p", world.safe / "a.txt"),
        err(f"fs.mkdir_p `{world.safe}/a.txt`: File exists (os error 17)"),
    )
    assert call(writing(world.safe), "fs.mkdir_p", world.safe / "far" / "new").name == "Err"
    assert not (world.secret / "new").exists()
    agrees(call(writing("."), "fs.mkdir_p", "p/q", directory=world.safe), ok(None))
    assert (world.safe / "p" / "q").is_dir()


def test_remove(world):
    agrees(call(writing(world.safe), "fs.remove", world.safe / "link"), ok(None))
    agrees(call(writing(world.safe), "fs.remove", world.safe / "far"), ok(None))
    assert (world.secret / "key").exists()
    (world.safe / "inner" / "away").symlink_to(world.secret)
    (world.safe / "inner" / "deep").mkdir()
    for policy in (writing(world.safe), EVERYTHING):
        agrees(call(policy, "fs.remove", world.safe / "inner"), ok(None))
        assert not (world.safe / "inner").exists()
        (world.safe / "inner").mkdir()
    assert (world.secret / "key").exists()
    agrees(call(EVERYTHING, "fs.remove", world.safe / "nothing"), err(f"fs.remove `{world.safe}/nothing`: {MISSING}"))


def test_copy(world):
    (world.safe / "a.txt").chmod(0o640)
    policy = LexGrants(["fs_walk", "fs_write"], read=[str(world.safe)], write=[str(world.secret)])
    agrees(call(policy, "fs.copy", world.safe / "a.txt", world.secret / "copy"), ok(None))
    assert (world.secret / "copy").read_text("utf-8") == "héllo"
    assert stat.S_IMODE((world.secret / "copy").stat().st_mode) == 0o640
    agrees(
        call(policy, "fs.copy", world.secret / "key", world.secret / "x"),
        err(f"read of `{world.secret}/key` outside --allow-fs-read"),
    )
    agrees(
        call(policy, "fs.copy", world.safe / "a.txt", world.safe / "x"),
        err(f"write to `{world.safe}/x` outside --allow-fs-write"),
    )
    agrees(
        call(LexGrants(["fs_walk"]), "fs.copy", "a", "b"), Aborts("effect `fs_write` not in --allow-effects", "policy")
    )
    agrees(
        call(LexGrants(["fs_write"]), "fs.copy", "a", "b"), Aborts("effect `fs_walk` not in --allow-effects", "policy")
    )
    assert call(EVERYTHING, "fs.copy", world.safe / "inner", world.secret / "key").name == "Err"
    assert (world.secret / "key").read_text() == "key"


def test_mkdir_p_where_nothing_can_be_made():
    agrees(call(EVERYTHING, "fs.mkdir_p", "/proc/nothing/x"), err(f"fs.mkdir_p `/proc/nothing/x`: {MISSING}"))
