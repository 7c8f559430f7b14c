#!/bin/sh
# Show that nothing needs the network: with loopback alone, start the program, read a folder, ask, open the page, run tests.
#
#   scripts/network_cut.sh [TESTS...]      needs a set-up environment (make setup-dev) and Linux's unshare
set -eu
cd "$(dirname "$0")/.."
if [ "${SOURCIER_CUT:-}" != yes ]; then
    command -v unshare > /dev/null || { echo "network_cut.sh: needs unshare (util-linux)" >&2; exit 1; }
    SOURCIER_CUT=yes exec unshare -rn "$0" "$@"
fi

python=.venv/bin/python
ip link set lo up 2> /dev/null || $python -c '
import fcntl, socket, struct
fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sh", b"lo", 0x49))  # SIOCSIFFLAGS: up, loopback, running'
echo "interfaces: $(tail -n +3 /proc/net/dev | cut -d: -f1 | xargs)"
if $python -c 'import socket; socket.create_connection(("192.0.2.1", 443), 3)' 2> /dev/null; then
    echo "network_cut.sh: the network is not cut" >&2
    exit 1
fi

folder=$(mktemp -d)
trap 'kill "$server" 2> /dev/null || true; rm -rf "$folder"' EXIT INT TERM
export SOURCIER_DATA="$folder/data" SOURCIER_PORT=17861 SOURCIER_ANSWERER=extractive OLLAMA_HOST=127.0.0.1:1
url=http://127.0.0.1:$SOURCIER_PORT

$python -m rag ingest samples/articles | tail -n 1
$python -m rag ask "Pourquoi le pont des Tanneurs a-t-il été fermé ?" | head -n 1 | cut -c 1-100
# auto, not extractive: the program looks for its model, does not get it, and serves all the same
SOURCIER_ANSWERER=auto $python app.py 2> "$folder/log" &
server=$!
$python - "$url" <<'PYTHON'
import re, sys, time, urllib.request
url = sys.argv[1]
def get(path, data=None):
    headers = {"Content-Type": "application/json", "Accept": "text/html"}
    with urllib.request.urlopen(urllib.request.Request(url + path, data, headers), timeout=60) as reply:
        return reply.read().decode()
for path in ("/readyz", "/"):
    for _ in range(300):
        try:
            text = get(path)
            break
        except OSError:
            time.sleep(0.5)
    else:
        sys.exit(f"no answer at {path}")
ask = b'{"question": "Pourquoi le pont des Tanneurs a-t-il \\u00e9t\\u00e9 ferm\\u00e9 ?"}'
print("ask:", re.search(r'"status":\s*"(\w+)"', get("/api/ask", ask))[1])
assets = {a for a in re.findall(r'(?:src|href)="([^"#]+)"', text) if not a.startswith("data:")}
away = sorted(a for a in assets if re.match(r"(?:https?:)?//", a) and not a.startswith(url))
print("page:", len(text), "characters, loads from elsewhere:", away or "nothing")
sys.exit(bool(away))
PYTHON
kill "$server" && wait "$server" || true
$python -m pytest "${@:-tests/web/test_serve.py}"
echo "all of it with the network cut"
