"""MCP, spoken by the official client against a real server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import anyio
import httpx
import pytest
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client

from rag.settings import Settings
from tests.support.browser import serving
from tests.support.fake_service import FakeService
from web.server import create_app


@asynccontextmanager
async def session(url: str, key: str = "k") -> AsyncIterator[ClientSession]:
    async with (
        httpx.AsyncClient(headers={"X-API-Key": key}, timeout=60) as http,
        streamable_http_client(f"{url}/mcp", http_client=http) as (read, write, _),
        ClientSession(read, write) as client,
    ):
        await client.initialize()
        yield client


def test_the_tools_answer_search_read_and_check() -> None:
    async def talk(url: str) -> None:
        async with session(url) as client:
            tools = await client.list_tools()
            assert sorted(tool.name for tool in tools.tools) == ["ask", "check", "read_article", "search"]
            asked = await client.call_tool("ask", {"question": "Combien ont coûté les travaux ?"})
            assert asked.structuredContent is not None
            assert asked.structuredContent["status"] == "answered"
            citation = asked.structuredContent["citations"][0]
            read = await client.call_tool("read_article", {"article_id": citation["article_id"]})
            assert read.structuredContent is not None
            text = read.structuredContent["text"]
            assert text[citation["start"] : citation["end"]] == citation["quote"]
            found = await client.call_tool("search", {"question": "travaux pont", "k": 1})
            assert found.structuredContent is not None
            assert len(found.structuredContent["passages"]) == 1
            query = {"query": '"travaux" AND source:valombre NOT xyzzy', "k": 5}
            listed = (await client.call_tool("search", query)).structuredContent
            assert listed is not None
            assert listed["total"] == len(listed["articles"]) >= 1
            checked = await client.call_tool("check", {"text": "Les travaux du pont ont duré."})
            assert checked.structuredContent is not None
            assert checked.structuredContent["sentences"][0]["support"] == "supported"

    with serving(create_app(FakeService(), Settings(api_key="k"), page=False)) as url:
        anyio.run(talk, url)


@pytest.mark.parametrize(
    ("tool", "given", "words"),
    [
        ("ask", {"question": "  "}, "vide"),
        ("ask", {"question": "a", "from_date": "2023-13"}, "calendrier"),
        ("ask", {"question": "PANNE"}, "Le modèle ne répond pas."),
        ("read_article", {"article_id": "nope"}, "Aucun article"),
        ("search", {"question": "a", "k": 0}, "k"),
        ("search", {}, "vide"),
        ("search", {"query": "AND OR"}, "chercher"),
        ("forget", {"article_id": "x"}, "Unknown tool"),
    ],
)
def test_faults_are_tool_errors_with_a_plain_sentence(
    server: str, tool: str, given: dict[str, object], words: str
) -> None:
    async def talk() -> None:
        async with session(server) as client:
            result = await client.call_tool(tool, given)
            assert result.isError
            assert words in result.content[0].text  # type: ignore[union-attr]

    anyio.run(talk)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with serving(create_app(FakeService(), Settings(api_key="k"), page=False)) as url:
        yield url
