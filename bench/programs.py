"""Reads the benchmark programs: one file each, with the same algorithm in several languages."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "programs"


class Bar(NamedTuple):
    """What is asked: at most `ratio` times the time of `side`, of Motet on another program (`motet:NAME`), or of a
    nanosecond for each unit of the argument (`ns`)."""

    side: str
    ratio: float


class Program(NamedTuple):
    """One benchmark: `sections` holds the text for each language that has one."""

    name: str
    title: str
    argument: int
    bars: list[Bar]
    level: str | None
    sections: dict[str, str]


def read(name: str) -> Program:
    """The program of this name. FileNotFoundError when there is none."""
    head, *parts = (FOLDER / f"{name}.bench").read_text("utf-8").split("\n--- ")
    title, *lines = head.strip().split("\n")
    fields = dict(line.split(": ", 1) for line in lines)
    bars = (
        [Bar(side, float(ratio)) for side, ratio in map(str.split, fields["bars"].split(","))]
        if "bars" in fields
        else []
    )
    sections = {language: text for language, _, text in (part.partition("\n") for part in parts)}
    return Program(name, title, int(fields["argument"]), bars, fields.get("level"), sections)


def names() -> list[str]:
    """Names of all programs."""
    return sorted(path.stem for path in FOLDER.glob("*.bench"))
