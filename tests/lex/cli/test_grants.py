"""Grants of the Lex command line: the static gate and the gate at calls (specification 13.2 to 13.5)."""

import os

import pytest

from motet.bytecode.program import Effect, Function
from motet.languages.lex.policy import (
    Declared,
    LexGrants,
    Violation,
    Word,
    effect_text,
    missing_grants,
    parse_grant,
    required,
    static_refusal,
)
from motet.policy import Policy, Request


def declared(*effects, name="f"):
    return [
        Declared(name, tuple(Effect(*effect) if isinstance(effect, tuple) else Effect(effect) for effect in effects))
    ]


def request(kind, resource="", label="", function="lex:io.read", **more):
    return Request(function, kind, label, resource, **more)


@pytest.mark.parametrize(
    ("text", "grant"),
    [
        ("io", ("io", "")),
        ("net:a.example", ("net", "a.example")),
        ("net(b)", ("net", "b")),
        ('net("c d")', ("net", "c d")),
    ],
)
def test_forms_of_grants(text, grant):
    assert parse_grant(text) == grant


def test_nothing_is_granted_by_default():
    assert LexGrants().violations(declared("io")) == [
        Violation("effect_not_allowed", "effect `io` not in --allow-effects", effect="io", at="f")
    ]


def test_violations_are_collected_in_the_order_of_functions():
    found = LexGrants(["io"]).violations([*declared("net", ("fs_read", "/x")), *declared("io", "time", name="g")])
    assert [(violation.at, violation.effect) for violation in found] == [
        ("f", "net"),
        ("f", 'fs_read("/x")'),
        ("g", "time"),
    ]


def test_a_bare_grant_covers_every_argument_and_one_with_an_argument_only_itself():
    bare, one = LexGrants(["net"]), LexGrants(["net:a"])
    assert not bare.violations(declared("net", ("net", "a"), ("net", "b")))
    assert not one.violations(declared(("net", "a")))
    assert one.violations(declared(("net", "b")))[0].detail == 'effect `net("b")` not in --allow-effects'
    assert one.violations(declared("net"))
    assert one.violations(declared(("net", Word("a")))), "a name is no text"


def test_declared_paths_are_compared_with_the_lists_by_whole_components(tmp_path):
    grants = LexGrants(["fs_read"], read=[str(tmp_path / "data")])
    assert not grants.violations(declared(("fs_read", str(tmp_path / "data" / "x"))))
    for outside in ("database", "data/../secret"):
        path = str(tmp_path / outside)
        (found,) = grants.violations(declared(("fs_read", path)))
        assert found.kind == "fs_path_not_allowed"
        assert found.detail == f"path `{path}` outside --allow-fs_read"
        assert found.as_dict()["path"] == path


def test_an_empty_list_of_paths_bounds_nothing():
    assert not LexGrants(["fs_write"]).violations(declared(("fs_write", "/anything")))


def test_the_sum_of_declared_budgets_must_not_exceed_the_ceiling():
    grants = LexGrants(["budget"], budget=10)
    assert not grants.violations(declared(("budget", 4), ("budget", 6)))
    (found,) = grants.violations(declared(("budget", 4), ("budget", 7), ("budget", -5)))
    assert (found.kind, found.detail) == ("budget_exceeded", "declared budget 11 exceeds ceiling 10")
    assert found.as_dict() == {"kind": "budget_exceeded", "detail": found.detail}


def test_charges_of_a_run_add_up():
    grants = LexGrants(["budget"], budget=10)
    assert [grants.charge(6), grants.charge(-3)] == ["", ""]
    assert grants.charge(5) == "budget exceeded: requested 5, used so far 6, ceiling 10"
    assert grants.charge(4) == ""
    assert LexGrants().charge(10**9) == ""


def test_the_effect_itself_is_asked_first():
    assert LexGrants(["time"]).refusal(request("io", "out")) == "effect `io` not in --allow-effects"
    assert LexGrants(["io"]).refusal(request("io", "out")) == ""
    assert LexGrants(["io"]).refusal(request("fs_read", "/etc/passwd", "io")) == "", "no list of paths, no bound"


def test_random_has_two_names():
    for grant in ("rand", "random"):
        assert LexGrants([grant]).refusal(request("random", label="random", function="lex:rand.int_in")) == ""
        assert not LexGrants([grant]).violations(declared("rand"))


def test_reads_are_bounded_by_where_a_path_leads(tmp_path):
    safe = tmp_path / "safe"
    safe.mkdir()
    (tmp_path / "secret").write_text("x")
    os.symlink(tmp_path / "secret", safe / "link")
    grants = LexGrants(["io"], read=[str(safe)])
    assert grants.refusal(request("fs_read", str(safe / "new.txt"), "io")) == ""
    for path in (safe / "link", safe / ".." / "secret", str(safe) + "x"):
        assert grants.refusal(request("fs_read", str(path), "io")) == f"read of `{path}` outside --allow-fs-read"
    writes = LexGrants(["io"], write=[str(safe)])
    assert writes.refusal(request("fs_write", str(safe / "link"), "io", "lex:io.write")).startswith("write to `")


def test_roots_are_what_the_lists_say(tmp_path):
    assert LexGrants(["io"]).roots(request("fs_read", label="io")).granted is None
    assert LexGrants(["io"], read=["/a"]).roots(request("fs_read", label="io")).granted == ("/a",)
    assert LexGrants(["kv"], write=["/w"]).roots(request("kv")).granted == ("/w",)
    assert LexGrants([f"fs_write:{tmp_path}"]).roots(request("fs_write")).granted == [str(tmp_path)]


def test_a_grant_with_an_argument_holds_at_calls_for_that_resource():
    grants = LexGrants(["net:api.example"])
    assert grants.refusal(request("net", "API.example:8080", function="lex:net.get")) == ""
    assert (
        grants.refusal(request("net", "evil.example", function="lex:net.get")) == "effect `net` not in --allow-effects"
    )


def test_hosts_are_compared_without_case_and_port():
    grants = LexGrants(["net"], hosts=["Good.example"])
    assert grants.refusal(request("net", "good.EXAMPLE:8443")) == ""
    assert (
        grants.refusal(request("net", "[::1]:80")) == 'net call to host `::1` not in --allow-net-host ["Good.example"]'
    )


def test_a_base_name_proves_nothing_about_a_program(tmp_path):
    evil = tmp_path / "sh"
    evil.write_text("#!/bin/sh\n")
    evil.chmod(0o755)
    grants = LexGrants(["proc"], programs=["sh"])
    assert grants.refusal(request("proc", "sh")) == ""
    assert grants.refusal(request("proc", str(evil))) == f'process `{evil}` not in --allow-proc ["sh"]'


def test_only_scopes_of_some_modules_are_refused_as_values():
    grants = LexGrants(["fs_walk", "io"], read=["/safe"])
    assert grants.refusal_is_value(request("fs_read", "/x", "fs_walk", "lex:fs.list_dir"))
    assert not grants.refusal_is_value(request("fs_read", "/x", "io", "lex:io.read"))
    assert not LexGrants().refusal_is_value(request("fs_read", "/x", "fs_walk", "lex:fs.list_dir"))


def test_the_permissive_policy_grants_all_known_effects():
    grants = LexGrants.permissive()
    assert not grants.violations(declared("io", ("net", "x"), "approval", ("budget", 5)))
    assert grants.violations(declared("unheard_of"))


def test_motets_own_policy_knows_what_the_effects_mean():
    assert not missing_grants(Policy(), declared("io", "time", "rand", ("budget", 3), "concurrent", "panic"))
    (found,) = missing_grants(Policy(), declared("fs_walk"))
    assert "needs fs_read" in found.detail
    assert not missing_grants(Policy(["fs_read:/data"]), declared("fs_walk")), "the scope is asked at the calls"
    assert missing_grants(Policy(["fs_write:/data"]), declared(("fs_write", "/etc/x")))
    assert not missing_grants(Policy(["net:h"]), declared(("net", "h")))
    assert missing_grants(Policy(pure=True), declared("io"))
    assert missing_grants(Policy(["!time"]), declared("time"))
    assert "ext:llm" in missing_grants(Policy(), declared("llm"))[0].detail
    assert not missing_grants(Policy(["ext:llm"]), declared("llm"))


def test_the_static_gate_names_the_function():
    functions = [Function("a"), Function("b", effects=(Effect("net"),)), Function("c", effects=(Effect("env"),))]
    assert static_refusal(functions, LexGrants()).function == 1
    assert static_refusal(functions, Policy(["net"])).function == 2
    assert static_refusal(functions, Policy.everything()) is None


def test_what_a_program_requires():
    needs = required([*declared("net", ("net", "b"), "io"), *declared(("fs_read", "/y"), ("fs_read", "/x"), name="g")])
    assert needs == {"effects": ["fs_read", "io", "net"], "fs_read": ["/x", "/y"], "fs_write": [], "net": ["b"]}


@pytest.mark.parametrize(
    ("effect", "text"),
    [(("io",), "io"), (("net", "h"), 'net("h")'), (("budget", 5), "budget(5)"), (("mcp", Word("srv")), "mcp(srv)")],
)
def test_effects_as_text(effect, text):
    assert effect_text(Effect(*effect)) == text
