# Sourced by ./start and ./test: makes a private Python environment with exactly the locked packages.
# After «ready GROUP», $PYTHON is its interpreter. Nothing outside this folder is changed, except that
# Debian's own venv package is installed when it is missing and this runs as root.

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)

say() { printf '%s\n' "$*" >&2; }

base_python() {
    for name in python3.11 python3.12 python3.13 python3; do
        if command -v "$name" >/dev/null 2>&1 &&
            "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; then
            command -v "$name"
            return 0
        fi
    done
    return 1
}

debian() { # debian PACKAGE…: install what is missing, where that is possible
    command -v apt-get >/dev/null 2>&1 || return 1
    as_root=""
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null || return 1
        as_root="sudo -n"
    fi
    $as_root env DEBIAN_FRONTEND=noninteractive sh -c \
        'apt-get -qq update && apt-get -qq install --no-install-recommends -y "$@"' sh "$@" >&2
}

ready() { # ready GROUP: the environment of requirements/GROUP.txt
    group=$1
    place="$here/.venv-$group"
    PYTHON="$place/bin/python"
    stamp="$place/.locked"
    lock="$here/requirements/$group.txt"
    if [ -f "$stamp" ] && cmp -s "$lock" "$stamp" && [ -x "$PYTHON" ]; then
        return 0
    fi
    base=$(base_python) || { say "Genkan needs Python 3.11 (3.12 and 3.13 work too). Please install it and try again."; exit 1; }
    say "Preparing (once): packages for «$group» …"
    rm -rf "$place"
    if ! "$base" -m venv "$place" >/dev/null 2>&1; then
        debian python3-venv || { say "Python's venv part is missing. On Debian: apt install python3-venv"; exit 1; }
        "$base" -m venv "$place"
    fi
    "$PYTHON" -m pip --disable-pip-version-check --quiet install --require-hashes -r "$lock"
    "$PYTHON" - "$here/src" <<'PY'
import site, sys, pathlib
pathlib.Path(site.getsitepackages()[0], "genkan.pth").write_text(sys.argv[1] + "\n")
PY
    cp "$lock" "$stamp"
}
