# shellcheck shell=sh disable=SC2154 # root is set by the script that sources this
# Prepares the computer for LVV Desk. run.sh and test.sh set `root`, source this file and call
#
#   prepare runtime     what the program needs
#   prepare dev         that and what the checks need
#
# What it does, each only where it is missing: system libraries by apt-get, a virtual environment in .venv beside
# pyproject.toml, and in it exactly the packages of the lock file (by their hashes) and the project itself. Nothing is
# installed in the system's own Python. A second run only looks whether all is still in place.
#
# PYTHON=/path/to/python3 chooses another interpreter.

# Shared library and the package (Debian and Ubuntu) that holds it: what ldd names for Qt's own libraries and for its
# `offscreen` and `xcb` platforms, as far as it is not part of every system.
qt_libraries='
libstdc++.so.6          libstdc++6
libz.so.1               zlib1g
libzstd.so.1            libzstd1
libgthread-2.0.so.0     libglib2.0-0
libGL.so.1              libgl1
libEGL.so.1             libegl1
libfontconfig.so.1      libfontconfig1
libfreetype.so.6        libfreetype6
libdbus-1.so.3          libdbus-1-3
libX11.so.6             libx11-6
libX11-xcb.so.1         libx11-xcb1
libxkbcommon.so.0       libxkbcommon0
libxkbcommon-x11.so.0   libxkbcommon-x11-0
libxcb.so.1             libxcb1
libxcb-cursor.so.0      libxcb-cursor0
libxcb-glx.so.0         libxcb-glx0
libxcb-icccm.so.4       libxcb-icccm4
libxcb-image.so.0       libxcb-image0
libxcb-keysyms.so.1     libxcb-keysyms1
libxcb-randr.so.0       libxcb-randr0
libxcb-render.so.0      libxcb-render0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-shape.so.0       libxcb-shape0
libxcb-shm.so.0         libxcb-shm0
libxcb-sync.so.1        libxcb-sync1
libxcb-util.so.1        libxcb-util1
libxcb-xfixes.so.0      libxcb-xfixes0
libxcb-xkb.so.1         libxcb-xkb1
'

say() {
    printf '%s\n' "$*"
}

complain() {
    printf '%s\n' "$*" >&2
}

# --- what is there -------------------------------------------------------------------------------------------------

# Sets `libraries` to the packages of those that the system's linker does not know.
find_missing_libraries() {
    libraries=''
    [ "$(uname -s)" = Linux ] || return 0
    known=$(ldconfig -p 2>/dev/null || /sbin/ldconfig -p 2>/dev/null) || return 0
    # shellcheck disable=SC2086 # the table is a list of words: a library, its package, and so on
    set -- $qt_libraries
    while [ "$#" -gt 0 ]; do
        case $known in
            *"	$1 ("*) ;;
            *) libraries="$libraries${libraries:+ }$2" ;;
        esac
        shift 2
    done
}

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

can_make_environments() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null
}

# Sets `python` to an interpreter that will do. Without one: `python_packages` to what would bring it, and
# `old_python` to the version of one that is too old.
find_python() {
    python=''
    python_packages=''
    old_python=''
    if [ -n "${PYTHON:-}" ]; then
        set -- "$PYTHON"
    else
        set -- python3 python3.13 python3.12 python3.11 python3.14
    fi
    for candidate; do
        command -v "$candidate" >/dev/null 2>&1 || continue
        if ! is_new_enough "$candidate"; then
            : "${old_python:=$("$candidate" -c 'import platform; print(platform.python_version())' 2>/dev/null || true)}"
        elif ! can_make_environments "$candidate"; then
            : "${python_packages:=${candidate##*/}-venv}"
        else
            # Of an interpreter inside a virtual environment, the one beneath: the environment may be ours.
            python=$("$candidate" -c 'import sys; print(getattr(sys, "_base_executable", "") or sys.executable)')
            python_packages=''
            return 0
        fi
    done
    [ -n "$python_packages$old_python" ] || python_packages='python3 python3-venv'
}

# An environment that stands where it was made, was made completely, and runs.
environment_is_sound() {
    [ ! -e "$unfinished" ] && head -n 3 "$venv/bin/pip" 2>/dev/null | grep -qF "$venv/bin/" &&
        is_new_enough "$venv/bin/python" && "$venv/bin/python" -c 'import pip' 2>/dev/null
}

# What the environment was made from: the same figure means that nothing has to be done.
fingerprint() {
    {
        cat "$root/pyproject.toml" "$root/installer/requirements.lock" "$root/installer/requirements-dev.lock"
        printf '%s\n' "$venv"
    } | { sha256sum 2>/dev/null || cksum; }
}

environment_is_current() {
    [ -r "$stamp" ] || return 1
    { read -r made_for && read -r made_from; } <"$stamp" || return 1
    [ "$made_from" = "$(fingerprint)" ] || return 1
    [ "$made_for" = dev ] || [ "$made_for" = "$1" ] || return 1
    environment_is_sound
}

# --- system packages -----------------------------------------------------------------------------------------------

# Sets `as_root` to what makes a command run as the administrator; fails when there is no way.
find_administrator() {
    as_root=''
    command -v apt-get >/dev/null 2>&1 || return 1
    [ "$(id -u)" -ne 0 ] || return 0
    command -v sudo >/dev/null 2>&1 || return 1
    if sudo -n true 2>/dev/null; then
        as_root='sudo -n'
    elif [ -t 0 ] && [ "$1" = ask ]; then
        say '      (sudo may ask for your password)'
        as_root=sudo
    else
        return 1
    fi
}

apt_knows() {
    apt-cache show "$1" 2>/dev/null | grep -q '^Package:'
}

# Since 2024 some libraries have "t64" behind the name of their package.
apt_names() {
    for package in "$@"; do
        if apt_knows "$package"; then
            printf '%s ' "$package"
        elif apt_knows "${package}t64"; then
            printf '%s ' "${package}t64"
        fi
    done
}

apt_get() {
    # shellcheck disable=SC2086 # as_root is none or several words
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 "$@"
}

install_packages() {
    output=$(apt_get update -qq 2>&1) || complain "$output"
    # shellcheck disable=SC2046 # one argument per package
    set -- $(apt_names "$@")
    [ "$#" -gt 0 ] || return 0
    say "      installing $*"
    output=$(apt_get install -y -qq --no-install-recommends "$@" 2>&1) || complain "$output"
}

# Installs what is missing, where that is allowed; `libraries` and `python_packages` are then what is still missing.
# The argument says whether a password may be asked for: `ask` or `silent`.
prepare_system() {
    find_missing_libraries
    [ -n "$libraries$python_packages" ] || return 0
    find_administrator "$1" || return 0
    # shellcheck disable=SC2086 # one argument per package
    install_packages $python_packages $libraries
    [ -z "$python_packages" ] || find_python
    find_missing_libraries
}

warn_of_missing_libraries() {
    [ -z "$libraries" ] || complain 'Some system libraries are missing and the window may not open: install them with' \
        "\"apt-get install $libraries\" as the administrator."
}

# --- the environment -----------------------------------------------------------------------------------------------

make_environment() {
    rm -rf "$venv"
    mkdir "$venv"
    : >"$unfinished"
    "$python" -m venv "$venv"
}

pip_install() {
    PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1 "$venv/bin/python" -m pip install --quiet --no-input "$@"
}

fill_environment() {
    case $1 in
        dev) lock=$root/installer/requirements-dev.lock ;;
        *) lock=$root/installer/requirements.lock ;;
    esac
    pip_install --require-hashes --only-binary :all: --requirement "$lock" &&
        pip_install --no-build-isolation --no-deps --editable "$root"
}

# Fails when the program cannot start here; a warning when only the window cannot.
check_environment() {
    "$venv/bin/python" - <<'PYTHON'
import ctypes
import importlib
import pathlib
import sys

try:
    for name in ("PySide6.QtWidgets", "argon2", "cryptography", "pypdfium2", "sqlcipher3.dbapi2", "uharfbuzz", "lvv_desk", "ui"):
        importlib.import_module(name)
except ImportError as error:
    sys.exit(f"LVV Desk cannot start here: {error}")

for plugin in pathlib.Path(sys.modules["PySide6"].__file__).parent.glob("Qt/plugins/platforms/libqxcb.so"):
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        print(f"      without a window: {error}", file=sys.stderr)
PYTHON
}

stop() {
    complain "$*"
    exit 1
}

stop_at_old_python() {
    [ -z "$old_python" ] || [ -n "$python$python_packages" ] ||
        stop "LVV Desk needs Python 3.11 or newer and this computer has Python $old_python:" \
            'install a newer one beside it (python3.11 and python3.11-venv, for example) and run this again.'
}

# Needs `root`, the folder of pyproject.toml.
prepare() {
    unset PYTHONPATH PYTHONHOME
    venv=$root/.venv
    stamp=$venv/lvv-desk-made-from
    unfinished=$venv/lvv-desk-unfinished
    python=''
    python_packages=''
    old_python=''

    if environment_is_current "$1"; then
        prepare_system silent
        warn_of_missing_libraries
        return 0
    fi

    say '[1/4] System libraries and Python'
    environment_is_sound || find_python
    stop_at_old_python
    prepare_system ask
    stop_at_old_python
    if [ -n "$python_packages" ]; then
        stop 'LVV Desk needs Python 3.11 or newer with its venv module, and some system libraries: install them with' \
            "\"apt-get install $python_packages${libraries:+ $libraries}\" as the administrator and run this again."
    fi
    warn_of_missing_libraries

    trap 'exit 130' INT TERM HUP
    say '[2/4] Virtual environment in .venv'
    environment_is_sound || make_environment
    : >"$unfinished"
    rm -f "$stamp"

    say '[3/4] Packages from the lock file (the first time some 150 MB to download)'
    if ! fill_environment "$1"; then
        # pip has put back what it changed; only after a sudden end must the environment be made anew.
        rm -f "$unfinished"
        stop 'The packages could not be installed; the lines above say why. Run this again to go on.'
    fi

    say '[4/4] Checking that it starts'
    rm -f "$unfinished"
    check_environment || stop 'The lines above say what is missing. Run this again when it is there.'
    { say "$1" && fingerprint; } >"$stamp"
    trap - INT TERM HUP
}
