"""Numbers people carry."""

from __future__ import annotations

import pytest

from lvv_desk.domain.identifiers import NumberVerdict, is_bsn, is_ecli, judge_v_number


@pytest.mark.parametrize(
    ("typed", "verdict"),
    [
        ("0001234567", NumberVerdict.V_NUMBER),
        ("000.123.4567", NumberVerdict.V_NUMBER),
        ("V123AL568", NumberVerdict.DOCUMENT_NUMBER),
        ("123456782", NumberVerdict.BSN),
        ("123456789", NumberVerdict.WRONG_LENGTH),
        ("1111111111", NumberVerdict.REPEATED_DIGIT),
        ("onbekend", NumberVerdict.UNREADABLE),
        ("٠٠٠١٢٣٤٥٦٧", NumberVerdict.UNREADABLE),
    ],
)
def test_v_numbers(typed: str, verdict: NumberVerdict) -> None:
    assert judge_v_number(typed) is verdict


def test_eleven_test() -> None:
    assert is_bsn("123456782")
    assert is_bsn("249566758")
    assert not is_bsn("123456783")
    assert not is_bsn("000000000")


def test_ecli() -> None:
    assert is_ecli("ECLI:NL:RBDHA:2020:8233")
    assert not is_ecli("RBDHA:2020:8233")
