"""Rules of the house that any tool can check."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = sorted(path for folder in ("src", "tests", "bench", "examples") for path in (ROOT / folder).rglob("*.py"))
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
TEXTS = [*CODE, *PAGES, ROOT / "Makefile", ROOT / "pyproject.toml", ROOT / ".ci" / "run"]

MOST_LINES = 800
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:work|root|home|Users|workspace)/\w")


def test_the_version_is_said_twice_and_alike():
    import motet

    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert motet.__version__ == declared


def test_modules_of_tests_have_names_of_their_own():
    """Those in folders that are no packages are imported by name alone."""
    found = [path for path in (ROOT / "tests").rglob("*.py") if not (path.parent / "__init__.py").exists()]
    names = Counter(path.name for path in found if path.name != "conftest.py")
    assert not [name for name, count in names.items() if count > 1]


def short(path):
    return str(path.relative_to(ROOT))


def test_no_file_is_too_long():
    assert not [short(path) for path in CODE if path.read_bytes().count(b"\n") > MOST_LINES]


@pytest.mark.parametrize("path", TEXTS, ids=short)
def test_no_text_names_a_machine(path):
    found = [line for line in path.read_text("utf-8").splitlines() if MACHINE_PATHS.search(line)]
    assert not [line for line in found if "MACHINE_PATHS" not in line]


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_links_between_pages_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=short)
def test_pages_name_files_that_exist(page):
    """A path in code font that starts with one of the project's folders exists."""
    for target in re.findall(r"`((?:src|tests|bench|examples|docs)/[\w./-]+)`", page.read_text("utf-8")):
        assert (ROOT / target).exists(), target


def test_the_make_targets_that_pages_name_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    for page in PAGES:
        named = set(re.findall(r"(?:`|^)make ([a-z]+)", page.read_text("utf-8"), re.M))
        assert named <= targets, short(page)
