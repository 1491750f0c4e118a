"""Paths that an option may have."""

from typing import Any

import click


class GivenPath(click.Path):
    """A path that is not empty: a variable that is not set must not mean the folder that one happens to be in."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path. Raises `click.BadParameter` for an empty one."""
        if value in ("", b""):
            self.fail("it is empty. Give a path, or leave the option out.", param, ctx)
        return super().convert(value, param, ctx)
