"""Train the reader: one-thread processes that share each batch; the same weights from the same seed.

    python -m training.train --data FOLDER --out FOLDER [--start WEIGHTS.npz] [--examples N]

FOLDER of ``--data`` is what training.data wrote. The rate falls to zero over ``--examples``, counted and not timed.
Writes log.jsonl (development figures), checkpoint.pt (a later call goes on from it) and weights.npz.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import torch
from torch import Tensor, distributed, multiprocessing
from torch.nn import functional

from training.development import Score, best_span, figures
from training.encode import Example, read_examples
from training.torch_network import Reader, batch

BATCH = 40
MICRO = 10
"""Examples at once in one process: of like length, so that little is padded."""
FROZEN = 4
RATE, HEADS_RATE = 1.5e-4, 5.0
WARM_UP = 50
CLIPPED = 1.0
ANSWERS = 1.0
"""Weight of the loss of answering beside that of the span."""


def losses(reader: Reader, examples: Sequence[Example]) -> Tensor:
    """The sum of the losses: of the span, nowhere where nothing answers, and of answering."""
    ids, places = batch(examples)
    with torch.autocast("cpu", torch.bfloat16):
        start, end, answers = reader(ids, places)
    first, last = torch.tensor([e.first for e in examples]), torch.tensor([e.last for e in examples])
    span = functional.cross_entropy(start, first, reduction="none") + functional.cross_entropy(
        end, last, reduction="none"
    )
    answers_loss = functional.binary_cross_entropy_with_logits(answers, (first > 0).float(), reduction="none")
    return (span / 2 + ANSWERS * answers_loss).sum()


def batches(examples: int, count: int, seed: int) -> Iterator[list[int]]:
    """Indices of each batch, every example once before any comes again, until ``count`` have been drawn."""
    random = Random(seed)
    waiting: list[int] = []
    for _ in range(count // BATCH):
        while len(waiting) < BATCH:
            order = list(range(examples))
            random.shuffle(order)
            waiting = order[::-1] + waiting
        yield [waiting.pop() for _ in range(BATCH)]


def share(indices: Sequence[int], examples: Sequence[Example], rank: int, processes: int) -> list[list[int]]:
    """The micro-batches of one process: alike in length within, and in sum between the processes."""
    order = sorted(indices, key=lambda index: (len(examples[index].ids), index))
    own = [index for n, index in enumerate(order) if (n % (2 * processes)) in (rank, 2 * processes - 1 - rank)]
    return [own[at : at + MICRO] for at in range(0, len(own), MICRO)]


@torch.no_grad()
def read(reader: Reader, examples: Sequence[Example]) -> list[Score]:
    """The scores of examples, in their order."""
    order = sorted(range(len(examples)), key=lambda n: len(examples[n].ids))
    found: dict[int, Score] = {}
    for at in range(0, len(order), 16):
        taken = [examples[n] for n in order[at : at + 16]]
        with torch.autocast("cpu", torch.bfloat16):
            start, end, answers = reader(*batch(taken))
        for row, n in enumerate(order[at : at + 16]):
            example = examples[n]
            span = best_span(start[row].numpy(), end[row].numpy(), example.begin, example.end)
            found[n] = Score(float(answers[row]), span)
    return [found[n] for n in range(len(examples))]


def measured(reader: Reader, examples: Sequence[Example], rank: int, processes: int) -> dict[str, float]:
    """Development figures; each process reads its part."""
    parts: list[list[Score]] = [[] for _ in range(processes)]
    distributed.all_gather_object(parts, read(reader, examples[rank::processes]))
    scores = [parts[n % processes][n // processes] for n in range(len(examples))]
    return figures(examples, scores)


def _summed(parameters: Sequence[Tensor], loss: float) -> float:
    """Add up the gradients of all processes, in place; the loss over all of them."""
    gradients = [torch.zeros_like(p) if p.grad is None else p.grad for p in parameters]
    flat = torch.cat([*(gradient.reshape(-1) for gradient in gradients), torch.tensor([loss])])
    distributed.all_reduce(flat)
    at = 0
    for parameter in parameters:
        parameter.grad = flat[at : at + parameter.numel()].view_as(parameter)
        at += parameter.numel()
    return float(flat[-1])


def _optimiser(reader: Reader) -> torch.optim.AdamW:
    heads = [*reader.span.parameters(), *reader.cls.parameters()]
    body = [p for p in reader.layers.parameters() if p.requires_grad]
    groups = [
        {"params": body, "times": 1.0, "weight_decay": 0.01},
        {"params": heads, "times": HEADS_RATE, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=RATE, betas=(0.9, 0.98), fused=True)


class Run:
    """One process of the training."""

    def __init__(self, rank: int, given: argparse.Namespace) -> None:
        self.rank, self.given = rank, given
        torch.manual_seed(given.seed)
        self.examples = read_examples(given.data / "train.jsonl.gz")[: given.limit]
        self.development = read_examples(given.data / "dev.jsonl.gz")[: given.limit]
        self.count = given.examples or len(self.examples)
        self.reader = Reader()
        if given.start:
            self.reader.load(given.start)
        self.reader.freeze(FROZEN)
        self.optimiser = _optimiser(self.reader)
        self.parameters = [p for group in self.optimiser.param_groups for p in group["params"]]
        self.step = 0
        self.begun = time.monotonic()
        self.checkpoint = given.out / "checkpoint.pt"
        if self.checkpoint.is_file():
            kept = torch.load(self.checkpoint, weights_only=True)
            self.reader.load_state_dict(kept["reader"], strict=False)
            self.optimiser.load_state_dict(kept["optimiser"])
            self.step = kept["step"]

    def go(self) -> None:
        """All steps that are left, the development figures between them, and the weights at the end."""
        recent: list[float] = []
        if not self.step:
            self._report(recent)
        for number, indices in enumerate(batches(len(self.examples), self.count, self.given.seed)):
            if number < self.step:
                continue
            recent.append(self._step(indices))
            if self.step * BATCH % self.given.every < BATCH or self.step == self.count // BATCH:
                self._report(recent)
                recent.clear()
                self._keep()
            if self.given.stop and self.step * BATCH >= self.given.stop:
                break
        if self.rank == 0:
            self.reader.save(self.given.out / "weights.npz")

    def _step(self, indices: list[int]) -> float:
        total = 0.0
        for micro in share(indices, self.examples, self.rank, self.given.processes):
            loss = losses(self.reader, [self.examples[n] for n in micro]) / BATCH
            loss.backward()
            total += float(loss.detach())
        total = _summed(self.parameters, total)
        rate = RATE * min(1.0, (self.step + 1) / WARM_UP) * (1 - self.step / (self.count // BATCH))
        for group in self.optimiser.param_groups:
            group["lr"] = rate * group["times"]
        torch.nn.utils.clip_grad_norm_(self.parameters, CLIPPED)
        self.optimiser.step()
        self.optimiser.zero_grad(set_to_none=True)
        self.step += 1
        if self.rank == 0 and self.step % 25 == 0:
            print(f"{dt.datetime.now():%H:%M:%S} {self.step * BATCH} examples, loss {total:.3f}", flush=True)  # noqa: T201
        return total

    def _report(self, recent: Sequence[float]) -> None:
        found = measured(self.reader, self.development, self.rank, self.given.processes)
        if self.rank == 0:
            seen = {"examples": self.step * BATCH, "seconds": round(time.monotonic() - self.begun)}
            line = json.dumps({**seen, "loss": round(sum(recent) / max(len(recent), 1), 4), **found})
            with (self.given.out / "log.jsonl").open("a") as log:
                log.write(line + "\n")
            print(line, flush=True)  # noqa: T201

    def _keep(self) -> None:
        """A checkpoint that replaces the one before only when it is whole."""
        if self.rank == 0:
            trained = {name: p for name, p in self.reader.named_parameters() if p.requires_grad}
            state = {"reader": trained, "optimiser": self.optimiser.state_dict(), "step": self.step}
            torch.save(state, self.checkpoint.with_suffix(".new"))
            self.checkpoint.with_suffix(".new").replace(self.checkpoint)


def _process(rank: int, given: argparse.Namespace) -> None:
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    address = f"file://{given.out.resolve() / 'meeting'}"
    distributed.init_process_group("gloo", init_method=address, rank=rank, world_size=given.processes)
    Run(rank, given).go()
    distributed.destroy_process_group()


def main() -> None:
    """Read the arguments and start the processes."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--data", type=Path, required=True)
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--start", type=Path, help="weights to start from; else those of multilingual-e5-small")
    arguments.add_argument("--examples", type=int, default=0, help="how many in all; else every one once")
    arguments.add_argument("--every", type=int, default=5000, help="examples between two looks at the development set")
    arguments.add_argument("--stop", type=int, help="leave off here; the next call goes on")
    arguments.add_argument("--limit", type=int, help="use only so many of the examples, for a trial")
    arguments.add_argument("--processes", type=int, default=2)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / "meeting").unlink(missing_ok=True)
    os.putenv("OMP_NUM_THREADS", "1")
    os.putenv("GLOO_SOCKET_IFNAME", "lo")
    multiprocessing.spawn(_process, (given,), nprocs=given.processes)


if __name__ == "__main__":
    main()
