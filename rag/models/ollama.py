"""A model that Ollama serves, as a LangChain chat model whose faults say what to do."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import httpx
import ollama
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.messages import AIMessageChunk, BaseMessage, HumanMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_ollama import ChatOllama
from pydantic import PrivateAttr

from rag.models.faults import overflow
from rag.models.ollama_server import _looked, answers, broken_off, faults, list_models
from rag.models.pulse import pulsed

__all__ = ["OllamaChat", "_looked", "answers", "list_models", "make_chat"]

CONTEXT = 4096
KEEP_ALIVE = "30m"
LETTERS_A_TOKEN = 2.5
"""Ollama counts no tokens beforehand. Small letters and spaces of French have 3.3 to 4 bytes a token, 2.5 where the
vocabulary is made for English; every other byte may be a token. Words of no language take more: ``_learn`` sees it."""
MESSAGE_TOKENS = 12
"""Tokens that a chat template puts around a message, at most."""
SILENCE_S = 180.0
"""A server silent for so long hangs: loading a model and reading a long prompt take half of it on two cores."""
Form = Literal["chat", "chatml", "plain"]
ROLES = {"system": "system", "human": "user", "ai": "assistant"}
CHATML_END = "<|im_end|>"
"""What ends a message in ChatML, which Qwen's models speak."""


class OllamaChat(ChatOllama):
    """ChatOllama with the faults of this program and an estimate of tokens that errs on the safe side.

    While the prompt is read it yields empty pieces, at which the generator can be closed.
    Keyword argument of ``stream`` and ``invoke``: ``max_tokens``. A ``grammar`` is passed over: Ollama takes none.
    """

    form: Form = "chat"
    """How the messages are put together: by Ollama's template, or by us where the model was imported without one."""
    _tokens_a_letter: float = PrivateAttr(default=1 / LETTERS_A_TOKEN)

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: object,
    ) -> Iterator[ChatGenerationChunk]:
        done = False
        formed, named = self._formed(messages), self._named(kwargs, stop)
        # The asynchronous client can be left while the prompt is read, the other only at the first word.
        with faults(str(self.base_url), self.model):
            for chunk in pulsed(lambda: super(OllamaChat, self)._astream(formed, stop, None, **named)):
                if chunk is None:
                    yield ChatGenerationChunk(message=AIMessageChunk(content=""))
                    continue
                info = chunk.generation_info or {}
                if info.get("done"):
                    done = True
                    self._learn(messages, info.get("prompt_eval_count") or 0)
                if run_manager:
                    run_manager.on_llm_new_token(chunk.text, chunk=chunk)
                yield chunk
        if not done:
            raise broken_off(self.model, "no end of the reply")

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: object,
    ) -> ChatResult:
        with faults(str(self.base_url), self.model):
            result = super()._generate(self._formed(messages), stop, run_manager, **self._named(kwargs, stop))
        info = result.generations[0].generation_info or {}
        self._learn(messages, info.get("prompt_eval_count") or 0)
        return result

    def _formed(self, messages: Sequence[BaseMessage]) -> list[BaseMessage]:
        """The messages as this model must get them: Ollama drops the system message where it has no template."""
        if self.form == "chat":
            return list(messages)
        contents = [(ROLES.get(message.type, "user"), str(message.content)) for message in messages]
        if self.form == "plain":
            return [HumanMessage("\n\n".join(content for _, content in contents))]
        turns = "".join(f"<|im_start|>{role}\n{content}{CHATML_END}\n" for role, content in contents)
        return [HumanMessage(f"{turns}<|im_start|>assistant\n")]

    def _named(self, kwargs: Mapping[str, object], stop: list[str] | None) -> dict[str, Any]:
        """Keyword arguments as Ollama names them."""
        rest = {key: value for key, value in kwargs.items() if key not in ("max_tokens", "grammar")}
        options = {
            "num_ctx": self.num_ctx,
            "temperature": self.temperature,
            "seed": self.seed,
            "num_predict": kwargs.get("max_tokens") or self.num_predict,
            "stop": [*(stop or ()), CHATML_END] if self.form == "chatml" else stop,
        }
        return {"options": {key: value for key, value in options.items() if value is not None}} | rest

    def count_tokens(self, text: str) -> int:
        """At least as many tokens as ``text`` has, by its bytes and by what this model's replies reported."""
        letters, others = _weight(text)
        return math.ceil(letters * self._tokens_a_letter) + others

    def count_prompt(self, messages: Sequence[BaseMessage]) -> int:
        """At least as many tokens as the whole prompt has."""
        return sum(self.count_tokens(str(message.content)) + MESSAGE_TOKENS for message in messages)

    def _learn(self, messages: Sequence[BaseMessage], counted: int) -> None:
        """Raise the estimate where a reply counted more, and notice a prompt that Ollama cut."""
        if self.num_ctx and counted >= self.num_ctx:
            raise overflow(self.model, counted, self.num_ctx)
        letters, others = _weight("".join(str(message.content) for message in messages))
        counted -= others + MESSAGE_TOKENS * len(messages)
        if letters > 200:
            self._tokens_a_letter = max(self._tokens_a_letter, 1.1 * counted / letters)


def _weight(text: str) -> tuple[int, int]:
    """How many small letters and spaces, and how many other bytes."""
    letters = sum(char == " " or "a" <= char <= "z" for char in text)
    return letters, len(text.encode("utf-8", "replace")) - letters


def make_chat(host: str, model: str) -> OllamaChat:
    """A chat model at temperature 0; its window is sent as ``num_ctx``, at most what it was trained to see."""
    with faults(host, model):
        shown = ollama.Client(host, timeout=10.0).show(model)
    info = shown.modelinfo or {}
    lengths = [int(value) for key, value in info.items() if key.endswith(".context_length")]
    return OllamaChat(
        model=model,
        base_url=host,
        num_ctx=min(CONTEXT, lengths[0] if lengths else CONTEXT),
        form=_form(shown.template or "", str(info.get("general.architecture", ""))),
        temperature=0,
        seed=0,
        keep_alive=KEEP_ALIVE,
        reasoning=False,
        client_kwargs={"timeout": httpx.Timeout(SILENCE_S, connect=3.0)},
    )


def _form(template: str, architecture: str) -> Form:
    """A GGUF file imported without a template gets Ollama's bare one, which holds the last message alone."""
    if not template or ".System" in template or ".Messages" in template:
        return "chat"
    return "chatml" if architecture.startswith("qwen") else "plain"
