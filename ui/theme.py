"""The one theme object: colours by role, spacing, radii and type from `resources/themes/tokens.toml`.

`apply()` gives the application the Fusion style, an explicit palette for every colour group, the bundled
fonts and one style sheet made of `resources/themes/base.qss`. It may be called again at any time.
Widgets that paint by hand or carry icons read `current()` and hear of a change through `on_change()`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from string import Template
from typing import Any, Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from lvv_desk import paths

Scheme = Literal["light", "dark"]
TypeRole = Literal["page_title", "section_title", "body", "strong", "caption", "caption_strong", "mono"]
TagRole = Literal["neutral", "info", "attention", "done", "held"]

TAG_ROLES: tuple[TagRole, ...] = ("neutral", "info", "attention", "done", "held")
FONT_FAMILIES = ("Noto Sans", "Noto Naskh Arabic", "Noto Sans Ethiopic")
MIN_SCALE, MAX_SCALE = 1.0, 1.5


@dataclass(frozen=True, slots=True)
class Colours:
    """One colour scheme, by role."""

    surface: str
    surface_raised: str
    surface_sunken: str
    rail: str
    text: str
    text_muted: str
    text_disabled: str
    text_on_accent: str
    accent: str
    accent_hover: str
    accent_soft: str
    border: str
    border_strong: str
    focus: str
    selection: str


@dataclass(frozen=True, slots=True)
class TagColours:
    """The two colours of a quiet tag."""

    fg: str
    bg: str


@dataclass(frozen=True, slots=True)
class TypeStyle:
    """Size in pixels at 100 %, weight, and line height as a factor."""

    size: int
    weight: int
    line: float


@dataclass(frozen=True, slots=True)
class Space:
    """The 8-pixel grid."""

    half: int
    one: int
    two: int
    three: int
    four: int
    six: int


@dataclass(frozen=True, slots=True)
class Radius:
    """Corner radii."""

    small: int
    control: int
    card: int
    pill: int


@dataclass(frozen=True)
class Theme:
    """Everything a view needs to know about the look, for one scheme and one text size."""

    scheme: Scheme
    text_scale: float
    colours: Colours
    tags: Mapping[str, TagColours]
    space: Space
    radius: Radius
    types: Mapping[str, TypeStyle]
    families: tuple[str, ...] = ()

    def hex(self, role: str) -> str:
        """The colour of a role; `attention.fg` and `attention.bg` name the two colours of a tag."""
        if "." in role:
            tag, part = role.split(".", 1)
            return self.tags[tag].fg if part == "fg" else self.tags[tag].bg
        return str(getattr(self.colours, role))

    def colour(self, role: str) -> QColor:
        """The same as a `QColor`."""
        return QColor(self.hex(role))

    def scaled(self, pixels: float) -> int:
        """A length that grows with the text (icons, heights of controls). Spacing does not."""
        return round(pixels * self.text_scale)

    def font(self, role: TypeRole = "body") -> QFont:
        """The font of a type role at the current text size."""
        style = self.types[role]
        font = QFont()
        if role == "mono":
            font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        elif self.families:
            font.setFamilies(list(self.families))
        font.setPixelSize(self.scaled(style.size))
        font.setWeight(QFont.Weight(style.weight))
        return font

    def line_height(self, role: TypeRole = "body") -> int:
        """Distance between two base lines, for text painted by hand."""
        style = self.types[role]
        return max(round(style.size * self.text_scale * style.line), QFontMetrics(self.font(role)).height())

    def text_width(self, characters: int = 75, role: TypeRole = "body") -> int:
        """How wide a column of about so many characters is."""
        return QFontMetrics(self.font(role)).averageCharWidth() * characters


class _Notifier(QObject):
    changed = Signal()


class _State:
    theme: Theme | None = None
    families: tuple[str, ...] | None = None


@cache
def tokens() -> dict[str, Any]:
    """The token file as it stands."""
    return tomllib.loads((paths.resources() / "themes" / "tokens.toml").read_text(encoding="utf-8"))


def load(scheme: Scheme = "light", text_scale: float = 1.0, families: tuple[str, ...] = ()) -> Theme:
    """Read the tokens into a `Theme`. A missing role fails here, not on the screen."""
    data = tokens()
    own = data[scheme]
    return Theme(
        scheme=scheme,
        text_scale=min(MAX_SCALE, max(MIN_SCALE, text_scale)),
        colours=Colours(**{field.name: own["colour"][field.name] for field in fields(Colours)}),
        tags={role: TagColours(**own["tag"][role]) for role in TAG_ROLES},
        space=Space(**data["space"]),
        radius=Radius(**data["radius"]),
        types={name: TypeStyle(**style) for name, style in data["type"].items()},
        families=families,
    )


def current() -> Theme:
    """The theme in use; the light one before the first `apply()`."""
    if _State.theme is None:
        _State.theme = load()
    return _State.theme


def on_change(slot: Callable[[], None]) -> None:
    """Call a bound method of a QObject whenever the theme changes; forgotten with that object."""
    _notifier().changed.connect(slot)


def apply(app: QApplication, scheme: Scheme, text_scale: float = 1.0) -> Theme:
    """Give the application its look. Again at run time: all widgets restyle."""
    if _State.families is None:
        _State.families = _load_fonts()
    theme = load(scheme, text_scale, _State.families)
    _State.theme = theme
    if app.style().name() != "fusion":
        app.setStyle("Fusion")
    dark = scheme == "dark"
    QGuiApplication.styleHints().setColorScheme(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)
    app.setPalette(palette(theme))
    app.setFont(theme.font("body"))
    app.setStyleSheet(style_sheet(theme))
    _notifier().changed.emit()
    return theme


def palette(theme: Theme) -> QPalette:
    """An explicit palette: every role in every group, so that no platform fills in its own."""
    c = theme.colours
    role = QPalette.ColorRole
    by_role = {
        role.Window: c.surface,
        role.WindowText: c.text,
        role.Base: c.surface_raised,
        role.AlternateBase: c.surface,
        role.Text: c.text,
        role.Button: c.surface_raised,
        role.ButtonText: c.text,
        role.BrightText: c.text,
        role.Highlight: c.selection,
        role.HighlightedText: c.text,
        role.ToolTipBase: c.text,
        role.ToolTipText: c.surface,
        role.PlaceholderText: c.text_muted,
        role.Link: c.accent,
        role.LinkVisited: c.accent,
        role.Light: c.surface_raised,
        role.Midlight: c.surface_sunken,
        role.Mid: c.border,
        role.Dark: c.border_strong,
        role.Shadow: c.border_strong,
        role.Accent: c.accent,
    }
    disabled = {
        role.WindowText: c.text_disabled,
        role.Text: c.text_disabled,
        role.ButtonText: c.text_disabled,
        role.HighlightedText: c.text_disabled,
        role.PlaceholderText: c.text_disabled,
        role.Link: c.text_disabled,
        role.LinkVisited: c.text_disabled,
        role.Base: c.surface,
        role.Button: c.surface,
        role.Highlight: c.surface_sunken,
        role.Accent: c.text_disabled,
    }
    made = QPalette()
    group = QPalette.ColorGroup
    for one in (group.Active, group.Inactive, group.Disabled):
        for name, value in by_role.items():
            chosen = disabled.get(name, value) if one == group.Disabled else value
            made.setColor(one, name, QColor(chosen))
    return made


def style_sheet(theme: Theme) -> str:
    """`base.qss` with the tokens filled in; a name the tokens do not know raises KeyError."""
    names: dict[str, str] = {field.name: theme.hex(field.name) for field in fields(Colours)}
    for tag, pair in theme.tags.items():
        names[f"{tag}_fg"], names[f"{tag}_bg"] = pair.fg, pair.bg
    names |= {f"radius_{field.name}": str(getattr(theme.radius, field.name)) for field in fields(Radius)}
    names |= {f"space_{field.name}": str(getattr(theme.space, field.name)) for field in fields(Space)}
    for name, style in theme.types.items():
        names[f"size_{name}"] = str(theme.scaled(style.size))
        names[f"weight_{name}"] = str(style.weight)
    names["control_height"] = str(theme.scaled(22))
    names["mono_family"] = theme.font("mono").family()
    names["scale"] = f"{theme.text_scale:.2f}"
    names["scheme"] = theme.scheme
    source = (paths.resources() / "themes" / "base.qss").read_text(encoding="utf-8")
    return Template(source).substitute(names)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours after WCAG 2.2."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004

    red, green, blue = (int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5))
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)


def _notifier() -> _Notifier:
    """One per application, owned by it, so that it is gone when the application is."""
    app = QApplication.instance()
    if app is None:
        raise RuntimeError("a theme needs an application")
    found = app.findChild(_Notifier, "theme-notifier")
    if isinstance(found, _Notifier):
        return found
    made = _Notifier(app)
    made.setObjectName("theme-notifier")
    return made


def _load_fonts() -> tuple[str, ...]:
    """Load our fonts; the families to use, the platform's own first if ours are absent."""
    folder = paths.resources() / "fonts"
    loaded: set[str] = set()
    for file in sorted([*folder.glob("*.ttf"), *folder.glob("*.otf")]):
        number = QFontDatabase.addApplicationFont(str(file))
        if number >= 0:
            loaded.update(QFontDatabase.applicationFontFamilies(number))
    ours = tuple(family for family in FONT_FAMILIES if family in loaded)
    if "Noto Sans" in ours:
        return ours
    return (QApplication.font().family(), *ours)
