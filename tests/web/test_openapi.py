"""The API against its own OpenAPI: whatever is sent, no fault of the server, and replies of the shape promised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from schemathesis import checks
from schemathesis.config import SchemathesisConfig
from starlette.types import Message, Receive, Scope, Send

from rag.settings import Settings
from tests.support.fake_service import FakeService
from web.server import create_app

SERVICE = FakeService()
APP = create_app(SERVICE, Settings(), page=False)


async def without_lifespan(scope: Scope, receive: Receive, send: Send) -> None:
    """The app as it is called for each request alone: what runs beside it may be started only once."""
    if scope["type"] != "lifespan":
        await APP(scope, receive, send)
        return
    message: Message = {}
    while message.get("type") != "lifespan.shutdown":
        message = await receive()
        await send({"type": f"{message['type']}.complete"})


CHECKS = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
config = SchemathesisConfig.from_dict({"base-url": "http://127.0.0.1:7860", "seed": 7})
schema = schemathesis.openapi.from_asgi(
    "/openapi.json", without_lifespan, config=config, headers={"Host": "127.0.0.1:7860"}
)
met: Counter[tuple[str, int]] = Counter()


@pytest.fixture(scope="module", autouse=True)
def something_was_met() -> Iterator[None]:
    """Every operation succeeded at least once: else what was checked were refusals alone."""
    yield
    operations = {operation for operation, _ in met}
    assert operations == {operation for operation, status in met if status < 300}


QUIET = [hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.filter_too_much]


@schema.include(path_regex="^/(api|healthz|readyz)").parametrize()
@hypothesis.settings(max_examples=15, deadline=None, derandomize=True, database=None, suppress_health_check=QUIET)
def test_whatever_is_sent_the_reply_is_as_promised(case: schemathesis.Case[Any]) -> None:
    SERVICE.reset()
    if "article_id" in (case.path_parameters or {}) and len(str(case.path_parameters["article_id"])) % 2:
        case.path_parameters["article_id"] = next(iter(SERVICE.library))  # else no article would ever be met
    if "conversation_id" in (case.path_parameters or {}) and len(str(case.path_parameters["conversation_id"])) % 2:
        case.path_parameters["conversation_id"] = SERVICE.conversations.keep([{"question": "Qui ?"}])
    if "number" in (case.path_parameters or {}) and len(str(case.path_parameters["number"])) % 2:
        case.path_parameters["number"] = 1
    if "identity" in (case.path_parameters or {}) and len(str(case.path_parameters["identity"])) % 2:
        case.path_parameters["identity"] = SERVICE.batches.begin("", ["Qui ?"], None).id
    reply = case.call()
    assert reply.status_code != 500
    met[case.operation.label, reply.status_code] += 1
    case.validate_response(reply, checks=CHECKS)
