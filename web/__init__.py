"""Serving: the page, the REST API, the OpenAI-compatible API and MCP."""
