"""Figures and releases for the evaluation."""
