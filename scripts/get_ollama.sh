#!/bin/sh
# Print the path of an ollama program: the one on the PATH, else one built here once with Go and kept in the cache.
#
#   scripts/get_ollama.sh [VERSION]      version 0.17.4 unless given; a version that is given is never taken from the PATH
#
# Needs Go 1.24+, gcc, g++ and Python (pip); two cores build it in two to five minutes. On Debian and Ubuntu the
# headers that the Go module lacks come from packages that are unpacked in the cache, not installed.
set -eu

version=${1:-0.17.4}
if [ $# -eq 0 ] && command -v ollama; then exit 0; fi

cache=${XDG_CACHE_HOME:-$HOME/.cache}/sourcier/ollama-$version
if [ -x "$cache/ollama" ]; then echo "$cache/ollama"; exit 0; fi

fail() { echo "get_ollama.sh: $*" >&2; exit 1; }
for tool in go gcc g++; do
    command -v $tool > /dev/null || fail "no ollama on the PATH and no $tool to build one: install Ollama (https://ollama.com) or Go, gcc and g++"
done
python=$(command -v python3 || command -v python) || fail "no python3"
[ -x "$(dirname "$0")/../.venv/bin/python" ] && python=$(cd "$(dirname "$0")/.." && pwd)/.venv/bin/python

mkdir -p "$cache/include"
work=$(mktemp -d "$cache/build.XXXXXX")
trap 'rm -rf "$work"' EXIT INT TERM

# The header $1 from the Debian package $2, from the system if it is installed there.
header() {
    if [ -e "/usr/include/$1" ] || [ -e "$cache/include/$1" ]; then return; fi
    command -v apt-get > /dev/null || fail "install the package that holds $1 ($2 on Debian)"
    (cd "$work" && { apt-get -qq download "$2" || { apt-get -qq update && apt-get -qq download "$2"; }; }) >&2 2> "$work/apt.log" ||
        { cat "$work/apt.log" >&2; fail "cannot get $2"; }
    dpkg -x "$work/$2"_*.deb "$work/root"
    cp -r "$work/root/usr/include/." "$cache/include/"
}

# The header of miniaudio, from the source archive of its Python package, which is not built.
miniaudio() {
    [ -e "$cache/include/miniaudio/miniaudio.h" ] && return
    (cd "$work" && "$python" -m pip download -q --no-deps --no-binary :all: miniaudio==1.71 && tar xzf miniaudio-1.71.tar.gz) >&2 ||
        fail "cannot get the source archive of miniaudio"
    mkdir -p "$cache/include/miniaudio"
    cp "$(find "$work/miniaudio-1.71" -name miniaudio.h | head -n 1)" "$cache/include/miniaudio/"
}

case $version in
    0.[0-9].*) ;; # the older ones carry all their headers
    *)
        header nlohmann/json.hpp nlohmann-json3-dev
        header stb/stb_image.h libstb-dev
        miniaudio
        ;;
esac

flags="-O3 -w -I$cache/include"
[ "$(uname -m)" = x86_64 ] && flags="$flags -mavx2 -mfma -mf16c"
echo "building Ollama $version, a few minutes" >&2
CGO_ENABLED=1 CGO_CFLAGS=$flags CGO_CXXFLAGS=$flags CGO_CFLAGS_ALLOW='.*' CGO_CXXFLAGS_ALLOW='.*' GOBIN=$work \
    go install -ldflags "-X github.com/ollama/ollama/version.Version=$version" "github.com/ollama/ollama@v$version" >&2 ||
    fail "the build of Ollama $version failed"
mv "$work/ollama" "$cache/ollama"
echo "$cache/ollama"
