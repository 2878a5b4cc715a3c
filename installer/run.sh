#!/bin/sh
# Prepares everything that is needed and opens LVV Desk on a practice vault.
#
#   sh installer/run.sh
#
# Without a display it gives a tour in text. What follows the command is passed on.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
# shellcheck source=installer/setup.sh
. "$root/installer/setup.sh"
prepare runtime
exec "$root/.venv/bin/lvv-desk" demo "$@"
