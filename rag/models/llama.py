"""llama.cpp in this process, as a LangChain chat model that streams and can be cancelled."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

import httpx
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, convert_to_openai_messages
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import ConfigDict

from rag.models.faults import fault, stopped
from rag.models.llama_server import Json, LlamaServer


class LlamaChat(BaseChatModel):
    """Chat with a LlamaServer; temperature 0 unless told otherwise.

    While the prompt is read it yields empty pieces, at which the generator can be closed.
    Keyword arguments of ``stream`` and ``invoke``: ``max_tokens``, ``grammar`` (GBNF), ``temperature``.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    server: LlamaServer
    max_tokens: int = 512
    temperature: float = 0.0

    @property
    def _llm_type(self) -> str:
        return "llama.cpp"

    def _body(self, messages: Sequence[BaseMessage], stop: list[str] | None, options: Mapping[str, Json]) -> Json:
        body = {
            "messages": convert_to_openai_messages(list(messages)),
            "max_tokens": options.get("max_tokens", self.max_tokens),
            "temperature": options.get("temperature", self.temperature),
            "seed": 0,
            "cache_prompt": True,
        }
        if stop:
            body["stop"] = stop
        if options.get("grammar"):
            body["grammar"] = options["grammar"]
        return body

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: object,
    ) -> Iterator[ChatGenerationChunk]:
        body = self._body(messages, stop, kwargs) | {
            "stream": True,
            "stream_options": {"include_usage": True},
            "return_progress": True,
        }
        for data in self._events(body):
            chunk = _chunk(data)
            if chunk is None:
                continue
            if run_manager and chunk.text:
                run_manager.on_llm_new_token(chunk.text, chunk=chunk)
            yield chunk

    def _events(self, body: Mapping[str, Json]) -> Iterator[dict[str, Json]]:
        """The events of a streamed reply; closing the generator closes the connection, which stops llama.cpp."""
        try:
            with self.server.client.stream("POST", "/v1/chat/completions", json=body) as reply:
                if reply.status_code != 200:
                    raise fault(self.server.model, reply.read().decode("utf-8", "replace"))
                for line in reply.iter_lines():
                    if line.startswith("error:"):
                        raise fault(self.server.model, line.removeprefix("error:"))
                    if line.startswith("data: {"):
                        data = json.loads(line.removeprefix("data: "))
                        if "error" in data:
                            raise fault(self.server.model, line.removeprefix("data: "))
                        yield data
        except (httpx.HTTPError, RuntimeError) as error:
            raise stopped(self.server.model) from error

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: object,
    ) -> ChatResult:
        parts = [chunk.message for chunk in self._stream(messages, stop, run_manager, **kwargs)]
        whole = AIMessageChunk(content="")
        for part in parts:
            whole = whole + part  # type: ignore[assignment]
        message = AIMessage(
            content=whole.content, response_metadata=whole.response_metadata, usage_metadata=whole.usage_metadata
        )
        return ChatResult(generations=[ChatGeneration(message=message)])

    def count_tokens(self, text: str) -> int:
        """Tokens of ``text`` by the model's own tokenizer."""
        return len(self.server.request("POST", "/tokenize", {"content": text})["tokens"])

    def count_prompt(self, messages: Sequence[BaseMessage]) -> int:
        """Tokens of the whole prompt, the chat template's included."""
        body = {"messages": convert_to_openai_messages(list(messages))}
        return int(self.server.request("POST", "/v1/chat/completions/input_tokens", body)["input_tokens"])


def _chunk(data: Mapping[str, Json]) -> ChatGenerationChunk | None:
    """A piece of the reply; an empty one for each batch of the prompt that was read."""
    if "prompt_progress" in data:
        return ChatGenerationChunk(message=AIMessageChunk(content=""))
    usage = data.get("usage")
    if usage:
        counted = UsageMetadata(
            input_tokens=usage["prompt_tokens"],
            output_tokens=usage["completion_tokens"],
            total_tokens=usage["total_tokens"],
        )
        metadata = {"timings": data.get("timings", {})}
        message = AIMessageChunk(content="", usage_metadata=counted, response_metadata=metadata)
        return ChatGenerationChunk(message=message)
    for choice in data.get("choices", ()):
        text = choice["delta"].get("content") or ""
        reason = choice.get("finish_reason")
        if text or reason:
            metadata = {"finish_reason": reason} if reason else {}
            return ChatGenerationChunk(message=AIMessageChunk(content=text, response_metadata=metadata))
    return None
