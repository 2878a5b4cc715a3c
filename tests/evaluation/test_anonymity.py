"""Strict k-anonymity: a suppressed cell is a value of its own, and no class is smaller than k."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lvv_desk.evaluation.anonymity import SUPPRESSED, achieved_k, suppress

ROWS = st.lists(st.tuples(*[st.sampled_from("abc") for _ in range(4)]), min_size=1, max_size=60)


@settings(max_examples=150)
@given(ROWS, st.integers(2, 6))
def test_no_class_is_smaller_than_k(rows: list[tuple[str, ...]], k: int) -> None:
    safe = suppress(rows, k)
    assert len(safe) == len(rows)
    assert achieved_k(safe) >= min(k, len(rows))
    for row, kept in zip(rows, safe, strict=True):
        assert all(cell in (given_cell, SUPPRESSED) for given_cell, cell in zip(row, kept, strict=True))


@settings(max_examples=80)
@given(ROWS, st.integers(2, 4), st.integers(2, 8))
def test_persons_are_counted_where_one_has_several_rows(rows: list[tuple[str, ...]], k: int, people: int) -> None:
    persons = [str(index % people) for index in range(len(rows))]
    safe = suppress(rows, k, persons=persons)
    assert achieved_k(safe, persons) >= min(k, len(set(persons)))


def test_nothing_is_suppressed_where_nothing_has_to_be() -> None:
    rows = [("x", "y")] * 5 + [("x", "z")] * 7
    assert suppress(rows, 5) == rows


def test_a_lone_row_takes_others_with_it_rather_than_stand_alone() -> None:
    rows = [("a", "b")] * 5 + [("c", "d")]
    safe = suppress(rows, 5)
    assert achieved_k(safe) == 6
    assert set(safe) == {(SUPPRESSED, SUPPRESSED)}


@pytest.mark.parametrize("rows", [[], [("a",)]])
def test_small_ends(rows: list[tuple[str, ...]]) -> None:
    assert len(suppress(rows, 5)) == len(rows)
