"""Measurements, as their own run: ``python -m tests.benchmarks``. Never timed assertions."""
