"""Every line of the log can be said in words, in every language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lvv_desk import services
from lvv_desk.texts import LANGUAGES, catalogue

NAMED = (
    re.compile(r'@action\(\s*Right\.[A-Z_]+,\s*"([a-z_]+\.[a-z_]+)"'),
    re.compile(r'\.log\(\s*"([a-z_]+\.[a-z_]+)"'),
    re.compile(r'Line\(\s*"([a-z_]+\.[a-z_]+)"'),
)


def _names() -> set[str]:
    folder = Path(str(services.__path__[0]))
    texts = [file.read_text("utf-8") for file in folder.glob("*.py")]
    found = {name for text in texts for pattern in NAMED for name in pattern.findall(text)}
    return found | {f"what.{what}" for text in texts for what in re.findall(r'what="([a-z_]+)"', text)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_action_has_words(language: str) -> None:
    names = _names()
    assert len(names) > 50
    words = catalogue(language)
    assert sorted(name for name in names if f"audit.{name}" not in words) == []
