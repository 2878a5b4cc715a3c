"""Full-text search over names and numbers (SQLite FTS5)."""

from __future__ import annotations

import re
import unicodedata

from sqlalchemy import Connection, Engine, TextClause, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

SHORTEST = 3
"""A shorter word is a beginning of too many names."""
CREATE = (
    "CREATE VIRTUAL TABLE case_search USING fts5("
    "words, tokenize = \"unicode61 remove_diacritics 2\", prefix = '2 3 4')",
    "INSERT INTO case_search(case_search, rank) VALUES('secure-delete', 1)",
)


def create(connection: Connection) -> None:
    """Makes the index; what is deleted from it leaves no trace in its pages."""
    for statement in CREATE:
        connection.exec_driver_sql(statement)


def problems(engine: Engine) -> list[str]:
    """Whether the index holds together, by its own check."""
    with engine.begin() as connection:
        try:
            connection.exec_driver_sql("INSERT INTO case_search(case_search, rank) VALUES('integrity-check', 1)")
        except DatabaseError as error:
            return [type(error.orig).__name__]
    return []


def index(session: Session, row: int, words: str) -> None:
    """Puts the words that a list row is found by into the index, in place of earlier ones."""
    remove(session, row)
    session.execute(
        text("INSERT INTO case_search(rowid, words) VALUES(:row, :words)"),
        {"row": row, "words": folded(words)},
    )


def remove(session: Session, row: int) -> None:
    """Takes the words of a list row out of the index."""
    session.execute(text("DELETE FROM case_search WHERE rowid = :row"), {"row": row})


def matching_rows() -> TextClause:
    """The list rows whose words match the bound query ``:query``."""
    return text("SELECT rowid FROM case_search WHERE words MATCH :query")


def alike_rows() -> TextClause:
    """The list rows with the most, and the rarest, of the words of the bound query ``:query``, the likeliest first."""
    return text("SELECT rowid FROM case_search WHERE words MATCH :query ORDER BY rank LIMIT :most")


def alike_query(typed: str) -> str | None:
    """A query for who could be meant: any of the words, also with another ending, or one letter more or less in it."""
    words = [word for word in re.findall(r"\w+", folded(typed.replace("\x00", " "))) if len(word) >= SHORTEST]
    found = {f'"{one}"*' for word in words for one in (word, *_spelled(word))}
    return " OR ".join(sorted(found)) or None


def _spelled(word: str) -> set[str]:
    """A word with double letters single and single ones double, and without its last letter; not of numbers."""
    if word.isdecimal() or len(word) <= SHORTEST:
        return set()
    single = re.sub(r"(.)\1", r"\1", word)
    doubled = {word[:at] + word[at] + word[at:] for at in range(1, len(word))}
    return {single, word[:-1], single[:-1], *doubled} - {word}


def folded(words: str) -> str:
    """Words as they are indexed and looked for: letters that accents hide are laid bare."""
    return unicodedata.normalize("NFKC", words).casefold()


def match_query(typed: str) -> str | None:
    """What people type as a query that can't go wrong: every word quoted, each as a beginning.

    Digits with dots or spaces between them are also looked for as one number: ``000.123.4567``.
    """
    words = re.findall(r"\w+", folded(typed.replace("\x00", " ")))
    if not words:
        return None
    query = " ".join(f'"{word}"*' for word in words)
    if len(words) > 1 and all(word.isdecimal() for word in words):
        return f'({query}) OR "{"".join(words)}"*'
    return query
