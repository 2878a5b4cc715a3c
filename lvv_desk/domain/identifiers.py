"""Numbers people carry, and how to recognise them."""

from __future__ import annotations

import re
from enum import Enum

V_NUMBER_LENGTH = 10
BSN_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


class NumberVerdict(Enum):
    """What a typed number turned out to be."""

    V_NUMBER = "v_number"
    DOCUMENT_NUMBER = "document_number"
    BSN = "bsn"
    WRONG_LENGTH = "wrong_length"
    REPEATED_DIGIT = "repeated_digit"
    UNREADABLE = "unreadable"


def normalised_number(text: str) -> str:
    """The text in capitals without spaces, dots and dashes."""
    return re.sub(r"[\s.\-]", "", text).upper()


def judge_v_number(text: str) -> NumberVerdict:
    """Whether this is a V-nummer: ten digits, no public check digit known.

    Residence documents issued since October 2019 carry the letter V and eight characters without the digit 0
    and the letter O; that number is often typed here by mistake.
    Source: RvIG, "Aanpassing nummering verblijfsdocument", 10 December 2019.
    """
    number = normalised_number(text)
    if re.fullmatch(r"V[1-9A-NP-Z]{8}", number):
        return NumberVerdict.DOCUMENT_NUMBER
    if not (number.isdecimal() and number.isascii()):
        return NumberVerdict.UNREADABLE
    if len(number) == V_NUMBER_LENGTH:
        return NumberVerdict.REPEATED_DIGIT if len(set(number)) == 1 else NumberVerdict.V_NUMBER
    return NumberVerdict.BSN if is_bsn(number) else NumberVerdict.WRONG_LENGTH


def grouped_v_number(number: str) -> str:
    """A V-nummer as people read it aloud: 000.000.0000."""
    return f"{number[:3]}.{number[3:6]}.{number[6:]}" if number else ""


def is_bsn(text: str) -> bool:
    """Whether the number passes the eleven-test of the burgerservicenummer."""
    number = normalised_number(text)
    if not (number.isdecimal() and number.isascii()) or len(number) not in (8, 9):
        return False
    digits = [int(digit) for digit in number.zfill(9)]
    total = sum(weight * digit for weight, digit in zip(BSN_WEIGHTS, digits, strict=True))
    return any(digits) and total % 11 == 0


def is_ecli(text: str) -> bool:
    """Whether the text has the form of a Dutch European Case Law Identifier."""
    return re.fullmatch(r"ECLI:NL:[A-Z]{2,7}:\d{4}:[A-Z0-9]{1,25}", text.strip().upper()) is not None
