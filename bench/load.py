"""Many clients at once on a real ``app.py`` with the extractive answerer: throughput, times, honesty, memory.

    python bench/load.py --seconds 300 --clients 16

Each client asks, searches, uploads and deletes, and checks that what comes back belongs to what it asked: the answer
holds the figure of the port it asked about, an article that was uploaded is found, one that was deleted is not.
"""

from __future__ import annotations

import argparse
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
SHARES = (("ask", 50), ("search", 25), ("upload", 15), ("delete", 10))
SYLLABLES = "ba cer dil fon gua lem mir nol pes rus sat tev vil zor chan bre clo dru flam gri".split()
PATIENCE_S = 2.0
"""A client that is told to come back later does so at most so much later, to keep the pressure up."""


@dataclass
class Tally:
    """What happened; shared by all clients."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    busy: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)
    rss: list[tuple[float, int]] = field(default_factory=list)
    """Seconds since the start, bytes of the server and its children together."""


@dataclass(frozen=True)
class Port:
    """An invented port with a figure of its own."""

    name: str
    ships: int

    @property
    def article(self) -> str:
        """A short article that no other resembles."""
        source = random.Random(self.name)
        rest = " ".join("".join(source.choices(SYLLABLES, k=3)) for _ in range(80))
        return (
            f"Le port de {self.name} fait ses comptes\n\n"
            f"Le port de {self.name} a accueilli {self.ships} navires l'an dernier, a indiqué la capitainerie.\n\n"
            f"Au marché de {self.name}, on vend {rest}.\n"
        )

    @property
    def question(self) -> str:
        """What the article answers."""
        return f"Combien de navires le port de {self.name} a-t-il accueillis ?"


def port(number: int) -> Port:
    """The port of a number; names share no beginning."""
    source = random.Random(number)
    return Port("".join(source.choices(SYLLABLES, k=4)).capitalize() + "ac", 1000 + number)


class Client(threading.Thread):
    """One reader who never stops."""

    def __init__(self, number: int, url: str, known: int, tally: Tally, until: float) -> None:
        super().__init__(name=f"client {number}", daemon=True)
        self._choice = random.Random(number)
        self._http = httpx.Client(base_url=url, timeout=120)
        self._known = known
        self._next = 100_000 * (number + 1)
        self._own: dict[int, str] = {}
        self._tally = tally
        self._until = until

    def run(self) -> None:
        """Work until the time is over."""
        kinds, weights = [kind for kind, _ in SHARES], [share for _, share in SHARES]
        while time.monotonic() < self._until:
            kind = self._choice.choices(kinds, weights)[0]
            try:
                getattr(self, f"_{kind}")()
            except httpx.HTTPError as error:
                self._tally.faults.append(f"{kind}: {error!r}")

    def _send(self, kind: str, method: str, path: str, **more: object) -> httpx.Response | None:
        began = time.monotonic()
        reply = self._http.request(method, path, **more)  # type: ignore[arg-type]
        if reply.status_code in (429, 503):
            wait = reply.headers.get("retry-after", "")
            if not wait.isdigit():
                self._tally.faults.append(f"{kind}: {reply.status_code} without Retry-After")
            self._tally.busy[kind] += 1
            time.sleep(min(float(wait or 1), PATIENCE_S))
            return None
        if reply.status_code >= 400:
            self._tally.faults.append(f"{kind}: {reply.status_code} {reply.text[:200]}")
            return None
        self._tally.times[kind].append(time.monotonic() - began)
        return reply

    def _some(self) -> Port:
        own = list(self._own)
        return port(
            self._choice.choice(own) if own and self._choice.random() < 0.5 else self._choice.randrange(self._known)
        )

    def _ask(self) -> None:
        asked = self._some()
        reply = self._send("ask", "POST", "/api/ask", json={"question": asked.question})
        if reply is None:
            return
        answer = reply.json()
        if answer["question"]["asked"] != asked.question or str(asked.ships) not in answer["answer"]:
            self._tally.mixed.append(f"{asked.question} -> {answer['status']} {answer['answer'][:200]}")

    def _search(self) -> None:
        asked = self._some()
        reply = self._send("search", "GET", "/api/search", params={"q": f"le port de {asked.name}", "k": 5})
        if reply is not None and asked.name not in str(reply.json()["passages"]):
            self._tally.mixed.append(f"search for {asked.name}: not found")

    def _upload(self) -> None:
        number, self._next = self._next, self._next + 1
        text = port(number).article
        reply = self._send("upload", "POST", "/api/articles", files={"file": (f"port-{number}.txt", text.encode())})
        if reply is None:
            return
        (file,) = reply.json()["files"]
        found = self._send("list", "GET", "/api/articles", params={"q": file["file"], "limit": 5})
        if found is not None and len(found.json()["articles"]) == 1:
            self._own[number] = found.json()["articles"][0]["article_id"]
        elif found is not None:
            self._tally.mixed.append(f"{file['file']}: uploaded, then not listed")

    def _delete(self) -> None:
        if not self._own:
            return
        number = self._choice.choice(list(self._own))
        if self._send("delete", "DELETE", f"/api/articles/{self._own[number]}") is None:
            return
        del self._own[number]
        gone = port(number)
        reply = self._send("search", "GET", "/api/search", params={"q": f"le port de {gone.name}", "k": 5})
        if reply is not None and gone.name in str(reply.json()["passages"]):
            self._tally.mixed.append(f"{gone.name}: deleted, then found")


def load(seconds: float, clients: int, known: int, data: Path) -> Tally:
    """Start the program on a fresh folder, let the clients work, stop it."""
    articles = data / "articles"
    articles.mkdir(parents=True)
    for number in range(known):
        (articles / f"port-{number}.txt").write_text(port(number).article, "utf-8")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    environment = {
        **os.environ, "SOURCIER_DATA": str(data / "data"), "SOURCIER_ARTICLES": str(articles),
        "SOURCIER_PORT": str(free), "SOURCIER_ANSWERER": "extractive", "SOURCIER_API_KEY": "",
    }  # fmt: skip
    log = (data / "server.log").open("wb")
    server = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=environment, stdout=log, stderr=log)
    url = f"http://127.0.0.1:{free}"
    tally = Tally()
    try:
        wait_ready(url, server)
        httpx.post(f"{url}/api/ask", json={"question": port(0).question}, timeout=120)
        began = time.monotonic()
        workers = [Client(n, url, known, tally, began + seconds) for n in range(clients)]
        for worker in workers:
            worker.start()
        while any(worker.is_alive() for worker in workers):
            tally.rss.append((time.monotonic() - began, memory(server.pid)))
            time.sleep(1)
        if server.poll() is not None:
            tally.faults.append(f"the server ended with {server.returncode}")
    finally:
        server.terminate()
        server.wait(60)
        log.close()
    return tally


def wait_ready(url: str, server: subprocess.Popen[bytes]) -> None:
    """Until the articles are loaded; RuntimeError where the server ends before."""
    while server.poll() is None:
        try:
            if httpx.get(f"{url}/readyz", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.3)
    raise RuntimeError("the server did not start")


def memory(pid: int) -> int:
    """Resident bytes of a process and its children (Linux)."""
    total = 0
    for process in [str(pid), *Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]:
        try:
            total += int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
        except FileNotFoundError:
            continue  # it has ended meanwhile
    return total


def report(tally: Tally, seconds: float) -> list[str]:
    """The table."""
    lines = [
        "| kind | done | a second | p50 s | p95 s | longest s | told to come back |",
        "|---|---|---|---|---|---|---|",
    ]
    for kind in ("ask", "search", "upload", "list", "delete"):
        times = sorted(tally.times[kind])
        if not times:
            continue
        p95 = times[min(len(times) - 1, round(0.95 * len(times)))]
        shown = (len(times), len(times) / seconds, statistics.median(times), p95, times[-1], tally.busy[kind])
        cells = [f"{x:.2f}" if isinstance(x, float) else str(x) for x in shown]
        lines.append("| " + " | ".join([kind, *cells]) + " |")
    sizes = [size for _, size in tally.rss]
    third = max(1, len(sizes) // 3)
    first, last = statistics.median(sizes[:third]) / 1e6, statistics.median(sizes[-third:]) / 1e6
    lines += [
        "",
        f"errors {len(tally.faults)}, answers mixed up {len(tally.mixed)}",
        f"resident MB: peak {max(sizes) / 1e6:.0f}, median of the first third {first:.0f}, of the last {last:.0f}",
    ]
    return lines


def main() -> int:
    """Run and print; 1 where anything failed or was mixed up."""
    parser = argparse.ArgumentParser(description="Load on a running Sourcier")
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--articles", type=int, default=300)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tally = load(options.seconds, options.clients, options.articles, Path(folder))
    print("\n".join(report(tally, options.seconds)))
    for line in [*tally.faults[:20], *tally.mixed[:20]]:
        print(line, file=sys.stderr)
    return 1 if tally.faults or tally.mixed else 0


if __name__ == "__main__":
    sys.exit(main())
