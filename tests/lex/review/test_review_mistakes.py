"""Programs with mistakes: the errors that tell of them, and nothing else."""

import pytest
from review_programs import errors

SHAPE = "type Shape = Dot | Pair(Option[Int], Option[Int])\n"

UNKNOWN_TYPES = [
    "fn f(s :: Leaf) -> Int { match s { Dot => 0, Pair(Some(1), _) => 1, Pair(None, None) => 2 } }",
    "fn f(s :: Option[Leaf]) -> Int { match s { None => 0, Some(Pair(Some(1), None)) => 1 } }",
    "fn f(s :: (Leaf, Leaf)) -> Int { match s { (Pair(Some(1), _), Dot) => 1, (Dot, _) => 2 } }",
    "fn f(s :: { x :: Leaf }) -> Int { match s { { x: Pair(Some(1), _) } => 1, _ => 2 } }",
    "fn f(s :: List[Leaf]) -> Int { match s { [Pair(Some(1), _), ..r] => 1, [] => 2 } }",
]


@pytest.mark.parametrize("text", UNKNOWN_TYPES)
def test_matches_on_types_that_do_not_exist(text):
    kinds = [error["kind"] for error in errors(SHAPE + text)]
    assert kinds[0] == "unknown_identifier"
    assert set(kinds) <= {"unknown_identifier", "non_exhaustive_match"}


def test_types_that_do_not_exist_fit_everywhere():
    program = "fn f(s :: Leaf) -> Int { match s { Dot => 0, Pair(_, _) => 1 } }\nfn g() -> List[Int] { [f(Dot), f(1), f([2])] }"
    assert [(error["kind"], error["name"]) for error in errors(SHAPE + program)] == [("unknown_identifier", "Leaf")]
