"""The bundled fonts: which one prints a character, how letters join, and how they get into the file.

Text is shaped by HarfBuzz and written glyph by glyph with the text it stands for, so that Arabic letters join on paper
and still copy out as letters. What no font can print is known beforehand: see :func:`can_print`.
"""

from __future__ import annotations

import struct
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import uharfbuzz as hb
from bidi.mirror import MIRRORED
from reportlab.pdfbase import pdfdoc

from lvv_desk.paths import resources

SANS, ARABIC, ETHIOPIC = "NotoSans", "NotoNaskhArabic", "NotoSansEthiopic"
BOLD, ITALIC = "Bold", "Italic"
BLOCKS = {
    ARABIC: ((0x0600, 0x06FF), (0x0750, 0x077F), (0x0870, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFE)),
    ETHIOPIC: ((0x1200, 0x139F), (0x2D80, 0x2DDF), (0xAB00, 0xAB2F)),
}
FEATURES = {"liga": False, "clig": False}  # a ligature of three letters copies out back to front
NO_BREAK_SPACE = "\u00a0"
MAPPINGS_PER_BLOCK = 100
DROPPED_TABLES = ("GSUB", "GPOS", "GDEF", "OS/2", "name", "post", "cmap", "STAT", "meta", "DSIG")


@dataclass(frozen=True)
class Glyph:
    """A drawn letter, in thousandths of the text size, and the text that it stands for."""

    id: int
    text: str
    advance: int
    x: int
    y: int


@dataclass(frozen=True)
class Face:
    """One font file, read once."""

    name: str
    face: Any
    font: Any
    covered: frozenset[int]
    ascent: int
    descent: int
    box: tuple[int, int, int, int]

    def shape(self, text: str, *, right_to_left: bool) -> tuple[Glyph, ...]:
        """The glyphs of a run in the order in which they stand on the line, from left to right."""
        buffer = hb.Buffer()
        buffer.cluster_level = hb.BufferClusterLevel.MONOTONE_CHARACTERS
        buffer.add_str(text)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if right_to_left else "ltr"
        hb.shape(self.font, buffer, FEATURES)
        infos, positions = buffer.glyph_infos, buffer.glyph_positions
        said = text.replace(NO_BREAK_SPACE, " ")
        if right_to_left:
            said = "".join(MIRRORED.get(one, one) for one in said)
        starts = sorted({info.cluster for info in infos})
        ends = dict(zip(starts, [*starts[1:], len(text)], strict=True))
        seen: set[int] = set()
        glyphs = []
        for info, place in zip(infos, positions, strict=True):
            stands_for = "" if info.cluster in seen else said[info.cluster : ends[info.cluster]]
            seen.add(info.cluster)
            glyphs.append(Glyph(info.codepoint, stands_for, place.x_advance, place.x_offset, place.y_offset))
        return tuple(glyphs)


@cache
def face(name: str) -> Face:
    """A bundled font by the name of its file, read once for the program."""
    read = hb.Face(hb.Blob.from_file_path(str(resources() / "fonts" / f"{name}.ttf")))
    font = hb.Font(read)
    font.scale = (1000, 1000)
    extents = font.get_font_extents("ltr")
    corners = struct.unpack(">4h", read.reference_table("head").data[36:44])
    box = tuple(round(corner * 1000 / read.upem) for corner in corners)
    return Face(
        name, read, font, frozenset(read.unicodes), extents.ascender, extents.descender,
        (box[0], box[1], box[2], box[3]),
    )  # fmt: skip


@lru_cache(maxsize=4096)
def family_of(character: str) -> str | None:
    """The family that prints a character; ``None`` when none of them can."""
    code = ord(character)
    for family, blocks in BLOCKS.items():
        if any(first <= code <= last for first, last in blocks):
            return family if code in face(f"{family}-Regular").covered else None
    families = (SANS, ETHIOPIC, ARABIC)
    return next((one for one in families if code in face(f"{one}-Regular").covered), None)


def can_print(character: str) -> bool:
    """Whether one of the bundled fonts has this character."""
    return family_of(character) is not None


def runs(text: str, weight: str) -> list[tuple[Face, str]]:
    """Text cut where another font takes over. Joiners and marks stay with the letter before them."""
    found: list[tuple[str, str]] = []
    for character in text:
        family = found[-1][0] if found else SANS
        stays = unicodedata.category(character) in ("Mn", "Me", "Cf")
        if not (stays and found and _covers(family, character)):
            family = family_of(character) or SANS
        if found and found[-1][0] == family:
            found[-1] = (family, found[-1][1] + character)
        else:
            found.append((family, character))
    return [(face(_file(family, weight)), part) for family, part in found]


def _covers(family: str, character: str) -> bool:
    return unicodedata.category(character) == "Cf" or ord(character) in face(f"{family}-Regular").covered


def _file(family: str, weight: str) -> str:
    upright = "Regular" if weight == ITALIC and family != SANS else weight
    return f"{family}-{upright}"


class Embedded:
    """The part of a font that one document uses. Every glyph gets a number for each text it stands for."""

    def __init__(self, source: Face, name: str) -> None:
        self.source = source
        self.name = name
        self._numbers: dict[tuple[int, str], int] = {}

    def number(self, glyph: Glyph) -> int:
        """The number of a glyph in the document."""
        return self._numbers.setdefault((glyph.id, glyph.text), len(self._numbers) + 1)

    def width(self, glyph: Glyph) -> int:
        """How far the printer moves on after this glyph when nothing else is said."""
        return int(self.source.font.get_glyph_h_advance(glyph.id))

    def addObjects(self, document: Any) -> None:
        """Writes the font into the document: only the glyphs in use, and what each of them stands for."""
        content, places = self._subset()
        base = pdfdoc.PDFName(f"LVVDSK+{self.source.name}")
        widths = pdfdoc.PDFArray([1, pdfdoc.PDFArray([self._width_of(gid) for gid, _ in self._numbers])])
        descriptor = pdfdoc.PDFDictionary({
            "Type": "/FontDescriptor",
            "FontName": base,
            "Flags": 4,
            "FontBBox": pdfdoc.PDFArray(list(self.source.box)),
            "ItalicAngle": -12 if self.source.name.endswith(ITALIC) else 0,
            "Ascent": self.source.ascent,
            "Descent": self.source.descent,
            "CapHeight": 714,
            "StemV": 140 if self.source.name.endswith(BOLD) else 80,
            "FontFile2": _stream(document, content, f"{self.name}-file", Length1=len(content)),
        })  # fmt: skip
        glyph_map = b"\0\0" + b"".join(struct.pack(">H", places.get(gid, 0)) for gid, _ in self._numbers)
        descendant = pdfdoc.PDFDictionary({
            "Type": "/Font",
            "Subtype": "/CIDFontType2",
            "BaseFont": base,
            "CIDSystemInfo": pdfdoc.PDFDictionary({
                "Registry": pdfdoc.PDFString("Adobe"), "Ordering": pdfdoc.PDFString("Identity"), "Supplement": 0,
            }),
            "DW": 0,
            "W": widths,
            "CIDToGIDMap": _stream(document, glyph_map, f"{self.name}-glyphs"),
            "FontDescriptor": document.Reference(descriptor, f"{self.name}-descriptor"),
        })  # fmt: skip
        font = pdfdoc.PDFDictionary({
            "Type": "/Font",
            "Subtype": "/Type0",
            "BaseFont": base,
            "Encoding": "/Identity-H",
            "DescendantFonts": pdfdoc.PDFArray([document.Reference(descendant, f"{self.name}-descendant")]),
            "ToUnicode": _stream(document, self._to_unicode(), f"{self.name}-text"),
        })  # fmt: skip
        document.idToObject["BasicFonts"].dict[self.name] = document.Reference(font, self.name)

    def _width_of(self, gid: int) -> int:
        return int(self.source.font.get_glyph_h_advance(gid))

    def _subset(self) -> tuple[bytes, dict[int, int]]:
        wanted = hb.SubsetInput()
        wanted.glyph_set.update({gid for gid, _ in self._numbers})
        wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NO_LAYOUT_CLOSURE | hb.SubsetFlags.NOTDEF_OUTLINE
        wanted.drop_table_tag_set.update({int.from_bytes(tag.encode(), "big") for tag in DROPPED_TABLES})
        plan = hb.SubsetPlan(self.source.face, wanted)
        places = dict(plan.old_to_new_glyph_mapping.items())
        return bytes(plan.execute().blob.data), places

    def _to_unicode(self) -> bytes:
        lines = [
            f"<{number:04X}> <{text.encode('utf-16-be').hex().upper()}>"
            for (_, text), number in self._numbers.items()
            if text
        ]
        parts = [
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
            "1 begincodespacerange <0000> <FFFF> endcodespacerange",
        ]
        for start in range(0, len(lines), MAPPINGS_PER_BLOCK):
            block = lines[start : start + MAPPINGS_PER_BLOCK]
            parts += [f"{len(block)} beginbfchar", *block, "endbfchar"]
        parts.append("endcmap CMapName currentdict /CMap defineresource pop end end")
        return "\n".join(parts).encode("ascii")


def _stream(document: Any, content: bytes, name: str, **entries: int) -> Any:
    stream = pdfdoc.PDFStream()
    stream.content = content
    stream.filters = [pdfdoc.PDFZCompress]
    for key, value in entries.items():
        stream.dictionary[key] = value
    return document.Reference(stream, name)
