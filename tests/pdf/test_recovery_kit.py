"""The recovery codes on paper: a sheet for each, complete by itself."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from lvv_desk import texts
from lvv_desk.services import vaults
from lvv_desk.services.services import Services
from tests.conftest import CHEAP, PASSPHRASE


def _pages(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    pages = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    return pages


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_each_code_has_a_page_of_its_own_with_all_that_its_keeper_needs(tmp_path: Path, language: str) -> None:
    desk = vaults.create(tmp_path / "echt", PASSPHRASE, kdf=CHEAP)
    texts.use(language)
    pages = _pages(Services.of(desk).recovery.kit())
    assert len(pages) == 2
    for number, (page, own) in enumerate(zip(pages, desk.recovery_codes, strict=True), 1):
        others = set(desk.recovery_codes) - {own}
        assert own in page and not any(one in page for one in others)
        for words in (
            texts.t("recovery.kit_title", number=number, count=2), texts.t("recovery.kit_about"),
            texts.t("recovery.kit_keep"), *(texts.t(f"recovery.kit_how_{one}") for one in "abc"),
            desk.vault.slots.vault_id[:8].upper(), texts.t("pdf.page_of", page=1, pages=1),
        ):  # fmt: skip
            assert words in page
    desk.close()


def test_one_code_in_the_place_of_a_used_one_is_one_page(tmp_path: Path) -> None:
    desk = vaults.create(tmp_path / "echt", PASSPHRASE, name="Anna", kdf=CHEAP)
    code = desk.recovery_codes[0]
    desk.close()
    desk = vaults.open_with_code(
        tmp_path / "echt", code, user="Anna", passphrase="een heel andere zin voor later", kdf=CHEAP
    )  # fmt: skip
    (page,) = _pages(Services.of(desk).recovery.kit())
    assert desk.recovery_codes[0] in page
    assert texts.t("recovery.kit_title_one") in page
    desk.close()
