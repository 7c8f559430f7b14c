PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: setup setup-dev run test check check-all eval eval-public eval-models bench bench-scale faults train clean

setup: $(VENV)/.ready

$(VENV)/.ready: requirements.txt scripts/setup_env.sh
	PYTHON=$(PYTHON) sh scripts/setup_env.sh $(VENV) requirements.txt
	touch $@

setup-dev: $(VENV)/.ready-dev

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.txt
	PYTHON=$(PYTHON) sh scripts/setup_env.sh $(VENV) requirements-dev.txt
	touch $@

run: setup
	$(BIN)/python app.py

test: setup-dev
	sh scripts/test_tools.sh
	$(BIN)/python -m pytest

check: setup-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check --output-format concise .
	$(BIN)/mypy rag vectorstore web app.py
	sh scripts/audit.sh
	$(MAKE) test
	$(MAKE) eval

# As check, then the Ollama tests against an old server too: its replies and error texts differ.
check-all: check
	SOURCIER_TEST_OLLAMA=0.6.5 $(BIN)/python -m pytest -m ollama

eval: setup
	$(BIN)/python -m rag eval eval/questions.jsonl --articles samples/articles --answerer extractive --floors eval/floors.json

# Public sets that you bring in a folder; docs/evaluation.md says which. LIMIT=100 takes so many questions of each.
eval-public: setup
	$(BIN)/python -m bench.public $(if $(LIMIT),--limit $(LIMIT)) $(DIR)

# Every chat model of the Ollama server on a set of questions; goes on where it stopped. LIMIT=40, QUESTIONS=…, ARTICLES=…
eval-models: setup
	$(BIN)/python -m bench.models $(if $(LIMIT),--limit $(LIMIT)) $(if $(ARTICLES),--articles $(ARTICLES)) $(QUESTIONS)

# kill -9, full disks, broken models: everything, on a library of 20,000 passages; make test runs a short form.
faults: setup-dev
	SOURCIER_TEST_FAULTS=full $(BIN)/python -m pytest tests/faults

bench: setup-dev
	$(BIN)/python bench/speed.py

# Long: up to 300,000 passages; goes on where it stopped.
bench-scale: setup-dev
	$(BIN)/python bench/scale.py --plot docs/scale.svg

# Long: the reader's weights, from the articles of training/ and the public sets in SHARED (training/README.md).
TRAINING := .venv-training
OUT ?= .cache/reader
START ?= rag/reader/weights.npz

$(TRAINING)/.ready: requirements.txt requirements-training.txt scripts/setup_env.sh
	PYTHON=$(PYTHON) sh scripts/setup_env.sh $(TRAINING) requirements.txt
	PYTHON=$(PYTHON) sh scripts/setup_env.sh $(TRAINING) requirements-training.txt
	touch $@

train: $(TRAINING)/.ready
	$(TRAINING)/bin/python -m training.data $(if $(SHARED),--shared $(SHARED)) --out $(OUT)/data
	$(TRAINING)/bin/python -m training.train --data $(OUT)/data --out $(OUT) --start $(START) $(MORE)

clean:
	rm -rf $(VENV) $(TRAINING) .pytest_cache .mypy_cache .ruff_cache
