"""The questions that a host asks: requests, roots of paths, budgets."""

import os

import pytest

from motet.policy import Policy, Request, Roots
from motet.policy.paths import is_beneath


def ask(policy, kind, resource="", **more):
    return policy.refusal(Request("lex:f", kind, resource=resource, **more))


def test_a_refusal_names_the_grant_that_would_allow_it():
    assert ask(Policy(), "io", "out") == ""
    text = ask(Policy(), "env", "HOME", deed="reading `HOME`")
    assert text == "refused: reading `HOME` needs env:HOME; allow it with --allow env:HOME"
    assert "takes away" in ask(Policy(["!io"]), "io", "out")


def test_about_no_path_in_particular_it_is_enough_that_some_are_granted():
    policy = Policy(["fs_read:/data"])
    assert ask(policy, "fs_read") == ""
    assert ask(policy, "fs_read", "/data/x") == ""
    assert "fs_read:/etc" in ask(policy, "fs_read", "/etc")
    assert "fs_read:/data/x" in ask(policy, "fs_read", "/data/x", outside=True), "the host has looked where it leads"
    assert ask(Policy(["fs_read:/data", "!fs_read"]), "fs_read")
    assert ask(Policy(["env:HOME"]), "env"), "kinds without paths are asked about each resource"


def test_who_may_write_may_remove():
    policy = Policy(["fs_write:/data"])
    assert ask(policy, "fs_delete", "/data/x") == ""
    assert ask(policy, "fs_delete", "/etc")
    assert ask(Policy(["fs_delete:/data"]), "fs_write", "/data/x")
    assert ask(Policy(["fs_delete", "!fs_write"]), "fs_delete", "/data/x"), "a denial covers as much as a grant"
    assert not Policy(["fs_delete", "!fs_write"]).grants_some("fs_delete")


@pytest.mark.parametrize(
    ("grants", "kind", "roots"),
    [
        ([], "fs_read", Roots([])),
        (["fs_read"], "fs_read", Roots(None)),
        (["fs_read:/a", "fs_read:/b", "!fs_read:/a/c"], "fs_read", Roots(["/a", "/b"], ["/a/c"])),
        (["fs_read:/a", "!fs_read"], "fs_read", Roots(())),
        (["fs_write:/w", "fs_delete:/d"], "fs_delete", Roots(["/d", "/w"])),
        (["fs_write:/w", "fs_delete:/d"], "fs_write", Roots(["/w"])),
    ],
)
def test_roots(grants, kind, roots):
    found = Policy(grants).roots(Request("lex:f", kind))
    granted = None if found.granted is None else sorted(found.granted)
    assert (granted, list(found.denied)) == (None if roots.granted is None else list(roots.granted), list(roots.denied))


def test_there_is_no_budget_and_no_refusal_is_a_value():
    assert Policy().charge(10**12) == ""
    assert not Policy(["fs_read:/a"]).refusal_is_value(Request("lex:fs.stat", "fs_read", resource="/b"))
    assert Policy().private_addresses is False


def test_paths_are_compared_as_they_end(tmp_path):
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    (inside / "link").symlink_to(outside)
    assert is_beneath(str(inside), str(inside))
    assert is_beneath(str(inside), str(inside / "not" / "yet"))
    assert is_beneath("/", str(inside))
    assert not is_beneath(str(inside), str(inside) + "side")
    assert not is_beneath(str(inside), str(inside / "link" / "x"))
    assert not is_beneath(str(inside), str(inside / ".." / "out"))
    assert is_beneath(str(inside / "link"), str(outside / "x")), "a granted link is what it leads to"
    assert not is_beneath(str(inside), "a\0b")


def test_relative_paths_start_at_the_working_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert is_beneath(".", "a/b")
    assert is_beneath("a", os.path.join(str(tmp_path), "a", "b"))
    assert not is_beneath("a", "b")
