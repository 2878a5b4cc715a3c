"""From what somebody typed to lines on paper. Nothing in a text is ever a command: there is no markup here.

Control characters, and the marks that turn the reading direction around, are dropped. A character that no bundled font
has is printed as its number, ``[U+4E2D]``, and the document says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from bidi import algorithm

from lvv_desk.pdf import fonts
from lvv_desk.pdf.styles import Style

NEW_LINES = re.compile(r"\r\n?|[\u0085\u2028\u2029\v\f]")
EMPTY_LINES = re.compile(r"\n(?:[ \u00a0]*\n){3,}")
NUMBERS = re.compile(r"\+?[0-9]+(?:[-/.:, ][0-9]+)+")
JOINERS = "\u200c\u200d"
NO_BREAK_SPACES = "\u00a0\u202f\u2007"
BREAK_AFTER = "-/.:_@,;+"
LONGEST_RUN = 200
ARABIC_SCALE = 1.12
ARABIC_LEADING = 1.2


@dataclass(frozen=True)
class Piece:
    """Letters of one font and one direction."""

    face: fonts.Face
    glyphs: tuple[fonts.Glyph, ...]
    size: float
    width: float
    level: int


@dataclass(frozen=True)
class TextLine:
    """A line of text, its pieces from left to right."""

    pieces: tuple[Piece, ...]
    width: float
    style: Style
    height: float
    from_right: bool = False

    @property
    def turns(self) -> bool:
        """Whether any of it is read from right to left."""
        return any(piece.level % 2 for piece in self.pieces)


@dataclass(frozen=True)
class _Word:
    text: str
    levels: tuple[int, ...] | None
    pieces: tuple[Piece, ...]
    width: float


def plain(text: str) -> str:
    """The text without what can't be seen, with one kind of line end and at most two empty lines in a row."""
    lines = NEW_LINES.sub("\n", unicodedata.normalize("NFC", text))
    return EMPTY_LINES.sub("\n\n\n", "".join(_plain(lines)))


def _plain(text: str) -> Iterator[str]:
    before = ""
    for character in text:
        category = unicodedata.category(character)
        if character == "\n" or " " <= character <= "~":
            before = character
        elif character in NO_BREAK_SPACES:
            before = "\u00a0"
        elif category == "Zs" or character == "\t":
            before = " "
        elif character in JOINERS:
            if fonts.family_of(before or " ") != fonts.ARABIC:
                continue
            before = character
        elif category in ("Cc", "Cf") or "\ufe00" <= character <= "\ufe0f":
            continue
        else:
            before = character
        yield before


class Typesetter:
    """Sets text for one document. What it keeps goes away with it: it holds what people said."""

    def __init__(self) -> None:
        self.replaced = False
        self._known: dict[tuple[str, Style], _Word] = {}
        self._shaped: dict[tuple[str, str, bool], tuple[tuple[fonts.Glyph, ...], int]] = {}

    def lines(self, text: str, style: Style, width: float) -> list[TextLine]:
        """The lines of a text in a column. An empty text is one empty line."""
        return [line for part in self._printable(text).split("\n") for line in self._fill(part, style, width)]

    def one_line(self, text: str, style: Style, width: float) -> TextLine:
        """A text on one line; what does not fit is cut off with an ellipsis."""
        flat = " ".join(self._printable(text).split())
        line = self._fill(flat, style, float("inf"))[0]
        kept = len(flat)
        while line.width > width and kept > 1:
            kept = min(kept - 1, int(kept * width / line.width) + 1)
            line = self._fill(flat[:kept].rstrip() + "…", style, float("inf"))[0]
        return line

    def natural(self, text: str, style: Style) -> tuple[float, float]:
        """How wide the longest line and the longest word are."""
        widest = longest = 0.0
        for part in self._printable(text).split("\n"):
            words = self._words(part, style)
            widest = max(widest, sum(word.width for word in words))
            longest = max(longest, *(word.width for word in words)) if words else longest
        return widest, longest

    def _printable(self, text: str) -> str:
        cleaned = plain(text)
        if cleaned.isascii():
            return cleaned
        return "".join(
            one if one in "\n\u00a0" or one in JOINERS or fonts.can_print(one) else self._replacement(one)
            for one in cleaned
        )

    def _replacement(self, character: str) -> str:
        self.replaced = True
        return f"[U+{ord(character):04X}]"

    def _fill(self, text: str, style: Style, width: float) -> list[TextLine]:
        base = base_level(text)
        found: list[list[_Word]] = [[]]
        used = 0.0
        for word in self._words(text, style):
            if used + word.width > width and not word.text.isspace():
                if found[-1]:
                    found.append([])
                    used = 0.0
                while word.width > width and len(word.text) > 1:
                    head, word = self._cut(word, style, width)  # noqa: PLW2901 - what is left goes on
                    found[-1].append(head)
                    found.append([])
            found[-1].append(word)
            used += word.width
        several = len(found) > 1
        return [self._line(words, style, from_right=base == 1 and several) for words in found]

    def _line(self, words: list[_Word], style: Style, *, from_right: bool) -> TextLine:
        while words and words[-1].text.isspace():
            words = words[:-1]
        pieces = in_visual_order([piece for word in words for piece in word.pieces])
        arabic = any(piece.face.name.startswith(fonts.ARABIC) for piece in pieces)
        height = style.leading * (ARABIC_LEADING if arabic else 1)
        return TextLine(tuple(pieces), sum(one.width for one in pieces), style, height, from_right)

    def _words(self, text: str, style: Style) -> list[_Word]:
        levels = levels_of(text)
        words = []
        for match in re.finditer(r" +|[^ ]+", text):
            part = levels[match.start() : match.end()] if levels else None
            words += [self._word(match.group(), tuple(part) if part else None, style)]
        return words

    def _word(self, text: str, levels: tuple[int, ...] | None, style: Style) -> _Word:
        if levels is not None:
            return self._set(text, levels, style)
        if (text, style) not in self._known:
            self._known[text, style] = self._set(text, None, style)
        return self._known[text, style]

    def _set(self, text: str, levels: tuple[int, ...] | None, style: Style) -> _Word:
        pieces = tuple(self._pieces(text, levels, style))
        return _Word(text, levels, pieces, sum(piece.width for piece in pieces))

    def _pieces(self, text: str, levels: tuple[int, ...] | None, style: Style) -> Iterator[Piece]:
        for start, end, level in _stretches(text, levels):
            for face, part in fonts.runs(text[start:end], style.weight):
                glyphs, width = self._shape(face, part, right_to_left=level % 2 == 1)
                size = style.size * (ARABIC_SCALE if face.name.startswith(fonts.ARABIC) else 1)
                yield Piece(face, glyphs, size, width * size / 1000, level)

    def _shape(self, face: fonts.Face, text: str, *, right_to_left: bool) -> tuple[tuple[fonts.Glyph, ...], int]:
        key = (face.name, text, right_to_left)
        if key not in self._shaped:
            glyphs = face.shape(text, right_to_left=right_to_left)
            self._shaped[key] = (glyphs, sum(one.advance for one in glyphs))
        return self._shaped[key]

    def _cut(self, word: _Word, style: Style, width: float) -> tuple[_Word, _Word]:
        """The longest beginning that fits, after a hyphen or the like if there is one; and what is left."""
        fits = 1
        low, high = 1, min(len(word.text) - 1, LONGEST_RUN)
        while low <= high:
            middle = (low + high) // 2
            if self._part(word, 0, middle, style).width <= width:
                fits, low = middle, middle + 1
            else:
                high = middle - 1
        place = next((one for one in range(fits, fits // 2, -1) if word.text[one - 1] in BREAK_AFTER), fits)
        while place > 1 and unicodedata.category(word.text[place]) in ("Mn", "Mc", "Cf"):
            place -= 1
        return self._part(word, 0, place, style), self._part(word, place, len(word.text), style)

    def _part(self, word: _Word, start: int, end: int, style: Style) -> _Word:
        levels = word.levels[start:end] if word.levels else None
        if end - start > LONGEST_RUN:
            return _Word(word.text[start:end], levels, (), float("inf"))
        return self._word(word.text[start:end], levels, style)


def _stretches(text: str, levels: tuple[int, ...] | None) -> Iterator[tuple[int, int, int]]:
    if levels is None:
        yield 0, len(text), 0
        return
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or levels[place] != levels[start]:
            yield start, place, levels[start]
            start = place


def base_level(text: str) -> int:
    """1 when the first letter that has a direction goes from right to left."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in ("L", "R", "AL"):
            return 0 if kind == "L" else 1
    return 0


def levels_of(text: str) -> list[int] | None:
    """The level of each character by the Unicode bidirectional algorithm; ``None`` when all go from left to right.

    The parts of a date or a telephone number stay in the order in which they were typed, also among Arabic words.
    """
    if text.isascii() or not any(unicodedata.bidirectional(one) in ("R", "AL", "AN") for one in text):
        return None
    base = base_level(text)
    storage = algorithm.get_empty_storage()
    storage["base_level"], storage["base_dir"] = base, "LR"[base]
    text = NUMBERS.sub(lambda match: "0" * len(match.group()), text)
    algorithm.get_embedding_levels(text, storage)
    algorithm.explicit_embed_and_overrides(storage)
    algorithm.resolve_weak_types(storage)
    algorithm.resolve_neutral_types(storage, debug=False)
    algorithm.resolve_implicit_levels(storage, debug=False)
    resolved = iter(storage["chars"])
    levels: list[int] = []
    for character in text:
        joins = unicodedata.bidirectional(character) == "BN"
        levels.append((levels[-1] if levels else base) if joins else int(next(resolved)["level"]))
    return levels


def in_visual_order(pieces: list[Piece]) -> list[Piece]:
    """The pieces of a line as they stand from left to right: rule L2 of the bidirectional algorithm."""
    highest = max((piece.level for piece in pieces), default=0)
    for level in range(highest, 0, -1):
        ordered: list[Piece] = []
        run: list[Piece] = []
        for piece in pieces:
            if piece.level >= level:
                run.append(piece)
            else:
                ordered += [*reversed(run), piece]
                run = []
        pieces = [*ordered, *reversed(run)]
    return pieces
