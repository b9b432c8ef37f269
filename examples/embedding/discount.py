"""Runs a rule from a file inside a Python program, with hard limits and nothing granted."""

from pathlib import Path

import motet

RULE = Path(__file__).with_name("discount.snek")


def main() -> None:
    """Load the rule, call it, and survive a rule that never ends."""
    limits = motet.Limits(seconds=2, memory="64MB")
    with motet.load(RULE, policy=motet.Policy(pure=True), limits=limits) as rule:
        for cents, loyal in ((1999, True), (12000, False), (12000, True)):
            print(cents, loyal, rule.discount(cents, loyal))

    with motet.compile("(fun (spin n) (loop n)) 0", limits=motet.Limits(seconds=0.1)) as endless:
        try:
            endless.spin(1)
        except motet.LimitError as error:
            print("stopped:", error.kind)


if __name__ == "__main__":
    main()
