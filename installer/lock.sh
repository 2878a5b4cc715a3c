#!/bin/sh
# Writes the lock files anew from pyproject.toml; for whoever changes a dependency. The tool of installer/audit.sh has
# one of its own: it speaks to the internet, and the program and its checks have nothing that does.
#
#   sh installer/lock.sh                          keeps the versions that still fit
#   sh installer/lock.sh --upgrade                takes the newest versions
#   sh installer/lock.sh --upgrade-package NAME   takes the newest version of one
#
# Run it with Python 3.11, the oldest supported one: what is chosen for it also serves the newer ones, while the
# reverse leaves out what only an older Python needs.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
cd "$root"

python=${PYTHON:-python3.11}
if ! "$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null; then
    echo "The lock files are made with Python 3.11; name one with PYTHON=/path/to/python3.11." >&2
    exit 1
fi

tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
trap 'exit 130' INT TERM
"$python" -m venv "$tools"
"$tools/bin/python" -m pip install --quiet --disable-pip-version-check 'pip-tools>=7.5'

compile() {
    "$tools/bin/pip-compile" --quiet --generate-hashes --strip-extras --allow-unsafe --no-annotate --no-header \
        --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --newline=lf "$@"
}

# Beside what the project declares: its build backend, since it is installed without build isolation, and what only
# Windows needs, which resolving on another system leaves out.
"$python" - >"$tools/beside.in" <<'PYTHON'
import pathlib
import tomllib

print(*tomllib.loads(pathlib.Path("pyproject.toml").read_text())["build-system"]["requires"], "colorama", sep="\n")
PYTHON

echo 'installer/requirements.lock'
compile "$@" --output-file installer/requirements.lock pyproject.toml "$tools/beside.in"
echo 'installer/requirements-dev.lock'
compile "$@" --extra dev --constraint installer/requirements.lock \
    --output-file installer/requirements-dev.lock pyproject.toml "$tools/beside.in"
echo 'installer/requirements-audit.lock'
echo 'pip-audit>=2.10' >"$tools/audit.in"
compile "$@" --output-file installer/requirements-audit.lock "$tools/audit.in"
