"""Kills, power cuts, lying disks, I/O faults, damage and full disks: what a vault has to live through.

``python -m tests.torture --quick`` takes the numbers of every merge, without ``--quick`` those of a night
(security.md 4.12). What is put through it is in ``scenarios.py``; each other module is one way of hurting it.
"""
