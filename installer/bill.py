"""The bill of materials of LVV Desk, as CycloneDX 1.6: every package of the lock file, and what is built into them.

    .venv/bin/python installer/bill.py FILE.cdx.json

What is built in (OpenSSL, SQLite, SQLCipher, Qt and others) stands in no package list, so the libraries are asked
themselves. The same environment gives the same bytes: there is no date and no drawn number in it.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "installer" / "requirements.lock"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
NUMBER = re.compile(r"\d+(?:\.\d+)+")
CPE = {
    "OpenSSL": "openssl:openssl", "SQLite": "sqlite:sqlite", "SQLCipher": "zetetic:sqlcipher", "Qt": "qt:qt",
    "libxml2": "xmlsoft:libxml2", "libxslt": "xmlsoft:libxslt", "QPDF": "qpdf_project:qpdf",
    "FreeType": "freetype:freetype", "Python": "python:python",
}  # fmt: skip
"""Under which names the databases of weaknesses know what is built in."""

Component = dict[str, Any]


def _sqlcipher() -> dict[str, str]:
    import sqlcipher3.dbapi2 as sqlcipher  # noqa: PLC0415 - each is asked by itself

    connection = sqlcipher.connect(":memory:")
    try:
        connection.set_key(b"x'" + b"00" * 32 + b"'")  # without a key it names no provider
        asked = {
            "SQLCipher": "pragma cipher_version", "SQLite": "select sqlite_version()",
            "OpenSSL": "pragma cipher_provider_version",
        }  # fmt: skip
        return {name: connection.execute(question).fetchone()[0] for name, question in asked.items()}
    finally:
        connection.close()


def _cryptography() -> dict[str, str]:
    from cryptography.hazmat.backends.openssl import backend  # noqa: PLC0415 - each is asked by itself

    return {"OpenSSL": backend.openssl_version_text()}


def _qt() -> dict[str, str]:
    from PySide6.QtCore import qVersion  # noqa: PLC0415 - each is asked by itself

    return {"Qt": qVersion()}


def _pdfium() -> dict[str, str]:
    from pypdfium2.version import PDFIUM_INFO  # noqa: PLC0415 - each is asked by itself

    return {"PDFium": str(PDFIUM_INFO)}


def _qpdf() -> dict[str, str]:
    import pikepdf  # noqa: PLC0415 - each is asked by itself

    return {"QPDF": pikepdf.__libqpdf_version__}


def _harfbuzz() -> dict[str, str]:
    import uharfbuzz  # noqa: PLC0415 - each is asked by itself

    return {"HarfBuzz": uharfbuzz.version_string()}


def _lxml() -> dict[str, str]:
    from lxml import etree  # noqa: PLC0415 - each is asked by itself

    return {"libxml2": ".".join(map(str, etree.LIBXML_VERSION)), "libxslt": ".".join(map(str, etree.LIBXSLT_VERSION))}


def _pillow() -> dict[str, str]:
    from PIL import features  # noqa: PLC0415 - each is asked by itself

    named = {"FreeType": "freetype2", "libjpeg": "jpg", "libtiff": "libtiff", "libwebp": "webp", "OpenJPEG": "jpg_2000"}
    return {name: found for name, key in named.items() if (found := features.version(key))}


INSIDE: dict[str, Callable[[], dict[str, str]]] = {
    "cryptography": _cryptography, "lxml": _lxml, "pikepdf": _qpdf, "pillow": _pillow, "pypdfium2": _pdfium,
    "pyside6-essentials": _qt, "sqlcipher3": _sqlcipher, "uharfbuzz": _harfbuzz,
}  # fmt: skip


def bill() -> dict[str, Any]:
    """The whole of it.

    Raises:
        LookupError: the environment is not the one of the lock file.
    """
    lock = LOCK.read_text("utf-8")
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    about = {
        "type": "application",
        "bom-ref": "lvv-desk",
        "name": "lvv-desk",
        "version": metadata("lvv-desk")["Version"],
    }
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1,
        "metadata": {"component": about, "properties": [{"name": "lvv-desk:lock:sha256", "value": digest}]},
        "components": [_inside("runtime", "Python", platform.python_version()), *map(_package, PINNED.findall(lock))],
    }  # fmt: skip


def _package(pinned: tuple[str, str]) -> Component:
    name, version = pinned
    try:
        about = metadata(name)
    except PackageNotFoundError:
        raise LookupError(f"{name} {version} is in the lock file and is not installed") from None
    if about["Version"] != version:
        raise LookupError(f"{name} {version} is in the lock file, and {about['Version']} is installed")
    reference = f"pkg:pypi/{name.lower()}@{version}"
    found: Component = {"type": "library", "bom-ref": reference, "name": name, "version": version, "purl": reference}
    if (licences := _licences(about)) is not None:
        found["licenses"] = licences
    built_in = INSIDE[name.lower()]() if name.lower() in INSIDE else {}
    if built_in:
        found["components"] = [_inside(reference, inner, said) for inner, said in built_in.items()]
    return found


def _inside(reference: str, name: str, said: str) -> Component:
    number = NUMBER.search(said)
    version = number[0] if number else said
    found: Component = {
        "type": "platform" if name == "Python" else "library", "bom-ref": f"{reference}#{name.lower()}", "name": name,
        "version": version,
    }  # fmt: skip
    if name in CPE:
        found["cpe"] = f"cpe:2.3:a:{CPE[name]}:{version}:*:*:*:*:*:*:*"
    return found


def _licences(about: Any) -> list[dict[str, Any]] | None:
    if about["License-Expression"]:
        return [{"expression": about["License-Expression"]}]
    classes = [one.rpartition(" :: ")[2] for one in about.get_all("Classifier") or () if one.startswith("License ::")]
    short = (about["License"] or "").strip().partition("\n")[0]
    names = classes or ([short] if short else [])
    return [{"license": {"name": one}} for one in names] or None


def main(arguments: list[str]) -> int:
    """Writes the bill to the file that is named, or to standard output."""
    try:
        words = json.dumps(bill(), indent=2, ensure_ascii=False) + "\n"
    except LookupError as error:
        sys.stderr.write(f"No bill of materials was made: {error}. Prepare the environment anew first.\n")
        return 1
    if arguments:
        Path(arguments[0]).write_text(words, "utf-8")
    else:
        sys.stdout.write(words)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
