"""Write docs/clients.md: other people's clients, run against Sourcier on its sample articles, and what they print.

    python scripts/clients.py            # starts the program itself, with quotations for answers, and stops it

Each client below is a program of its own, run as it stands in the document; its output is what it printed.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parent.parent
ADDRESS = "http://127.0.0.1:7860"
QUESTION = "Pourquoi le pont des Tanneurs a-t-il été fermé ?"
WIDTH = 160

CURL = [
    f"""curl -s {ADDRESS}/api/search --get --data-urlencode 'q=fermeture du pont' -d k=1""",
    f"""curl -sN {ADDRESS}/api/ask -H 'Content-Type: application/json' \\
  -d '{{"question": "{QUESTION}", "stream": true}}'""",
    f"""curl -s {ADDRESS}/api/ask -H 'Content-Type: application/json' -H 'Accept-Language: en' \\
  -d '{{"question": ""}}'""",
    f"""curl -sN {ADDRESS}/v1/chat/completions -H 'Content-Type: application/json' \\
  -d '{{"model": "sourcier", "stream": true, "messages": [{{"role": "user", "content": "{QUESTION}"}}]}}'""",
]
PROGRAMS = {
    "OpenAI's Python client (openai {openai})": f'''
from openai import OpenAI

client = OpenAI(base_url="{ADDRESS}/v1", api_key="none needed unless SOURCIER_API_KEY is set")
print([model.id for model in client.models.list()])
reply = client.chat.completions.create(
    model="sourcier", messages=[{{"role": "user", "content": "{QUESTION}"}}]
)
print(reply.choices[0].message.content)
for citation in reply.citations:
    print(citation["n"], citation["file"], citation["start"], citation["end"], citation["quote"])

print("--- streamed, with the sources in the text")
question = {{"role": "user", "content": "Qui est responsable de la fouille de Tersagne ?"}}
stream = client.chat.completions.create(model="sourcier-sources", stream=True, messages=[question])
for chunk in stream:
    print(chunk.choices[0].delta.content or "", end="")

print("--- the vectors of the archive's own embedder")
vectors = client.embeddings.create(model="sourcier-embeddings", input=["Le pont est fermé.", "Le musée ouvre."]).data
print(len(vectors), len(vectors[0].embedding))
''',
    "LangChain's ChatOpenAI (langchain-openai {langchain-openai})": f'''
from langchain_openai import ChatOpenAI

chat = ChatOpenAI(base_url="{ADDRESS}/v1", api_key="none", model="sourcier-sources")
history = [
    ("user", "Qui est le maire d'Orcevaux ?"),
    ("assistant", "Paul-Henri Daumas."),
    ("user", "Qu'a-t-il annoncé ?"),
]
print(chat.invoke(history).content)
print("--- streamed")
print("|".join(chunk.text for chunk in chat.stream("{QUESTION}"))[:300])
''',
    "The official MCP client (mcp {mcp})": f'''
import anyio
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client


async def main():
    async with streamable_http_client("{ADDRESS}/mcp") as (read, write, _), ClientSession(read, write) as session:
        print((await session.initialize()).serverInfo.name)
        print([tool.name for tool in (await session.list_tools()).tools])
        asked = (await session.call_tool("ask", {{"question": "{QUESTION}"}})).structuredContent
        print(asked["status"], "|", asked["answer"])
        cited = asked["citations"][0]
        article = (await session.call_tool("read_article", {{"article_id": cited["article_id"]}})).structuredContent
        print(article["text"][cited["start"] : cited["end"]] == cited["quote"])
        found = (await session.call_tool("search", {{"question": "mosaïque", "k": 2}})).structuredContent
        print([passage["title"] for passage in found["passages"]])
        query = '"pont des Tanneurs" date:2023-03..2023-06'
        listed = (await session.call_tool("search", {{"query": query}})).structuredContent
        print(listed["total"], [article["title"] for article in listed["articles"]][:2])
        draft = "Le pont des Tanneurs de Saint-Avelin a été ouvert en 1913."
        checked = (await session.call_tool("check", {{"text": draft}})).structuredContent
        print(checked["sentences"][0]["support"], checked["sentences"][0]["citations"][0]["quote"])
        wrong = await session.call_tool("ask", {{"question": "", "from_date": "2023-13"}})
        print(wrong.isError, wrong.content[0].text)


anyio.run(main)
''',
    "The official MCP client, second generation (mcp {mcp==2.3.0})": f'''
import anyio
from mcp import Client


async def main():
    async with Client("{ADDRESS}/mcp") as client:
        print(client.server_info.name, client.protocol_version)
        print([tool.name for tool in (await client.list_tools()).tools])
        asked = (await client.call_tool("ask", {{"question": "{QUESTION}"}})).structured_content
        print(asked["status"], "|", asked["answer"])
        cited = asked["citations"][0]
        article = (await client.call_tool("read_article", {{"article_id": cited["article_id"]}})).structured_content
        print(article["text"][cited["start"] : cited["end"]] == cited["quote"])
        query = '"pont des Tanneurs" date:2023-03..2023-06'
        listed = (await client.call_tool("search", {{"query": query}})).structured_content
        print(listed["total"], [article["title"] for article in listed["articles"]][:2])
        draft = "Le pont des Tanneurs de Saint-Avelin a été ouvert en 1913."
        checked = (await client.call_tool("check", {{"text": draft}})).structured_content
        print(checked["sentences"][0]["support"], checked["sentences"][0]["citations"][0]["quote"])
        wrong = await client.call_tool("ask", {{"question": "", "from_date": "2023-13"}})
        print(wrong.is_error, wrong.content[0].text)


anyio.run(main)
''',
    "Gradio's client (gradio_client {gradio_client})": f'''
from gradio_client import Client

client = Client("{ADDRESS}", verbose=False)
print(list(client.view_api(print_info=False, return_format="dict")["named_endpoints"]))
answer = client.predict("{QUESTION}", api_name="/ask")
print(answer["status"], "|", answer["answer"])
for citation in answer["citations"]:
    print(citation["n"], citation["source"], citation["published"]["value"], citation["quote"])
print(client.predict("Quel est le prix du mètre carré sur Mars ?", api_name="/ask")["refusal"]["reason"])
''',
}


def main() -> None:
    """Run them all and write the document."""
    with tempfile.TemporaryDirectory() as folder:
        port, process = start(Path(folder))
        try:
            parts = [head(), *curl_part(port), *(part(name, code, port) for name, code in PROGRAMS.items())]
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
    document = ROOT / "docs" / "clients.md"
    configured = "## Configurations" + document.read_text("utf-8").partition("## Configurations")[2]
    document.write_text("\n".join([*parts, configured]).rstrip() + "\n", "utf-8")


def start(folder: Path) -> tuple[int, subprocess.Popen[bytes]]:
    """The program on a free port and in a folder of its own; waits until the page is there too."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = {"SOURCIER_DATA": str(folder), "SOURCIER_PORT": str(port), "SOURCIER_ANSWERER": "extractive"}
    process = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env={**os.environ, **settings})
    for path in ("/readyz", "/"):
        while True:
            try:
                if httpx.get(f"http://127.0.0.1:{port}{path}", timeout=5).status_code == 200:
                    break
            except httpx.TransportError:
                pass
            time.sleep(0.3)
    return port, process


def head() -> str:
    """What the document begins with."""
    commit = subprocess.check_output(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, text=True).strip()
    return (
        "# Clients\n\n"
        "What other people's clients print when they talk to Sourcier. Nothing in them is made for Sourcier; the page\n"
        "itself uses the same answers. Written by `python scripts/clients.py` (which runs each program below on the\n"
        "sample articles, without a language model, so that answers are quotations); long lines are cut (…).\n"
        "With a language model, `token` events come between the passages and the answer: first the quotations, about\n"
        "a second after the question, then the model's unchecked words. What the `answer` event says stands.\n"
        f"Last run: {time.strftime('%Y-%m-%d')}, commit {commit}.\n"
    )


def curl_part(port: int) -> list[str]:
    """The calls with curl."""
    lines = ["## curl\n", "```console"]
    for call in CURL:
        said = run(["sh", "-c", call.replace(ADDRESS, f"http://127.0.0.1:{port}")], port)
        lines += [f"$ {call}", *shorten(said)]
    return [*lines, "```\n"]


def part(name: str, code: str, port: int) -> str:
    """One program, and what it printed."""
    package, _, wanted = name.split("{")[1].split("}")[0].partition("==")
    python = [sys.executable]
    if wanted:  # another version than ours, in an environment of its own that is thrown away
        python = [str(Path(sys.executable).with_name("uv")), "run", "-q", "--isolated", "--no-project"]
        python += ["--with", f"{package}=={wanted}", "python"]
    said = run([*python, "-c", code.replace(ADDRESS, f"http://127.0.0.1:{port}")], port)
    title = re.sub(r"{.*}", wanted or version(package.replace("_", "-")), name)
    printed = "\n".join(shorten(said))
    return f"## {title}\n\n```python{code}```\n\nprints\n\n```text\n{printed}\n```\n"


def run(command: list[str], port: int) -> str:
    """What a client prints; it must succeed."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=180)
    if done.returncode:
        raise SystemExit(f"{command[:2]} failed: {done.stderr[-2000:]}")
    return done.stdout.replace(f"127.0.0.1:{port}", "127.0.0.1:7860")


def shorten(text: str) -> list[str]:
    """Lines of bearable length, and of a long run of lines its two ends."""
    lines = [line if len(line) <= WIDTH else f"{line[:WIDTH]}…" for line in text.splitlines() if line.strip()]
    return lines if len(lines) <= 10 else [*lines[:4], "…", *lines[-4:]]


if __name__ == "__main__":
    main()
