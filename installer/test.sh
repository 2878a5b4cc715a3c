#!/bin/sh
# Prepares everything that is needed and runs every check of the project.
#
#   sh installer/test.sh                    everything
#   sh installer/test.sh tests/unit -x      the same, with what follows passed on to pytest
#
# All checks run, also after a failure, so that one run tells the whole story.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
# shellcheck source=installer/setup.sh
. "$root/installer/setup.sh"
prepare dev

cd "$root"
unset PYTHONPATH PYTHONHOME
QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen}
PATH="$root/.venv/bin:$PATH"
export QT_QPA_PLATFORM PATH

failed=''

# check NAME COMMAND...: a headline, the command, and its name remembered when it fails
check() {
    name=$1
    shift
    printf '\n== %s\n' "$name"
    "$@" || failed="$failed${failed:+, }$name"
}

check 'ruff check' ruff check .
check 'ruff format' ruff format --check .
check 'mypy' mypy
check 'import-linter' lint-imports
# Whoever has nothing left to do takes over tests of the other.
check 'pytest' python -m pytest --numprocesses auto --dist worksteal "$@"

# Nothing is printed after success: the last line is then pytest's own.
if [ -n "$failed" ]; then
    printf '\nFAILED: %s\n' "$failed" >&2
    exit 1
fi
