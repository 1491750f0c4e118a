"""What the types of published JSON say beyond those of Python: ranges, words, defaults."""

from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeAlias

GREATEST: Final = 2**53
"""Numbers from here on are no measurements, and do not survive JSON everywhere."""


@dataclass(frozen=True, slots=True, eq=False)
class Default:
    """What a report takes where a line does not have the key."""

    value: Any


@dataclass(frozen=True, slots=True)
class Words:
    """The texts that a value may be."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Below:
    """A number from 0 to below another one."""

    limit: int


@dataclass(frozen=True, slots=True)
class Keys:
    """A regular expression for the keys of an object."""

    pattern: str


Count: TypeAlias = Annotated[int, Below(GREATEST)]
Number: TypeAlias = Annotated[float, Below(GREATEST)]
Counters: TypeAlias = dict[str, Count]
Texts: TypeAlias = list[str]
Text: TypeAlias = Annotated[str, Default("")]
Names: TypeAlias = Annotated[list[str], Default([])]
WithDefault: TypeAlias = Annotated[Count, Default(0)]
