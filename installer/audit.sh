#!/bin/sh
# Writes the bill of materials, and looks every locked package up in the list of known vulnerabilities.
#
#   sh installer/audit.sh             writes build/lvv-desk.cdx.json (CycloneDX 1.6)
#   sh installer/audit.sh FILE        writes it there
#
# The only check that needs the internet, which is why it is not part of test.sh. It ends with 0 when nothing is known
# of any package, with 1 when something is, and with 2 when the list could not be reached or did not know a package:
# then nothing was audited, and that is no good news. What is built into packages (OpenSSL, SQLite, Qt) is in the bill
# and in no list of packages; the last lines name it, to be looked up by hand before a release.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
bill=${1:-$root/build/lvv-desk.cdx.json}
# shellcheck source=installer/setup.sh
. "$root/installer/setup.sh"
prepare runtime

mkdir -p "$(dirname -- "$bill")"
"$venv/bin/python" "$root/installer/bill.py" "$bill"
say "The bill of materials: $bill"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
"$venv/bin/python" -m venv "$work/tools"
if ! PIP_DISABLE_PIP_VERSION_CHECK=1 "$work/tools/bin/python" -m pip install --quiet --no-input --require-hashes \
    --only-binary :all: --requirement "$root/installer/requirements-audit.lock"; then
    complain 'NOT AUDITED: the tool for it could not be installed; the lines above say why.'
    exit 2
fi

# audit LOCK: 0 nothing known, 1 something known, 2 not audited
audit() {
    say "Looking up $1"
    report=$work/$1.json
    "$work/tools/bin/pip-audit" --strict --disable-pip --require-hashes --requirement "$root/installer/$1" \
        --progress-spinner off --format json --output "$report" 2>"$work/why" || true
    "$venv/bin/python" "$root/installer/audited.py" "$root/installer/$1" "$report" || {
        status=$?
        [ "$status" -ne 2 ] || cat "$work/why" >&2
        return "$status"
    }
}

worst=0
for lock in requirements.lock requirements-dev.lock; do
    audit "$lock" || { status=$?; [ "$status" -le "$worst" ] || worst=$status; }
done
"$venv/bin/python" "$root/installer/audited.py" --inside "$bill"
exit "$worst"
