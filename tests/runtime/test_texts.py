"""Texts against the Python bodies of the shared operations, in both worlds."""

import random

import pytest

from motet.bytecode.values import Variant
from motet.runtime import letters
from motet.stdlib import bytes as octets
from motet.stdlib import numbers, text
from motet.stdlib.letter_cases import CASELESS, FIRST_LETTER, LAST_LETTER, OTHER_CASES
from motet.stdlib.outcomes import ParseError
from motet.stdlib.shims import WHITE_SPACE

WORDS = ["", "a", "b", "ab", "aab", "abc" * 5, " ", "  x\t", "ä", "äa", "€x€", "𝄞", "a" * 100, "\n", "x\r\ny\n", "\u3000 t \u2003", "12", "-7"]  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_is_left(world):
    before = world.objects, world.live
    yield
    assert (world.objects, world.live) == before


def pairs():
    rng = random.Random(3)
    found = [(a, b) for a in WORDS for b in WORDS]
    for _ in range(60):
        alphabet = rng.choice(["ab", "ab ", "aä€𝄞", "abcdefgh"])
        a = "".join(rng.choice(alphabet) for _ in range(rng.randrange(40)))
        b = "".join(rng.choice(alphabet) for _ in range(rng.randrange(3)))
        found.append((a, b))
    return rng.sample(found, 120)


class Calls:
    """Calls of routines with texts that are released afterwards."""

    def __init__(self, world):
        self.world = world

    def call(self, name, *arguments, shows=None):
        held = [self.world.text(a) for a in arguments if isinstance(a, (str, bytes))]
        texts = iter(held)
        given = [next(texts) if isinstance(a, (str, bytes)) else a for a in arguments]
        result = self.world.call(name, (), *given)
        for argument, o in zip([a for a in arguments if isinstance(a, (str, bytes))], held, strict=True):
            assert self.world.string(o) == argument
        if shows is not None and result is not None:
            shown = shows(result)
            if shows != self.world.number:
                self.world.drop(result)
            result = shown
        for o in held:
            self.world.drop(o)
        return result

    def text(self, name, *arguments):
        return self.call(name, *arguments, shows=self.world.string)

    def list(self, name, *arguments):
        return self.call(name, self.world.lists["Ref"], *arguments, shows=self.world.strings)

    def number(self, name, *arguments):
        return self.call(name, *arguments, shows=self.world.number)


@pytest.fixture
def calls(world):
    return Calls(world)


def option(found):
    return found.values[0] if isinstance(found, Variant) and found.values else None


def test_what_two_texts_have_to_do_with_each_other(calls):
    for a, b in pairs():
        assert bool(calls.call("text_equal", a, b)) is (a == b)
        assert calls.call("text_order", a, b) == text.compare(a, b)
        assert bool(calls.call("text_contains", a, b, 0)) is (b in a)
        assert bool(calls.call("text_starts_with", a, b)) is a.startswith(b)
        assert bool(calls.call("text_ends_with", a, b)) is a.endswith(b)
        found = text.find(a, b)
        assert calls.number("text_find", a, b, 0) == (found if isinstance(found, int) else None)
        assert calls.text("text_strip_prefix", a, b, 0) == option(text.strip_prefix(a, b))
        assert calls.text("text_strip_suffix", a, b, 0) == option(text.strip_suffix(a, b))
        for edges, number in (("none", 0), ("both", 1)):
            assert calls.list("text_split", a, b, number, 0) == text.split(a, b, edges)
        for new in ("", "x", "€€"):
            assert calls.text("text_replace_all", a, b, new, 0) == a.replace(b, new)


def test_equal_texts_have_equal_hashes(calls):
    hashes = {calls.call("text_hash", word) for word in WORDS}
    assert len(hashes) == len(WORDS)
    assert 0 not in hashes
    assert all(calls.call("text_hash", word) in hashes for word in WORDS)


@pytest.mark.parametrize("word", WORDS)
def test_what_is_made_of_one_text(calls, word):
    assert calls.list("text_lines", word, 0) == text.lines(word)
    assert calls.text("text_reverse", word, 0) == word[::-1]
    assert calls.call("text_count", word) == len(word)
    for low, high in ((0, 2), (-3, 1), (1, 100), (2, 1), (1, 1), (0, 10**12)):
        expected = text.slice_text(word, low, high)
        assert calls.text("text_slice", word, low, high, 0) == (expected if isinstance(expected, str) else None)
    for sides, name in ((1, "start"), (2, "end"), (3, "both")):
        assert calls.text("text_trim", word, sides, 0) == text.trim(word, name)
    assert (calls.text("text_upper", word, 0), calls.text("text_lower", word, 0)) == (word.upper(), word.lower())
    for count in (-1, 0, 1, 2, 7):
        assert calls.text("text_repeat", word, count, 0) == word * count
    for index in (-1, 0, 1, 50):
        assert calls.text("text_ascii_at", word, index, 0) == text.ascii_at(word, index)


def test_the_other_case_of_letters(calls):
    alphabets = [chr(c) for c in range(FIRST_LETTER, LAST_LETTER + 1)]
    unknown = set()
    for each in alphabets[:: 40 if calls.world.name == "simulation" else 1]:
        for name, other in (("text_upper", each.upper()), ("text_lower", each.lower())):
            found = calls.text(name, f"aZ{each}bY", 0)
            expected = f"aZ{each}bY".upper() if name == "text_upper" else f"aZ{each}bY".lower()
            if found is None:
                unknown.add(each)
                assert len(other) != 1 or len(other.encode()) != 2 or each == "Σ"
            else:
                assert found == expected
    assert len(unknown) < 40
    for word in ("Grüße", "ΑΣ", "ŉ", "Ⅷ", "Ａ", "ﬁ", "𐐀", "İ", "ſ", "K"):
        assert calls.text("text_upper", word, 0) in (None, word.upper())
        assert calls.text("text_lower", word, 0) in (None, word.lower())


def test_ranges_without_cases():
    assert len(CASELESS) == letters.CASELESS_WORDS
    assert len(OTHER_CASES) == 2 * letters.LOWER
    for first, last in zip(CASELESS[::2], CASELESS[1::2], strict=True):
        text = "".join(map(chr, range(first, last + 1)))
        assert text.upper() == text == text.lower()


def test_trimming_knows_all_white_space(calls):
    rng = random.Random(2)
    near = [chr(ord(c) + step) for c in WHITE_SPACE for step in (-1, 1) if chr(ord(c) + step) not in WHITE_SPACE]
    for each in (*WHITE_SPACE, *near):
        for word in (each, each + "a" + each, f"é{each}", f"{each}é", each * 2):
            assert calls.text("text_trim", word, 3, 0) == word.strip(WHITE_SPACE)
    for _ in range(60):
        word = "".join(
            rng.choice([*WHITE_SPACE, "a", "é", "€", "𝄞", rng.choice(near)]) for _ in range(rng.randrange(9))
        )
        for sides, name in ((1, "start"), (2, "end"), (3, "both")):
            assert calls.text("text_trim", word, sides, 0) == text.trim(word, name)


NUMBERS = ["0", "+5", "-", "", "+", "007", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
           "-9223372036854775809", "99999999999999999999999", " 1", "1_0", "12a", "--1", "-0"]  # fmt: skip


@pytest.mark.parametrize("word", NUMBERS)
def test_numbers_in_texts(calls, word):
    expected = text.parse_int(word)
    assert calls.number("text_parse_int", word) == (None if isinstance(expected, ParseError) else expected)


@pytest.mark.parametrize("value", [0, 7, -7, 10, -10, 99, 12345, (1 << 63) - 1, -(1 << 63), 1 - (1 << 63)])
def test_texts_of_numbers(calls, world, value):
    assert calls.text("text_of_int", world.str, value, 0) == numbers.int_to_text(value)


def test_joining(world):
    for parts in ([], ["a"], ["", ""], ["a", "ä", "bc"], [str(k) for k in range(500)]):
        for separator in ("", ", ", "€"):
            xs, between = world.texts(parts), world.text(separator)
            joined = world.call("text_join", (), xs, between, 0)
            assert world.string(joined) == separator.join(parts)
            for o in (xs, between, joined):
                world.drop(o)


def test_appending_in_place_and_shared(world):
    rng = random.Random(5)
    held = [(world.text(""), "")]
    for _ in range(150):
        k = rng.randrange(len(held))
        a, model = held[k]
        if rng.random() < 0.2 and len(held) < 6:
            world.keep(a)
        else:
            held.pop(k)
        piece = rng.choice(WORDS)
        other = world.text(piece)
        held.append((world.call("text_concat", (), a, other, 0), model + piece))
        world.drop(other)
        assert all(world.string(o) == expected for o, expected in held)
    for o, _ in held:
        world.drop(o)


def test_a_text_appended_to_itself(world):
    a = world.text("ab")
    b = world.call("text_concat", (), world.keep(a), a, 0)
    assert (world.string(a), world.string(b)) == ("ab", "abab")
    world.drop(a)
    world.drop(b)


@pytest.mark.parametrize("pattern", ["a" * 40 + "b", "b" + "a" * 40, "ab" * 30, "a" * 50])
@pytest.mark.parametrize("end", ["", "aab" * 30, "b" + "a" * 40, "ab" * 40])
def test_texts_that_are_hard_to_search(calls, pattern, end):
    subject = "a" * 3000 + end
    found = subject.find(pattern)
    assert calls.number("text_find", subject, pattern, 0) == (found if found >= 0 else None)


@pytest.mark.parametrize("part", ["a" * 2_000_000 + "b", "b" + "a" * 2_000_000, "ab" * 1_000_000 + "a"])
def test_long_parts_are_searched_for_in_linear_time(calls, world, part):
    """Comparing all candidates to their ends would take hours."""
    if world.name == "simulation":
        pytest.skip("what is linear is slow there, too")
    subject = "a" * 2_500_000 + "ab" * 750_000
    found = subject.find(part)
    assert calls.number("text_find", subject, part, 0) == (found if found >= 0 else None)


BYTES = [b"", b"abc", "äöü€𝄞".encode(), b"\xff", b"a\xc3", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xf4\x8f\xbf\xbf", b"\xe0\x9f\xbf", b"\xf0\x8f\xbf\xbf", b"\xef\xbf\xbf", bytes(range(256))]  # fmt: skip


@pytest.mark.parametrize("data", BYTES)
def test_bytes(calls, world, data):
    expected = octets.to_text(data)
    assert calls.text("text_of_bytes", world.str, data, 0) == (expected if isinstance(expected, str) else None)
    for low, high in ((0, 0), (0, 3), (1, 2), (-1, 2), (2, 1), (0, 300)):
        cut = octets.slice_bytes(data, low, high)
        assert calls.text("bytes_slice", data, low, high, 0) == (cut if isinstance(cut, bytes) else None)
    for width in (1, 2, 4, 8):
        for offset in (-1, 0, 1, 248, 255):
            number = octets.int_at(data, offset, width)
            assert calls.number("bytes_int_at", data, offset, width) == (number if isinstance(number, int) else None)


@pytest.mark.parametrize("value", [0, 1, -1, 0x0102030405060708, -(1 << 63)])
def test_bytes_of_numbers_and_texts(calls, world, value):
    for width in (1, 2, 4, 8):
        assert calls.text("bytes_of_int", world.bytes, value, width, 0) == octets.from_int(value, width)
    assert calls.text("bytes_of_text", world.bytes, "aä", 0) == "aä".encode()


def test_a_text_that_grew_has_another_hash(calls, world):
    a, b = world.text("ab"), world.text("c")
    first = world.call("text_hash", (), a)
    a = world.call("text_concat", (), a, b, 0)
    assert world.call("text_hash", (), a) == calls.call("text_hash", "abc") != first
    world.drop(a)
    world.drop(b)
