"""`lex fmt` and `motet fmt`."""

import json
import os

import pytest

UGLY = "fn f( n::Int )->Int{n}\n# the end\n"


@pytest.fixture
def neat(lex, write):
    """The formatted text, as the command makes it."""
    return lex("fmt", "-", stdin=UGLY.encode()).out


def test_files_are_formatted_in_place(lex, write, neat):
    ugly, fine = write(UGLY, "a.lex"), write(neat, "b.lex")
    assert lex("fmt", ugly, fine) == (0, f"reformatted {ugly}\n1 reformatted, 1 unchanged\n", "")
    assert ugly.read_text() == neat
    assert lex("fmt", ugly, fine).out == "0 reformatted, 2 unchanged\n"
    assert "# the end" in neat


def test_check_writes_nothing(lex, write, neat):
    ugly, fine = write(UGLY, "a.lex"), write(neat, "b.lex")
    assert lex("fmt", "--check", fine, ugly) == (1, f"would reformat {ugly}\n", "")
    assert ugly.read_text() == UGLY
    assert lex("fmt", "--check", fine) == (0, "", "")


def test_directories_are_walked(lex, write, tmp_path):
    for name in ("b.lex", "sub/a.lex", "sub/notes.txt", ".hidden/c.lex"):
        write(UGLY, f"tree/{name}")
    done = lex("fmt", tmp_path / "tree")
    assert done.out.splitlines() == [
        f"reformatted {tmp_path}/tree/b.lex",
        f"reformatted {tmp_path}/tree/sub/a.lex",
        "2 reformatted, 0 unchanged",
    ]


def test_nothing_is_written_when_a_file_is_wrong(lex, write):
    good, bad = write(UGLY, "a.lex"), write("fn", "b.lex")
    done = lex("fmt", good, bad)
    assert done.status == 1
    assert done.err.startswith("error: parse error at byte")
    assert good.read_text() == UGLY


def test_permissions_and_links_stay(lex, write, tmp_path):
    path = write(UGLY, "a.lex")
    path.chmod(0o640)
    (tmp_path / "link.lex").symlink_to(path)
    lex("fmt", tmp_path / "link.lex")
    assert (tmp_path / "link.lex").is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640
    assert path.read_text() != UGLY
    assert sorted(os.listdir(tmp_path)) == ["a.lex", "link.lex"]


def test_as_data(lex, write):
    path = write(UGLY)
    envelope = json.loads(lex("--output", "json", "fmt", "--check", path).out)
    assert envelope["ok"] is False
    assert envelope["data"] == {"changed": [str(path)], "unchanged": [], "checked_only": True}


def test_standard_input_goes_to_standard_output(lex, neat):
    assert lex("fmt", "-", stdin=neat.encode()) == (0, neat, "")
    assert lex("fmt", "--check", "-", stdin=neat.encode()) == (0, "", "")
    assert lex("fmt", "--check", "-", stdin=UGLY.encode()) == (1, "would reformat <stdin>\n", "")


def test_motets_own_command(motet, write, neat, tmp_path):
    path = write(UGLY, "x/a.lex")
    assert motet("fmt", "--check", tmp_path / "x") == (1, f"would reformat {path}\n", "")
    assert motet("fmt", tmp_path / "x").out == f"reformatted {path}\n1 reformatted, 0 unchanged\n"
    assert path.read_text() == neat
    assert motet("fmt", "--check", path) == (0, "", "")
    assert motet("fmt", write("fn", "bad.lex")).status == 3
    assert motet("fmt", tmp_path / "none").status == 2
    assert motet("fmt").status == 2
