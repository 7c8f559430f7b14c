#!/bin/sh
# Make the virtual environment $1 and install the pinned packages of $2: with uv where it can be had, else with pip.
set -eu
venv=$1 requirements=$2 python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Sourcier demande Python 3.11 ou plus récent ; « $python » est plus ancien. Essayez : make PYTHON=python3.12" >&2
    exit 1
}
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"
if [ ! -x "$venv/bin/uv" ]; then
    "$venv/bin/python" -m pip install -q uv 2>/dev/null || true
fi
if [ -x "$venv/bin/uv" ] && "$venv/bin/uv" pip install -q --python "$venv/bin/python" --compile-bytecode -r "$requirements"; then
    exit 0
fi
"$venv/bin/python" -m pip install -q -r "$requirements"
