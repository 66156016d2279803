"""A checkpoint of the ten published agents (weights and both moments of Adam) and 5000 public states, by h5py and torch.save.

checkpoint.py DIRECTORY     where the files are written; each is synchronized to disk, as Concord's are
"""

import os
import statistics
import sys
import time

import h5py
import numpy
import torch

from study import AGENTS, public_states, tell


def agents():
    generator = numpy.random.default_rng(1)
    for hidden, _, _ in AGENTS:
        widths = [4, *hidden, 2]
        yield {
            f"{group}/layers/{layer}/{name}": generator.standard_normal(shape, numpy.float32)
            for group in ("policy", "optimizer/first_moment", "optimizer/second_moment")
            for layer, (inputs, outputs) in enumerate(zip(widths, widths[1:]))
            for name, shape in (("weight", (outputs, inputs)), ("bias", (outputs,)))
        }


def synchronize(path):
    descriptor = os.open(path, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def replace(path):
    """Makes a finished file durable under its name."""
    synchronize(path + ".tmp")
    os.rename(path + ".tmp", path)
    synchronize(os.path.dirname(path) or ".")


def milliseconds(work):
    times = []
    for _ in range(11):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1e3)
    return statistics.median(times)


def main():
    directory = sys.argv[1]
    state, states = list(agents()), public_states(numpy)
    tensors = [{name: torch.from_numpy(array) for name, array in agent.items()} for agent in state]

    def with_h5py():
        path = os.path.join(directory, "agents.h5")
        with h5py.File(path + ".tmp", "w") as file:
            for number, agent in enumerate(state, 1):
                for name, array in agent.items():
                    file[f"agents/a{number}/{name}"] = array
            file["federation/public_states"] = states
        replace(path)

    def with_torch():
        path = os.path.join(directory, "agents.pt")
        torch.save({"agents": tensors, "public_states": torch.from_numpy(states)}, path + ".tmp")
        replace(path)

    tell(h5py_ms=milliseconds(with_h5py), torch_ms=milliseconds(with_torch))


main()
