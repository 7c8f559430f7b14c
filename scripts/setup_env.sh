#!/bin/sh
# Make the virtual environment $1 and install the pinned packages of $2: with uv where it can be had, else with pip.
set -eu
venv=$1 requirements=$2 python=${PYTHON:-python3}
# In the language of the system's locale: French, unless it is another; C says nothing.
say() {
    case "${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}" in
    "" | C | C.* | POSIX | fr*) echo "$1" >&2 ;;
    *) echo "$2" >&2 ;;
    esac
}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    say "Sourcier demande Python 3.11 ou plus récent ; « $python » est plus ancien. Essayez : make PYTHON=python3.12" \
        "Sourcier needs Python 3.11 or later; '$python' is older. Try: make PYTHON=python3.12"
    exit 1
}
count=$(grep -c '^[A-Za-z0-9_.-]*==' "$requirements" || true)
say "Environnement : $count paquets à installer dans $venv, une à cinq minutes, une seule fois." \
    "Environment: $count packages to install in $venv, one to five minutes, once."
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
if [ ! -x "$venv/bin/uv" ]; then
    "$venv/bin/python" -m pip install -q uv 2>/dev/null || true
fi
quiet=-q
[ -t 2 ] && quiet= # on a terminal uv shows how far it is
if [ -x "$venv/bin/uv" ] && "$venv/bin/uv" pip install $quiet --python "$venv/bin/python" --compile-bytecode -r "$requirements"; then
    say "Environnement prêt." "The environment is ready."
    exit 0
fi
"$venv/bin/python" -m pip install -q -r "$requirements"
say "Environnement prêt." "The environment is ready."
