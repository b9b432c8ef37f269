"""Grants, denials, and the texts of refusals."""

import pytest

from motet.policy import KINDS, Grant, Policy, parse_grant


def test_the_default_is_streams_time_and_random_numbers():
    policy = Policy()
    assert {kind for kind in KINDS if policy.allows(kind)} == {"io", "time", "random"}


def test_pure_grants_nothing_but_what_is_named():
    assert not any(Policy(pure=True).allows(kind) for kind in KINDS)
    policy = Policy(["io:out"], pure=True)
    assert policy.allows("io", "out")
    assert not policy.allows("io", "in")
    assert not policy.allows("io")


def test_everything():
    assert all(Policy.everything().allows(kind) for kind in KINDS)


def test_a_denial_wins_over_every_grant():
    assert not Policy(["io", "!io"]).allows("io", "out")
    policy = Policy(["!io:err", "env:HOME", "!env:SECRET*", "env"])
    assert policy.allows("io", "out")
    assert not policy.allows("io", "err")
    assert not policy.allows("io"), "a part of the kind is denied"
    assert policy.allows("env", "HOME")
    assert not policy.allows("env", "SECRET_KEY")


@pytest.mark.parametrize(
    ("text", "grant"),
    [
        ("net", Grant("net")),
        ("!net", Grant("net", "", denies=True)),
        ("fs_read:./data", Grant("fs_read", "./data")),
        ("fs_read=./data", Grant("fs_read", "./data")),
        ("sql:sqlite:a.db", Grant("sql", "sqlite:a.db")),
        ("env=A:B", Grant("env", "A:B")),
        ("!env:PATH", Grant("env", "PATH", denies=True)),
        ("rand", Grant("random")),
    ],
)
def test_spellings(text, grant):
    assert parse_grant(text) == grant


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("disk", "unknown effect `disk`"),
        ("", "unknown effect"),
        ("!", "unknown effect"),
        ("fs_read:", "empty scope"),
        ("fs_read= ", "empty scope"),
        ("!net:", "empty scope"),
        ("time:now", "`time` takes no scope"),
        ("shell=ls", "`shell` takes no scope"),
        ("io:inn", "`io` has in, out and err"),
    ],
)
def test_bad_grants(text, part):
    with pytest.raises(ValueError, match=part):
        Policy([text])


def test_one_text_is_one_grant():
    assert Policy("net").allows("net")


@pytest.mark.parametrize(
    ("scope", "resource", "covered"),
    [
        ("fs_read:data", "data/x.csv", True),
        ("fs_read:data", "data", True),
        ("fs_read:data", "database", False),
        ("fs_read:data", "data/../secret", False),
        ("fs_read:/", "/etc/passwd", True),
        ("net:example.org", "EXAMPLE.org.", True),
        ("net:example.org", "example.org:443", True),
        ("net:example.org", "example.org:8080", False),
        ("net:example.org:8080", "example.org:8080", True),
        ("net:example.org:8080", "example.org", False),
        ("net:*.example.org", "a.b.example.org", True),
        ("net:*.example.org", "example.org", False),
        ("net:*.example.org", ".example.org", False),
        ("net:example.org", "badexample.org", False),
        ("net:[::1]:80", "[::1]:80", True),
        ("env:LC_*", "LC_ALL", True),
        ("env:LC_*", "LANG", False),
        ("ext:chat", "chat", True),
        ("ext:chat", "llm", False),
    ],
)
def test_scopes(scope, resource, covered):
    assert Policy([scope]).allows(parse_grant(scope).kind, resource) is covered


def test_a_refusal_names_the_grant_that_would_allow_it():
    text = Policy().denial("fs_read", "data/x.csv", "reading `data/x.csv`")
    assert text == "refused: reading `data/x.csv` needs fs_read:data/x.csv; allow it with --allow fs_read:data/x.csv"
    assert Policy(pure=True).denial("io", "out", "printing").endswith("allow it with --allow io:out")
    assert "which !io takes away" in Policy(["!io"]).denial("io", "out", "printing")


def test_scopes_of_a_kind():
    assert Policy(["net:a.org", "net:b.org", "!net:c.org"]).scopes("net") == (["a.org", "b.org"], ["c.org"])
