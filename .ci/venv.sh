# Sourced by ./run and ./test: finds a Python, makes .venv and installs what the requirements name.
# shellcheck shell=bash

die() {
    printf '%s\n' "$@" >&2
    exit 2
}

# Prints the newest Python >= 3.11 of this machine.
find_python() {
    local name
    for name in ${PYTHON:-} python3.13 python3.12 python3.11 python3; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    die "Turnup needs Python 3.11 or newer, and there is none on this machine." \
        "Debian, Ubuntu:  apt-get install python3 python3-venv" \
        "Fedora:          dnf install python3" \
        "Another place:   PYTHON=/path/to/python3.11 $0"
}

# Makes .venv; Debian keeps the module that does so in a package of its own.
make_venv() {
    local python=$1
    "$python" -m venv .venv >/dev/null 2>&1 && return
    rm -rf .venv
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing python3-venv ..."
        apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y python3-venv
        "$python" -m venv .venv && return
    fi
    rm -rf .venv
    die "This Python cannot make a virtual environment." \
        "Debian, Ubuntu:  sudo apt-get install python3-venv"
}

# ready_venv FILE...: .venv holds what these requirement files name, and Turnup itself.
# A stamp keeps the next start short; it changes with the files and with the folder's place.
ready_venv() {
    local python stamp wanted file
    if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        rm -rf .venv
        python=$(find_python)
        echo "Making .venv with $python ..."
        make_venv "$python"
    fi
    wanted=$(printf '%s\n' "$PWD" "$(cat "$@" pyproject.toml | sha256sum)")
    stamp=.venv/.stamp-$(basename "${@: -1}")
    [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && return
    echo "Installing $* ..."
    local arguments=()
    for file in "$@"; do arguments+=(-r "$file"); done
    .venv/bin/python -m pip install -qq --disable-pip-version-check --only-binary :all: \
        --no-compile --require-hashes "${arguments[@]}" ||
        die "The packages cannot be installed; see the lines above."
    PYTHONWARNINGS=ignore .venv/bin/python -m pip install -qq --disable-pip-version-check \
        --no-deps --no-build-isolation --editable . ||
        die "Turnup cannot be installed into .venv; see the lines above."
    printf '%s\n' "$wanted" >"$stamp"
}
