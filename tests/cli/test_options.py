"""The parser of command lines."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motet.cli.options import Command, Option, UsageError, choice, help_text, parse, positive_count, positive_seconds

OPTIONS = (
    Option(("--fuel", "-f"), "limit", "N", positive_count),
    Option(("--allow",), "grant", "GRANT", repeat=True),
    Option(("--allow-all",), "grant everything"),
    Option(("--engine",), "engine", "NAME", choice("vm", "jit"), "jit"),
)
RUN = Command("run", "Run.", ("FILE", "[ARGUMENTS...]"), OPTIONS, options_first=True)
EMIT = Command("emit", "Emit.", ("FILE", "[OUT]"), OPTIONS)


def test_values_and_defaults():
    values = parse(RUN, ["--fuel", "5", "--allow=a", "--allow", "b", "--allow-all", "f.snek", "x", "--fuel"])
    assert values["fuel"] == 5
    assert values["allow"] == ["a", "b"]
    assert values["allow_all"] is True
    assert values["engine"] == "jit"
    assert values["file"] == "f.snek"
    assert values["arguments"] == ["x", "--fuel"]


def test_options_may_follow_the_file_where_the_command_says_so():
    values = parse(EMIT, ["f.snek", "-f", "7", "out"])
    assert (values["file"], values["out"], values["fuel"]) == ("f.snek", "out", 7)
    assert parse(EMIT, ["f.snek"])["out"] is None


def test_two_dashes_end_the_options():
    assert parse(EMIT, ["--", "--fuel"])["file"] == "--fuel"
    assert parse(RUN, ["--", "-5", "--", "x"])["arguments"] == ["--", "x"]


def test_one_dash_is_a_file():
    assert parse(RUN, ["-"])["file"] == "-"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "FILE is missing"),
        (["f", "o", "more"], "unexpected argument 'more'"),
        (["--feul", "1"], "unknown option --feul; did you mean --fuel?"),
        (["-x", "f"], "unknown option -x"),
        (["--fuel"], "option --fuel needs a value: --fuel N"),
        (["--fuel", "0", "f"], "option --fuel: expected a whole number above 0, got '0'"),
        (["--fuel=", "f"], "option --fuel: expected a whole number above 0, got ''"),
        (["--fuel=99999999999999999999", "f"], "option --fuel: expected a whole number above 0"),
        (["--allow-all=1", "f"], "option --allow-all takes no value"),
        (["--engine", "gpu", "f"], "option --engine: expected vm or jit, got 'gpu'"),
    ],
)
def test_wrong_command_lines(words, message):
    with pytest.raises(UsageError) as caught:
        parse(EMIT, words)
    assert str(caught.value).startswith(message)


def test_help_needs_no_positionals_and_names_everything():
    assert parse(RUN, ["--help"])["help"] is True
    text = help_text(RUN)
    assert text.startswith("usage: motet run [OPTIONS] FILE [ARGUMENTS...]\n")
    for option in OPTIONS:
        assert option.names[0] in text


@pytest.mark.parametrize("text", ["0", "-1", "nan", "inf", "1e999", "", "x"])
def test_seconds_must_be_above_zero(text):
    with pytest.raises(UsageError):
        positive_seconds(text)


def test_seconds():
    assert positive_seconds("0.5") == 0.5


@given(st.lists(st.text(max_size=12) | st.sampled_from(["--fuel", "--allow", "-f", "3", "--", "--engine=vm"])))
def test_any_words_give_values_or_a_usage_error(words):
    try:
        values = parse(RUN, words)
    except UsageError:
        return
    assert values["help"] or isinstance(values["file"], str)


@pytest.mark.parametrize(("names", "text"), [(("a",), "a"), (("a", "b"), "a or b"), (("a", "b", "c"), "a, b or c")])
def test_a_choice_lists_what_there_is(names, text):
    with pytest.raises(UsageError, match=f"^expected {text}, got 'x'$"):
        choice(*names)("x")
