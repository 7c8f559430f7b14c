"""A small server that plays Ollama, well or badly: what the real one does not show on demand."""

from __future__ import annotations

import http.server
import json
import threading
from types import TracebackType
from typing import Any

MODEL = "barque:1b"


class StandIn:
    """``how`` says how it behaves and may be changed between two requests; ``reply`` is what it says when well."""

    def __init__(self) -> None:
        self.how = "well"
        self.reply = ""
        self.context = 4096
        self.chats = 0
        self.release = threading.Event()
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._server.owner = self  # type: ignore[attr-defined]
        self.host = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> StandIn:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release.set()
        self._server.shutdown()
        self._server.server_close()

    def be(self, how: str) -> None:
        """Behave so from now on."""
        self.release.set()
        self.how, self.release = how, threading.Event()


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        owner = self._owner()
        if owner.how == "deaf":
            owner.release.wait(20)
        if self.path == "/api/version":
            self._send(200, {"version": "0.17.4"})
        else:
            listed = [] if owner.how == "no model" else [{"name": MODEL, "model": MODEL, "size": 1}]
            self._send(200, {"models": listed})

    def do_POST(self) -> None:
        owner = self._owner()
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/api/show":
            shown = {"model_info": {"barque.context_length": owner.context}, "template": "{{ .System }}{{ .Prompt }}"}
            self._send(200, shown)
            return
        owner.chats += 1
        if owner.how == "500":
            self._send(500, {"error": "llama runner process has terminated"})
        elif owner.how == "gone model":
            self._send(404, {"error": f"model '{MODEL}' not found"})
        elif owner.how == "garbage":
            self._raw(200, b"<html>\x00\xff Bad gateway</html>\n")
        elif owner.how == "hanging":
            owner.release.wait(20)
        elif not asked.get("stream", True):
            self._send(200, {"message": {"role": "assistant", "content": "oui"}, "done": True})
        else:
            self._chat(owner)

    def _chat(self, owner: StandIn) -> None:
        pieces = owner.reply.split(" ")
        lines = [{"message": {"role": "assistant", "content": piece + " "}, "done": False} for piece in pieces]
        if owner.how == "broken off":
            lines = lines[: len(lines) // 2]
        else:
            last = {"message": {"role": "assistant", "content": ""}, "done": True, "done_reason": "stop"}
            lines.append(last | {"prompt_eval_count": 100, "eval_count": len(pieces)})
        self._raw(200, b"".join(json.dumps(line).encode() + b"\n" for line in lines))

    def _owner(self) -> StandIn:
        owner: StandIn = self.server.owner  # type: ignore[attr-defined]
        return owner

    def _send(self, status: int, body: dict[str, Any]) -> None:
        self._raw(status, json.dumps(body).encode())

    def _raw(self, status: int, body: bytes) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/x-ndjson")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            self.close_connection = True  # the client has gone

    def log_message(self, *_: object) -> None:
        pass
