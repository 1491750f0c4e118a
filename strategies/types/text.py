"""Text, the type with the most ways to go wrong."""

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from kraken_conformance.strategies.values import Edge

TEXT_EDGES = (
    Edge("empty text", ""),
    Edge("one space", " "),
    Edge("300 characters", "a" * 300),
    Edge("12,000 characters", "a" * 12_000),
    Edge("accented text", "Éà çœûï ÿ"),
    Edge(
        "right-to-left text, invisible characters, and two beyond 16 bits", "مرحبا שלום\u200f\u2028\x7f 😀 𝒜"
    ),
    Edge("quotes, newline, backslash and other signs", "'a' \"b\"\nc\\d 100% <e> & {f} $g */ -- .."),
    Edge("digits only, with a leading zero", "01234567890123456789"),
)
"""One text for each of the known ways in which a server goes wrong over text."""


_CHARACTERS = "".join(
    (
        "0123456789",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
        " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
        "\t\n\r\x01\x08\x0b\x0c\x1b\x1f\x7f\x80\x85\x9f",  # control characters
        "\xa0\xad\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202e\u2060\u2066\u2069\u3000\ufeff\ufe0f",  # invisible
        "ÄÅÆÉÑÖØÜÝÞßàäåçèéêëïñóöøùúüÿĀčđęğİıŁőŒşŤžſƒǅțɐ",
        "ΑΩάςφАЯёйіЖאםשلأوپ٣ऀकि์กอ中文國一あんアー゙한글ᄀႠ",
        "\u0300\u0308\u0327\u0338\u20dd",  # marks that join the character before them
        "¡§©«®°²·¿×–’“…‰€™→∞≠①★☃ﬁＡ￼",
        "😀👍🏽🇫🇷𝒜𝟘𠀀\U000e0020\U0010fffd",  # beyond 16 bits; the last but one is a tag, the last for private use
        "\ue000\ufdd0\ufffd\ufffe\uffff\U0001fffe\U0010ffff",  # for private use, a replacement, and no characters
    )
)
"""One for each byte: some of every kind that JSON can carry everywhere, which leaves out surrogates and NUL.

`hypothesis.strategies.text` would look up the category of all 1,114,112 code points first, which takes half a second,
and most of them are unassigned.
"""


def texts(*, min_size: int = 0, max_size: int = 60) -> SearchStrategy[str]:
    """Return a strategy for text of many scripts, by its number of characters.

    Shrinks towards shorter text, and towards the digit 0 in each place.
    """
    return st.binary(min_size=min_size, max_size=max_size).map(_written)


def _written(drawn: bytes) -> str:
    return "".join(map(_CHARACTERS.__getitem__, drawn))
