#!/bin/sh
# Look up the locked packages of requirements.txt in the OSV database of known vulnerabilities (uv audit).
# Fails where one is listed. Where the database cannot be reached nothing was audited, and that is what is said.
set -eu
cd "$(dirname "$0")/.."
uv=.venv/bin/uv
[ -x "$uv" ] || uv=uv
command -v "$uv" > /dev/null || { echo "audit: not done, uv is not there" >&2; exit 0; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
{
    printf '[project]\nname = "audited"\nversion = "0"\nrequires-python = ">=3.11"\ndependencies = [\n'
    sed -n "s/^\([A-Za-z0-9._-]*==[^\\\\]*[^\\\\ ]\).*/    \"\1\",/p" requirements.txt
    printf ']\n'
} > "$folder/pyproject.toml"
if "$uv" audit --quiet --directory "$folder" > "$folder/out" 2>&1; then
    echo "audit: no known vulnerability in the $(grep -c '==' "$folder/pyproject.toml") packages of requirements.txt"
elif grep -q "osv.dev" "$folder/out" && grep -qiE "dns error|error sending request|timed out|connect" "$folder/out"; then
    echo "audit: not done, the OSV database cannot be reached from here" >&2
else
    cat "$folder/out" >&2
    exit 1
fi
