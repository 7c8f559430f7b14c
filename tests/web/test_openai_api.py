"""The OpenAI protocol, spoken by OpenAI's own client and LangChain's against a real server."""

from __future__ import annotations

import json
from collections.abc import Iterator

import openai
import pytest
from openai.types.chat import ChatCompletionUserMessageParam

from rag.settings import Settings
from tests.support.browser import serving
from tests.support.fake_service import FakeService
from web.server import create_app

ASKED: ChatCompletionUserMessageParam = {"role": "user", "content": "Combien ont coûté les travaux du pont ?"}
QUESTION = "Combien ont coûté les travaux du pont ?"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with serving(create_app(FakeService(), Settings(api_key="k"), page=False)) as url:
        yield url


@pytest.fixture
def client(url: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{url}/v1", api_key="k", max_retries=0) as client:
        yield client


def test_openais_client_lists_models_and_reads_citations(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["sourcier", "sourcier-sources"]
    assert client.models.retrieve("sourcier").owned_by == "sourcier"
    reply = client.chat.completions.create(
        model="sourcier",
        messages=[
            {"role": "system", "content": "Sois bref."},
            {"role": "user", "content": "Bonjour"},
            {"role": "assistant", "content": "Bonjour."},
            {"role": "user", "content": [{"type": "text", "text": QUESTION}]},
        ],
        temperature=0.2,
    )
    message = reply.choices[0].message
    assert message.content is not None
    assert "[1]" in message.content
    assert message.model_extra is not None
    assert message.model_extra["citations"][0]["quote"] in message.content
    assert reply.usage is not None
    assert reply.usage.total_tokens > 0


def test_a_stream_gives_the_same_text_then_citations_and_usage(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model="sourcier", messages=[ASKED])
    chunks = list(
        client.chat.completions.create(
            model="sourcier", messages=[ASKED], stream=True, stream_options={"include_usage": True}
        )
    )
    text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
    assert text == whole.choices[0].message.content
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.completion_tokens > 0
    finish = next(chunk for chunk in chunks if chunk.choices and chunk.choices[0].finish_reason)
    assert (finish.choices[0].delta.model_extra or {})["citations"]


def test_the_sources_end_the_text_when_asked(client: openai.OpenAI) -> None:
    by_model = client.chat.completions.create(model="sourcier-sources", messages=[ASKED])
    by_field = client.chat.completions.create(model="sourcier", messages=[ASKED], extra_body={"include_sources": True})
    for reply in (by_model, by_field):
        assert "\n---\n1. Le Courrier de Valombre" in str(reply.choices[0].message.content)


def test_faults_come_as_openai_sends_them(client: openai.OpenAI, url: str) -> None:
    with pytest.raises(openai.NotFoundError, match="sourcier-sources") as missing:
        client.chat.completions.create(model="gpt-nope", messages=[ASKED])
    assert missing.value.code == "model_not_found"
    with pytest.raises(openai.BadRequestError):
        client.chat.completions.create(model="sourcier", messages=[ASKED], n=3)
    with pytest.raises(openai.BadRequestError):
        client.chat.completions.create(model="sourcier", messages=[])
    with pytest.raises(openai.BadRequestError):
        client.chat.completions.create(model="sourcier", messages=[{"role": "user", "content": " "}])
    with pytest.raises(openai.InternalServerError):
        client.chat.completions.create(model="sourcier", messages=[{"role": "user", "content": "PANNE"}])
    with pytest.raises(openai.AuthenticationError), openai.OpenAI(base_url=f"{url}/v1", api_key="x") as stranger:
        stranger.models.list()


def test_langchain_reads_answers_and_streams(url: str) -> None:
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    chat = ChatOpenAI(base_url=f"{url}/v1", api_key=SecretStr("k"), model="sourcier")
    assert "[1]" in str(chat.invoke(QUESTION).content)
    assert "[1]" in "".join(str(chunk.content) for chunk in chat.stream(QUESTION))


def test_curl_sees_data_lines_that_end_with_done(url: str) -> None:
    import httpx

    body = {"model": "sourcier", "messages": [{"role": "user", "content": QUESTION}], "stream": True}
    reply = httpx.post(f"{url}/v1/chat/completions", json=body, headers={"Authorization": "Bearer k"})
    lines = [line for line in reply.text.split("\n\n") if line]
    assert lines[-1] == "data: [DONE]"
    assert all(json.loads(line.removeprefix("data: "))["object"] == "chat.completion.chunk" for line in lines[:-1])


def test_embeddings_come_as_numbers_and_as_bytes(client: openai.OpenAI) -> None:
    # unless told otherwise OpenAI's client asks for bytes, and unpacks them
    reply = client.embeddings.create(model="sourcier-embeddings", input=["un pont", "une rue"])
    assert [item.embedding for item in reply.data] == [[7.0, 0.0, 0.5], [7.0, 0.0, 0.5]]
    assert reply.usage.total_tokens == 4
    alone = client.embeddings.create(
        model="sourcier", input="pont", encoding_format="float", dimensions=3, extra_body={"input_type": "query"}
    )
    assert alone.data[0].embedding == [4.0, 1.0, 0.5]


@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        ({"input": [[1, 2]]}, 400, "jetons"),
        ({"input": "a", "dimensions": 12}, 400, "3 dimensions"),
        ({"input": "a", "model": "text-embedding-3-small"}, 404, "sourcier-embeddings"),
        ({"input": []}, 400, "input"),
        ({"input": [""]}, 400, "input"),
    ],
)
def test_what_cannot_be_embedded_is_said(
    client: openai.OpenAI, given: dict[str, object], status: int, words: str
) -> None:
    body = {"model": "sourcier-embeddings", **given}
    with pytest.raises(openai.APIStatusError, match=words) as caught:
        client.post("/embeddings", body=body, cast_to=object)
    assert caught.value.status_code == status
