"""The theme: contrast of every pair that is used, a complete palette, restyling at run time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from lvv_desk import paths
from ui import theme
from ui.widgets import PageTitle, PrimaryButton, icons

# The offscreen platform says this of windows with a smallest size.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

SCHEMES: tuple[theme.Scheme, ...] = ("light", "dark")
UI = Path(theme.__file__).parent


@pytest.fixture(autouse=True)
def _light_again(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, "light", 1.0)
    yield
    theme.apply(qapp, "light", 1.0)


def pairs() -> list[tuple[str, str, float]]:
    return [
        (text, ground, pair["minimum"])
        for pair in theme.tokens()["pair"]
        for text, ground in product(pair["text"], pair["on"])
    ]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("text", "ground", "minimum"), pairs())
def test_contrast_of_every_listed_pair(scheme: theme.Scheme, text: str, ground: str, minimum: float) -> None:
    look = theme.load(scheme)
    assert theme.contrast(look.hex(text), look.hex(ground)) >= minimum


def test_contrast_is_computed_after_wcag() -> None:
    assert theme.contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert theme.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


def test_every_pair_in_the_style_sheet_is_listed() -> None:
    """A rule that sets text and ground together uses a pair whose contrast is computed above."""
    listed = {(text, ground) for text, ground, _ in pairs()}
    source = (paths.resources() / "themes" / "base.qss").read_text(encoding="utf-8")
    for block in re.findall(r"\{([^{}]*[^{}$][^{}]*)\}", re.sub(r"\$\{(\w+)\}", r"$\1", source)):
        text = re.search(r"(?<![\w-])color: \$(\w+)", block)
        ground = re.search(r"(?<![\w-])background-color: \$(\w+)", block)
        if text and ground and text[1] != "text_disabled":
            names = [re.sub(r"_(fg|bg)$", r".\1", one[1]) for one in (text, ground)]
            assert (names[0], names[1]) in listed, block


def test_no_colour_is_written_outside_the_tokens() -> None:
    named = re.compile(r"#[0-9A-Fa-f]{6}\b|#[0-9A-Fa-f]{3}\b|rgba?\(|GlobalColor\.(?!transparent)")
    files = [*UI.rglob("*.py"), paths.resources() / "themes" / "base.qss"]
    found = [file.name for file in files if named.search(file.read_text(encoding="utf-8"))]
    assert found == []


def test_icons_are_drawn_in_the_placeholder_colour_only() -> None:
    for file in (paths.resources() / "icons").glob("*.svg"):
        text = icons.source(file.stem)
        assert f'stroke="{icons.PLACEHOLDER}"' in text
        assert 'viewBox="0 0 24 24"' in text
        assert "#" not in text.replace("http://", "")


@pytest.mark.parametrize("scheme", SCHEMES)
def test_palette_names_every_role_in_every_group(scheme: theme.Scheme) -> None:
    made = theme.palette(theme.load(scheme))
    skipped = {QPalette.ColorRole.NoRole, QPalette.ColorRole.NColorRoles}
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive, QPalette.ColorGroup.Disabled):
        for role in QPalette.ColorRole:
            if role not in skipped:
                assert made.isBrushSet(group, role), (group, role)


def test_style_sheet_has_no_name_left_open() -> None:
    assert "$" not in theme.style_sheet(theme.load("dark", 1.5))


def test_scale_is_kept_between_100_and_150() -> None:
    assert theme.load(text_scale=3.0).text_scale == 1.5
    assert theme.load(text_scale=0.2).text_scale == 1.0


def test_switching_restyles_what_is_there(qtbot: QtBot, qapp: QApplication) -> None:
    title = PageTitle("Besluit")
    plain = QLabel("Tekst")
    button = PrimaryButton("Ga door", icon_name="check")
    for widget in (title, plain, button):
        qtbot.addWidget(widget)
        widget.show()
    before = (title.fontMetrics().height(), plain.fontMetrics().height(), button.iconSize().height())
    ink = plain.palette().color(QPalette.ColorRole.WindowText)
    theme.apply(qapp, "dark", 1.5)
    after = (title.fontMetrics().height(), plain.fontMetrics().height(), button.iconSize().height())
    assert all(new > old * 1.3 for new, old in zip(after, before, strict=True))
    assert plain.palette().color(QPalette.ColorRole.WindowText) != ink
    assert theme.current().scheme == "dark"


def test_hierarchy_of_type() -> None:
    types = theme.load().types
    sizes = [types[name].size for name in ("page_title", "section_title", "body", "caption")]
    assert sizes == sorted(set(sizes), reverse=True)
    assert types["caption"].size >= 12


def test_spacing_is_on_the_grid() -> None:
    space = theme.load().space
    assert all(value % 8 == 0 for value in (space.one, space.two, space.three, space.four, space.six))
