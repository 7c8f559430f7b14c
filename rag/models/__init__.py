"""The language models: llama.cpp in the process, Ollama, and the choice between them."""
