"""Secrets in memory."""

from __future__ import annotations


def wipe(secret: bytearray) -> None:
    """Overwrites a secret in place."""
    secret[:] = bytes(len(secret))
