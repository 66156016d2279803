"""Reads Concord's checkpoints into NumPy, and into PyTorch where it is installed. Needs h5py.

    from concord_reader import Checkpoint
    with Checkpoint("checkpoints/…/seed-20/round-002000.h5") as checkpoint:
        checkpoint.agents                        # ['a1', 'a2', …]
        checkpoint.weights("a1")                 # {'layers.0.weight': array[out, in], 'layers.0.bias': array[out], …}
        checkpoint.state_dict("a1")              # the same as PyTorch tensors, for torch.nn.Sequential
        checkpoint.public_states                 # array[N, observation], or None
        checkpoint.metric("training_return")     # array[round, agent]

Run on a file, it prints what is in it: python3 tools/concord_reader.py FILE
"""

import hashlib
import json
import sys

import h5py
import numpy as np

HEADER_SIZE = 512
NEWEST_FORMAT = 1


class DamagedFile(Exception):
    """The file is not what Concord wrote."""


def read_header(path):
    """The lines of the header as a dict, after comparing every byte of the file with them."""
    with open(path, "rb") as file:
        block = file.read(HEADER_SIZE)
        content = file.read()
    first, _, rest = block.partition(b"\n")
    if not first.startswith(b"concord archive "):
        raise DamagedFile(f"{path} does not start with the header of a Concord archive")
    version = first.removeprefix(b"concord archive ")
    if version.isdigit() and int(version) > NEWEST_FORMAT:
        raise DamagedFile(f"{path} has format {int(version)}, which this reader does not know")
    body, mark, seal = block.rpartition(b"header ")
    if not mark or seal.strip() != hashlib.sha256(body).hexdigest().encode():
        raise DamagedFile(f"the header of {path} is damaged")
    header = dict(line.split(" ", 1) for line in body.decode().splitlines()[1:])
    if HEADER_SIZE + len(content) != int(header["length"]):
        raise DamagedFile(f"{path} has {HEADER_SIZE + len(content)} bytes where {header['length']} were written")
    if hashlib.sha256(content).hexdigest() != header["content"]:
        raise DamagedFile(f"the content of {path} is damaged")
    return header


class Checkpoint:
    """One checkpoint, verified and open for reading. `file` is the h5py file, for everything that has no method here."""

    def __init__(self, path):
        self.path = str(path)
        self.header = read_header(self.path)
        self.file = h5py.File(self.path, "r", locking=False)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    @property
    def round(self):
        """How many rounds were trained."""
        return int(self.file.attrs["round"])

    @property
    def spec(self):
        """The text of the spec."""
        return self.file["spec"].asstr()[()]

    @property
    def plan(self):
        """The cell's plan, as JSON reads it."""
        return json.loads(self.file["plan"].asstr()[()])

    @property
    def agents(self):
        """The agents' names: those with a group of their own, then those stored in cohorts, in stored order."""
        names = list(self.file.get("agents", ()))
        for cohort in self._cohorts():
            names += list(cohort["agents"].asstr())
        return names

    def networks(self, agent):
        """The names of an agent's networks: policy, value, target …"""
        group, _ = self._agent(agent)
        return [name for name, item in group.items() if isinstance(item, h5py.Group) and "layers" in item]

    def weights(self, agent, network="policy"):
        """A network's arrays by name: layers.0.weight [out, in], layers.0.bias [out] …, first layer first."""
        group, row = self._agent(agent)
        if network not in self.networks(agent):
            raise KeyError(f"agent {agent} has no network {network}, but {', '.join(self.networks(agent)) or 'none'}")
        layers = group[network]["layers"]
        arrays = {}
        for layer in sorted(layers, key=int):
            for name, item in layers[layer].items():
                if h5py.check_string_dtype(item.dtype) is None:
                    arrays[f"layers.{layer}.{name}"] = item[()] if row is None else item[row]
        return arrays

    def activations(self, agent, network="policy"):
        """The name of the activation after each layer; None where the layer's outputs stay as they are."""
        group, row = self._agent(agent)
        layers = group[network]["layers"]
        found = [layers[layer].get("activation") for layer in sorted(layers, key=int)]
        return [None if item is None else item.asstr()[() if row is None else row] for item in found]

    def state_dict(self, agent, network="policy"):
        """The same for `torch.nn.Sequential(Linear, activation, Linear, …)`, where layer n is module 2n."""
        import torch

        tensors = {}
        for name, array in self.weights(agent, network).items():
            _, layer, parameter = name.split(".")
            tensors[f"{2 * int(layer)}.{parameter}"] = torch.from_numpy(np.array(array))
        return tensors

    @property
    def public_states(self):
        """The shared states S_p [N, observation], or None where the experiment has none."""
        item = self.file.get("federation/public_states")
        return None if item is None else item[()]

    def metric(self, name):
        """The values of a metric since the previous scheduled checkpoint, a row for each time it was recorded.

        NaN stands where nothing was measured; `diverged` tells where a value was measured and is not finite."""
        return self.file["metrics"][name][()]

    def diverged(self, name):
        """Where a metric's values were measured and are infinite or NaN: an array of booleans shaped as `metric(name)`."""
        values = self.metric(name)
        flags = self.file.get(f"metrics/not_finite/{name}")
        return np.zeros(values.shape, dtype=bool) if flags is None else flags[()].astype(bool)

    def record(self):
        """The rows of metrics.jsonl since the previous scheduled checkpoint, as JSON reads them."""
        return [json.loads(line) for line in self.file["record/rows"].asstr()[()].splitlines()]

    def _cohorts(self):
        return list(self.file["cohorts"].values()) if "cohorts" in self.file else []

    def _agent(self, agent):
        """The group that holds an agent, and its row there; no row where the group is its own."""
        if "agents" in self.file and agent in self.file["agents"]:
            return self.file["agents"][agent], None
        for cohort in self._cohorts():
            names = list(cohort["agents"].asstr())
            if agent in names:
                return cohort, names.index(agent)
        raise KeyError(f"{self.path} has no agent {agent}")


def describe(path):
    """Prints what a checkpoint holds."""
    with Checkpoint(path) as checkpoint:
        attributes = checkpoint.file.attrs
        print(f"{attributes['experiment']} / {attributes['arm']} / seed {attributes['seed']}, after {checkpoint.round} rounds")
        for agent in checkpoint.agents:
            for network in checkpoint.networks(agent):
                arrays = checkpoint.weights(agent, network)
                shapes = ", ".join(f"{name} {list(array.shape)}" for name, array in arrays.items())
                print(f"{agent} {network}: {shapes}")
        if checkpoint.public_states is not None:
            print(f"public states: {list(checkpoint.public_states.shape)}")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: concord_reader.py CHECKPOINT")
    try:
        describe(sys.argv[1])
    except (DamagedFile, OSError) as error:
        sys.exit(f"concord_reader.py: {error}")
