"""New passphrases, judged and offered without a connection: what is refused, how strong one is, a generated one.

Any Unicode is allowed; there are no rules about kinds of characters and none about expiry (NIST SP 800-63B-4). Two
estimates are made and the lower one counts: what it costs to try the known words it is made of, and what zxcvbn finds.
"""

from __future__ import annotations

import math
import re
import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Literal

from lvv_desk.errors import VaultError
from lvv_desk.paths import resources

MINIMUM = 15
"""The fewest characters of a passphrase, after NFKC."""
MAXIMUM = 256
"""The most characters of a passphrase, after NFKC."""
GUESSABLE_DIGITS = 13
"""Refused below 10**13 guesses: three words of the list stay below it, four are above it."""
STRONG_DIGITS = 16
"""Strong from 10**16 guesses: five words of the list."""
GENERATED_WORDS = 6
FEWEST_WORDS, MOST_WORDS = 5, 25

Strength = Literal["short", "guessable", "fair", "strong"]

# zxcvbn refuses more than 72 characters and takes twice as long for 72 as for 48; a start hard to guess is enough
_READ = 48
_LONGEST_WORD = 45
_SHORTEST_RUN = 4
_RUN_BITS = 6.0
_SHORTEST_NAME = 3
_ENDINGS = ("s", "e", "n", "en", "er", "t", "d", "je", "jes", "tje", "tjes")
_ROWS = (
    "01234567890",
    "qwertyuiopasdfghjklzxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertzuiopasdfghjklyxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
    "1q2w3e4r5t6y7u8i9o0p",
    "!@#$%^&*()",
)
_RUNS = (*_ROWS, *(row[::-1] for row in _ROWS))
_SIGNS_FOR_LETTERS = tuple(str.maketrans(signs, letters) for signs, letters in (("01345@$!", "oleasasl"), ("1!", "ii")))
# zxcvbn tries all combinations of these signs, which takes seconds when a text has many of them
_PUNCTUATION_FOR_LETTERS = str.maketrans("@({[<!|$+%", "accccilstx")


def normalised(passphrase: str) -> str:
    """The form in which a passphrase is counted and used: NFKC. Lone surrogates stay as they are."""
    return unicodedata.normalize("NFKC", passphrase)


def check(passphrase: str, *, context: Iterable[str] = ()) -> None:
    """Raises :class:`VaultError` when a new passphrase is too short, too long or easily guessed.

    ``context`` are words that someone who knows the user would try: the names of the user, vault and organisation.
    """
    text = normalised(passphrase)
    if len(text) < MINIMUM:
        raise VaultError("passphrase_short", minimum=MINIMUM, length=len(text))
    if len(text) > MAXIMUM:
        raise VaultError("passphrase_long", maximum=MAXIMUM)
    if _digits(text, context) < GUESSABLE_DIGITS:
        raise VaultError("passphrase_guessable")


def strength(passphrase: str, *, context: Iterable[str] = ()) -> Strength:
    """What the meter shows while typing; a passphrase that is too long is judged by its first 256 characters."""
    text = normalised(passphrase[: 4 * MAXIMUM])[:MAXIMUM]
    if len(text) < MINIMUM:
        return "short"
    digits = _digits(text, context)
    if digits < GUESSABLE_DIGITS:
        return "guessable"
    return "strong" if digits >= STRONG_DIGITS else "fair"


def generate(words: int = GENERATED_WORDS) -> str:
    """A passphrase of so many different words (5 to 25) drawn from the list, with spaces between.

    Raises :class:`ValueError` for another number of words.
    """
    if not FEWEST_WORDS <= words <= MOST_WORDS:
        raise ValueError(f"not from {FEWEST_WORDS} to {MOST_WORDS} words: {words}")
    return " ".join(secrets.SystemRandom().sample(word_list(), words))


@cache
def word_list() -> tuple[str, ...]:
    """The Dutch words that generated passphrases are made of."""
    return _lines("words.txt")


@cache
def _blocklist() -> tuple[str, ...]:
    return _lines("common.txt")


def _lines(name: str) -> tuple[str, ...]:
    return tuple((resources() / "passphrases" / name).read_text("utf-8").split())


@cache
def _bits_of_words() -> dict[str, float]:
    return {word: math.log2(len(words)) for words in (_blocklist(), word_list()) for word in words}


@cache
def _tried_first() -> tuple[str, ...]:
    return tuple(dict.fromkeys((*_blocklist(), *word_list())))


def _digits(text: str, context: Iterable[str]) -> float:
    """The logarithm (base 10) of the guesses that a normalised passphrase withstands, at most."""
    names = _names(context)
    joined = "".join(_folded(text).split())
    if not joined or _repeats(joined):
        return 0.0
    bits = {**_bits_of_words(), **dict.fromkeys(names, 0.0)}
    known = min(_bits(form, bits) for form in _forms(joined)) * math.log10(2)
    return known if known < GUESSABLE_DIGITS else min(known, _zxcvbn_digits(text, names))


def _names(context: Iterable[str]) -> tuple[str, ...]:
    """The words of the context, and each name as a whole without what is between its words."""
    found: dict[str, None] = {}
    for name in context:
        parts = re.findall(r"[^\W\d_]+", _folded(name))
        found.update(dict.fromkeys((*parts, "".join(parts))))
    return tuple(part for part in found if len(part) >= _SHORTEST_NAME)


def _folded(text: str) -> str:
    """Small letters without accents: for comparing only."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one))


def _repeats(joined: str) -> bool:
    """Whether it is one part again and again, a part that would be too short by itself."""
    sizes = range(1, min(MINIMUM - 1, len(joined) // 2) + 1)
    return any(joined == (joined[:size] * len(joined))[: len(joined)] for size in sizes)


def _forms(joined: str) -> set[str]:
    """As typed; with the letters only; and with the letters that signs stand for, numbers and ends taken off first."""
    numberless = re.sub(r"\d{3,}", "", joined)
    tailless = re.sub(r"[\W\d_]+$", "", numberless)
    forms = {joined, _letters(joined)}
    for form in (numberless, tailless, re.sub(r"^[\W\d_]+", "", tailless)):
        for table in _SIGNS_FOR_LETTERS:
            forms.add(_letters(form.translate({**_SIGNS_FOR_LETTERS[0], **table})))
    return forms - {""}


def _letters(text: str) -> str:
    return "".join(one for one in text if one.isalpha())


def _bits(form: str, bits: Mapping[str, float]) -> float:
    """What the different known words cost that a form is made of; infinite when there is something else in it."""
    cheapest: list[tuple[float, frozenset[str]] | None] = [(0.0, frozenset()), *[None] * len(form)]
    for start, reached in enumerate(cheapest):
        if reached is None:
            continue
        for word, cost in _words_at(form, start, bits):
            after = reached if word in reached[1] else (reached[0] + cost, reached[1] | {word})
            for end in _ends(form, start + len(word)):
                there = cheapest[end]
                if there is None or after[0] < there[0]:
                    cheapest[end] = after
    return math.inf if cheapest[-1] is None else cheapest[-1][0]


def _words_at(form: str, start: int, bits: Mapping[str, float]) -> Iterable[tuple[str, float]]:
    """The known words, and the runs of keys, of letters and of digits, that begin there."""
    for end in range(start + 2, min(len(form), start + _LONGEST_WORD) + 1):
        part = form[start:end]
        if part in bits:
            yield part, bits[part]
        elif len(part) >= _SHORTEST_RUN and any(part in row for row in _RUNS):
            yield part, _RUN_BITS


def _ends(form: str, end: int) -> list[int]:
    """Where a word may end: after itself, or after an ending or a joint as in "werkers" and "stationsplein"."""
    return [end, *(end + len(ending) for ending in _ENDINGS if form.startswith(ending, end))]


def _zxcvbn_digits(text: str, names: tuple[str, ...]) -> float:
    """What zxcvbn finds, for the text without spaces: it counts each space as if it were a choice of its own."""
    from zxcvbn import zxcvbn  # noqa: PLC0415 - its lists take long to load, and opening a vault needs none

    read = "".join(text.split()).translate(_PUNCTUATION_FOR_LETTERS)[:_READ]
    return float(zxcvbn(read, user_inputs=(*names, *_tried_first()))["guesses_log10"])


GENERATED_BITS = math.log2(math.perm(len(word_list()), GENERATED_WORDS))
"""The bits of a generated passphrase of six words: 66 with 2,048 words."""
