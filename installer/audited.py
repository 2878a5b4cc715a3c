"""What came of looking the locked packages up: for installer/audit.sh.

audited.py LOCK REPORT        0: nothing is known of any package; 1: something is; 2: not every one was looked up
audited.py --inside BILL      names what is built into packages
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

NAMED = 5
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
CLEAN, KNOWN, NOT_AUDITED = 0, 1, 2


def outcome(lock: Path, report: Path) -> tuple[int, list[str]]:
    """The status and what to say. A report that lacks a package of the lock file is no report."""
    wanted = {(_plain(name), version) for name, version in PINNED.findall(lock.read_text("utf-8"))}
    try:
        rows: list[dict[str, Any]] = json.loads(report.read_text("utf-8"))["dependencies"]
        looked_up = {(_plain(one["name"]), one["version"]): one["vulns"] for one in rows if "vulns" in one}
    except (OSError, ValueError, KeyError, TypeError):
        looked_up = {}
    lacking = sorted(name for name, version in wanted - looked_up.keys())
    known = [
        f"  {name} {version}: {one['id']}, mended in {', '.join(one.get('fix_versions') or ['no version yet'])}"
        for (name, version), found in sorted(looked_up.items())
        for one in found
    ]
    said = [f"{lock.name}: known of {len(known)}", *known] if known else []
    if lacking:
        few = ", ".join(lacking[:NAMED]) + (" and others" if len(lacking) > NAMED else "")
        said.append(
            f"NOT AUDITED: {len(lacking)} of {len(wanted)} packages of {lock.name} ({few}). The list of known "
            "vulnerabilities could not be reached, or does not know them. Try again with an internet connection."
        )
        return (KNOWN if known else NOT_AUDITED), said
    return (KNOWN, said) if known else (CLEAN, [f"{lock.name}: {len(wanted)} packages, nothing known"])


def inside(bill: Path) -> list[str]:
    """What is built into the packages of a bill of materials, a line for each."""
    parts = json.loads(bill.read_text("utf-8"))["components"]
    built_in = [
        f"  {part['name']} {part['version']} in {one['name']}" for one in parts for part in one.get("components", ())
    ]
    return ["Built in, and to be looked up by hand:", *built_in]


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main(arguments: list[str]) -> int:
    if arguments[0] == "--inside":
        status, said = CLEAN, inside(Path(arguments[1]))
    else:
        status, said = outcome(Path(arguments[0]), Path(arguments[1]))
    (sys.stdout if status == CLEAN else sys.stderr).write("\n".join(said) + "\n")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
