"""Numbers that an option may have: what is waited for or counted has an end."""

import math
from typing import Any

import click

MOST = 10_000_000
"""Seconds, minutes, requests or cases: more than any run has, and less than what the system takes for a time."""

GREATEST_SEED = 2**63 - 1

MOST_WORKERS = 256
"""Worker processes of a run: more than a contract has pieces of work for, and less than makes a machine stand still."""


class Quantity(click.FloatRange):
    """A number within a range, and never more than ten million, infinity included."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number. Raises `click.BadParameter` for one that is out of range or none at all."""
        try:
            number = float(super().convert(value, param, ctx))
        except OverflowError:
            self.fail(f"{str(value)[:40]}… is more than {MOST}.", param, ctx)
        if math.isnan(number):
            self.fail(f"{str(value)[:40]} is no number.", param, ctx)
        if number > MOST:
            self.fail(f"{number:g} is more than {MOST}.", param, ctx)
        return number
