"""Limits of the command line: few steps ask for more memory than there is."""

import pytest

from motet.cli.main import main

GROWING = {
    "a list": 'import "std.list" as list\nfn main() -> Int { list.len(list.range(0, 1000000000)) }',
    "a text": 'import "std.str" as str\nfn grow(s :: Str, n :: Int) -> Int { if n == 0 { str.len(s) } else { grow(s + s, n - 1) } }\nfn main() -> Int { grow("abcdefgh", 40) }',
}


@pytest.mark.parametrize("engine", ["vm", "jit"])
@pytest.mark.parametrize("name", GROWING)
def test_memory_is_limited(name, engine, tmp_path, capfd, monkeypatch):
    monkeypatch.setattr("motet.cli.lex.grants.MEMORY", 1 << 22)
    path = tmp_path / "program.lex"
    path.write_text(GROWING[name])
    assert main(["lex", "run", "--engine", engine, str(path)]) == 1
    assert capfd.readouterr().err.startswith("error: runtime: the run reached its memory limit\n")
