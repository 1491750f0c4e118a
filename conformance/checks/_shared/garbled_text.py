"""Text that was decoded with the wrong encoding on its way."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from graphql import GraphQLInputObjectType, GraphQLSchema

from kraken_conformance.checks._shared.text_values import texts_of
from kraken_conformance.judging.observation import Observation
from kraken_conformance.judging.sent_values import sent_values
from kraken_conformance.spec import Level

_TWICE = re.compile("[\u00c2-\u00f4][\u0080-\u00bf]{1,3}|\u00e2\u20ac[\u0080-\u2122]")
"""UTF-8 that was read as Latin-1 or Windows-1252."""

_SURROGATE = re.compile("[\ud800-\udfff]")

_BEYOND = re.compile("[\U00010000-\U0010ffff]")
"""The characters that need more than 16 bits, or three bytes of UTF-8."""

_NOT_ASCII = re.compile("[^\x00-\x7f]")

_LIKELY: Final = ((0x80, 0x24F), (0x2000, 0x20FF), (0x1F000, 0x1FAFF))
"""Letters of European languages, punctuation and emoji: what is found garbled in practice."""

ENCODINGS: Final = ("latin-1", "cp1252")
"""As which UTF-8 is read by mistake."""

SHORTEST: Final = 4
"""Characters of a text of which a copy with replaced characters is no chance."""


@dataclass(frozen=True, slots=True)
class Garbled:
    """What a text should have been."""

    expected: str
    level: Level | None = None


HALVES: Final = Garbled("text without half characters", Level.SHOULD)


def garbled(observation: Observation, path: Sequence[str | int], text: str) -> Garbled | None:
    """Return what is wrong with the encoding of a text in an answer, None where nothing is.

    A record may hold any text, also one that an earlier request stored, and shows it where it takes no new one: what
    can be set is compared with what this request sent, and was accepted with. The words of errors are the server's own,
    and what no input has the name of weighs less.
    """
    if text.isascii() and "?" not in text and not sends_beyond_basic_plane(observation):
        return None
    if path[:1] == ("errors",):
        return _in_words(list(_sent(observation)), text)
    if _SURROGATE.search(text):
        return None if _is_in(text, _sent(observation)) else HALVES
    if not observation.shows_success:
        return None
    name = next((step for step in reversed(path) if isinstance(step, str)), "")
    sent = _sent_at(observation, name)
    if text in sent if text.isascii() else _is_in(text, sent):
        return None
    return _replaced(sent, text) or _copied(sent, text) or _never_set(observation, name, text)


def _in_words(sent: Sequence[str], text: str) -> Garbled | None:
    """Return what is wrong with the words of an error, which may quote what was sent."""
    if _is_in(text, sent):
        return None
    if _SURROGATE.search(text):
        return HALVES
    right = _TWICE.sub(lambda found: found[0] if _is_in(found[0], sent) else _decoded(found[0]), text)
    if right == text:
        return _replaced(sent, text)
    return _copied(sent, text) or Garbled(f'"{right}"', Level.SHOULD)


def _is_in(part: str, texts: Iterable[str]) -> bool:
    return any(part in one for one in texts)


def _copied(sent: Iterable[str], text: str) -> Garbled | None:
    """Return the text that was sent where it stands here in the characters of another encoding, whole or in part."""
    for one in sent:
        for encoding in ENCODINGS if not one.isascii() else ():
            copy = one.encode("utf-8", "replace").decode(encoding, "replace")
            if copy in text:
                return Garbled(f'"{text.replace(copy, one)}"')
    return None


def _decoded(found: str) -> str:
    for encoding in ENCODINGS:
        try:
            right = found.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        if all(one.isascii() or _is_likely(one) for one in right):
            return right
    return found


def _never_set(observation: Observation, name: str, text: str) -> Garbled | None:
    """Return what a text should have been that no input sets, where all of it was encoded twice."""
    if name in observation.target.once(
        "names of inputs", make=lambda: _names_of_inputs(observation.target.type_system)
    ):
        return None
    right = _decoded(text)
    return None if right == text else Garbled(f'"{right}"', Level.SHOULD)


def sends_beyond_basic_plane(observation: Observation) -> bool:
    """Whether a text that was sent has a character that needs more than 16 bits."""
    return any(_BEYOND.search(text) for text in _sent(observation))


def _names_of_inputs(schema: GraphQLSchema) -> frozenset[str]:
    """Return the names of all arguments of mutations, and of the fields of input objects."""
    found: set[str] = set()
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLInputObjectType):
            found.update(type_.fields)
    for field in schema.mutation_type.fields.values() if schema.mutation_type else ():
        found.update(field.args)
    return frozenset(found)


def _is_likely(character: str) -> bool:
    return any(low <= ord(character) <= high for low, high in _LIKELY)


def _replaced(sent: Iterable[str], text: str) -> Garbled | None:
    """Return the text that was sent where this is the same with question marks in the place of characters.

    Of all that are not ASCII, or of those beyond the basic plane alone. What lacks those may have been cleaned.
    """
    for one in sent:
        if one.isascii() or text == one:
            continue
        copies = [one.encode("ascii", "replace").decode(), _NOT_ASCII.sub("\ufffd", one)]
        copies += [
            _BEYOND.sub(sign, one) for sign in ("?", "??", "\ufffd", "\ufffd\ufffd") if _BEYOND.search(one)
        ]
        if text in (copy for copy in copies if len(one) >= SHORTEST or len(copy) > len("??")):
            return Garbled(f'"{one}"')
        without = _BEYOND.sub("", one)
        if without == text and len(without.strip()) >= SHORTEST:
            return Garbled(f'"{one}"', Level.SHOULD)
    return None


def _sent(observation: Observation) -> Iterator[str]:
    yield "" if observation.case.operation is None else observation.case.operation.document
    for _, one in texts_of(observation.case.variables):
        yield one


def _sent_at(observation: Observation, name: str) -> list[str]:
    """Return the texts that were sent under the name of a place in the answer; all but short ones where none was."""
    found = list(texts_of(sent_values(observation.case)))
    return [one for at, one in found if name in at] or [one for _, one in found if len(one) >= SHORTEST]
