"""llama.cpp in this process, as a server that only this process can reach.

``xllamacpp.Server`` opens an HTTP server beside its Python calls. Here that server listens on
no port: only on a Unix socket in a folder that the owner alone may enter, and it wants a random
key as well. All requests go through it, since it knows how to stop a prompt half read when the
client goes away, and how to count tokens, which the Python calls do not. It computes one reply
at a time, first come first served.
"""

from __future__ import annotations

import os
import resource
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import httpx

from rag.errors import SetupError, Unavailable
from rag.models.faults import damaged, fault, stopped

Json: TypeAlias = Any
"""Parsed JSON, whose shape llama.cpp's documentation gives."""
CONTEXT = 4096
"""Tokens of prompt and reply together."""
BATCH = 256
"""Prompt tokens computed between two looks at whether the client is still there."""
GUESS_FROM, GUESS = 3, 4
"""Tokens that must recur for a guess, and tokens guessed; 8 at once cost more than they save."""
PROMPT_CACHE_MIB = 256
"""Memory for prompts put aside; about 28 kB a token with the default model."""
MEMINFO = Path("/proc/meminfo")
CONTAINER = Path("/sys/fs/cgroup")


class LlamaServer:
    """A GGUF file loaded by llama.cpp, reachable by this process alone."""

    def __init__(self, model: Path, context: int = CONTEXT, threads: int | None = None) -> None:
        """Load ``model``; raises SetupError for a bad file, Unavailable for too little memory."""
        check_gguf(model)
        check_memory(model)
        self.model = model
        self._folder = tempfile.TemporaryDirectory(prefix="sourcier-")
        socket = str(Path(self._folder.name, "llama.sock"))
        self.key = secrets.token_urlsafe(24)
        self._server: Json = self._start(socket, context, threads or cores())
        self.client = httpx.Client(
            # A connection each: one kept open may be closed by the server just as it is used again.
            transport=httpx.HTTPTransport(uds=socket, limits=httpx.Limits(max_keepalive_connections=0)),
            base_url="http://llama",
            headers={"Authorization": f"Bearer {self.key}"},
            timeout=httpx.Timeout(600.0, connect=5.0),
        )
        self.address: str = self._server.listening_address
        settings = self.request("GET", "/props")["default_generation_settings"]
        self.context: int = settings["n_ctx"]

    def _start(self, socket: str, context: int, threads: int) -> Json:
        # Threads that wait for one another should sleep, not spin: beside one other busy program on
        # two cores, spinning brings llama.cpp from 10 words a second down to 1. Read as libgomp loads.
        os.putenv("OMP_WAIT_POLICY", "passive")
        import xllamacpp

        params = xllamacpp.CommonParams()
        params.model.path = str(self.model)
        params.hostnames = [socket]
        params.api_keys = [self.key]
        params.cors_origins = ""
        params.ui = False
        params.n_ctx = context
        params.n_parallel = 1
        params.n_threads_http = 16
        params.n_batch = BATCH
        params.n_ubatch = BATCH
        params.cache_ram_mib = PROMPT_CACHE_MIB
        params.cpuparams.n_threads = threads
        params.cpuparams_batch.n_threads = threads
        params.fit_params = False
        # Answers copy from their sources: where the last words stand in the prompt, the next ones are
        # guessed from there and checked together, which changes no word and saves a fifth of the work.
        params.speculative.types = [xllamacpp.common_speculative_type.COMMON_SPECULATIVE_TYPE_NGRAM_SIMPLE]
        params.speculative.ngram_simple.size_n = GUESS_FROM
        params.speculative.ngram_simple.size_m = GUESS
        params.warmup = False
        params.verbosity = -1
        try:
            return xllamacpp.Server(params)
        except RuntimeError as error:
            self._folder.cleanup()
            raise damaged(self.model) from error

    def request(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Json:
        """One request, its reply as parsed JSON."""
        try:
            reply = self.client.request(method, path, json=body)
        except (httpx.HTTPError, RuntimeError) as error:
            raise stopped(self.model) from error
        if reply.status_code != 200:
            raise fault(self.model, reply.text)
        return reply.json()

    def close(self) -> None:
        """Free the memory; running replies end with Unavailable."""
        self.client.close()
        self._server = None
        self._folder.cleanup()


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 2


def check_gguf(model: Path) -> None:
    """Raise SetupError unless ``model`` is a file that begins as a GGUF file does."""
    try:
        with model.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        raise SetupError(
            f"Le modèle {model.name} ne peut pas être lu ({error.strerror}) : corrigez SOURCIER_MODEL.",
            f"The model {model.name} cannot be read ({error.strerror}): correct SOURCIER_MODEL.",
        ) from error
    if head[:4] != b"GGUF":
        raise damaged(model)


def check_memory(model: Path) -> None:
    """Raise Unavailable where the weights plus half a gigabyte exceed the memory that is free."""
    free = free_memory()
    needed = model.stat().st_size + (512 << 20)
    if free is not None and free < needed:
        gigabytes = f"{needed / 1e9:.1f}", f"{free / 1e9:.1f}"
        raise Unavailable(
            f"Le modèle {model.name} demande {gigabytes[0]} Go de mémoire et il en reste {gigabytes[1]} : "
            "fermez des programmes, ou choisissez un modèle plus petit avec SOURCIER_MODEL.",
            f"The model {model.name} needs {gigabytes[0]} GB of memory and {gigabytes[1]} are free: "
            "close programs, or choose a smaller model with SOURCIER_MODEL.",
        )


def free_memory() -> int | None:
    """Bytes that this process may still take: the machine's, its container's, its own limit; None where unknown."""
    if not MEMINFO.exists():
        return None
    room = [_fields(MEMINFO.read_text()).get("MemAvailable", 0) * 1024]
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    if limit != resource.RLIM_INFINITY:
        room.append(limit - int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize())
    most, used = CONTAINER / "memory.max", CONTAINER / "memory.current"
    if most.is_file() and most.read_text().strip().isdigit():
        files = _fields((CONTAINER / "memory.stat").read_text()).get("file", 0)  # what the system gives back
        room.append(int(most.read_text()) - int(used.read_text()) + files)
    return min(room) or None


def _fields(text: str) -> dict[str, int]:
    """Names and first numbers of lines such as ``MemAvailable:  1234 kB``."""
    pairs = (line.replace(":", " ").split() for line in text.splitlines())
    return {pair[0]: int(pair[1]) for pair in pairs if len(pair) > 1 and pair[1].isdigit()}
