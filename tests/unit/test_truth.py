"""Kleene's logic, by its laws."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lvv_desk.domain.truth import Truth, all_of, any_of

TRUTHS = st.sampled_from(Truth)


@given(st.lists(TRUTHS))
def test_de_morgan(values: list[Truth]) -> None:
    assert all_of(values).negated() is any_of(value.negated() for value in values)


@given(st.lists(TRUTHS, min_size=1), st.integers(0, 20), st.sampled_from([Truth.TRUE, Truth.FALSE]))
def test_a_known_answer_never_turns_what_was_certain(values: list[Truth], place: int, answer: Truth) -> None:
    index = place % len(values)
    if values[index] is not Truth.UNKNOWN:
        return
    better = [*values[:index], answer, *values[index + 1 :]]
    for combine in (all_of, any_of):
        before = combine(values)
        assert before is Truth.UNKNOWN or combine(better) is before


def test_of_nothing() -> None:
    assert all_of([]) is Truth.TRUE
    assert any_of([]) is Truth.FALSE
