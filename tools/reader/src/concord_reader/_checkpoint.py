"""One checkpoint, open for reading."""

from __future__ import annotations

import json
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Optional, Union

import h5py
import numpy as np

from ._extras import needed
from ._header import AnyPath, DamagedFile, read_header
from ._part import NetworkPart, TablePart
from ._parts import PartReader

if TYPE_CHECKING:
    from ._torch import NetworkModule, TableModule

Array = np.ndarray[Any, np.dtype[Any]]


class Checkpoint:
    """One checkpoint, verified and open for reading. `file` is the h5py file, for everything that has no method here."""

    def __init__(self, path: AnyPath) -> None:
        """Compares every byte with the header first. Raises `DamagedFile`; `OSError` where the file cannot be read."""
        self.path = str(path)
        self.header = read_header(self.path)
        if self.header.get("kind", "checkpoint") != "checkpoint":
            raise DamagedFile(f"{self.path} is a {self.header['kind']}, no checkpoint")
        self.file = h5py.File(self.path, "r", locking=False)

    def __enter__(self) -> Checkpoint:
        return self

    def __exit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the file. Arrays that were read stay."""
        self.file.close()

    # What it is of.

    @property
    def round(self) -> int:
        """How many rounds were trained."""
        return int(self.file.attrs["round"])

    @property
    def experiment(self) -> str:
        """The experiment's name."""
        return str(self.file.attrs["experiment"])

    @property
    def arm(self) -> str:
        """The arm, with its values of the sweep: `d,every=10`."""
        return str(self.file.attrs["arm"])

    @property
    def seed(self) -> int:
        """The cell's seed."""
        return int(self.file.attrs["seed"])

    @property
    def spec(self) -> str:
        """The text of the spec."""
        return str(self.file["spec"].asstr()[()])

    @cached_property
    def plan(self) -> dict[str, Any]:
        """The cell's plan, as JSON reads it: what equals its default is left out."""
        plan: dict[str, Any] = json.loads(self.file["plan"].asstr()[()])
        return plan

    # Agents.

    @property
    def agents(self) -> list[str]:
        """The agents' names: those with a group of their own, then those stored in cohorts, in stored order.

        Of several replicas, `a1@2` is agent a1 of the second one."""
        # What is a row elsewhere has a group too, with nothing but what is said of it.
        shared = {row.partition("@")[0] for row in self._rows}
        return [name for name in self.file.get("agents", ()) if name not in shared] + list(self._rows)

    def networks(self, agent: str) -> list[str]:
        """The names of an agent's networks: policy, value, target …"""
        group, _ = self._agent(agent)
        return [name for name, item in group.items() if isinstance(item, h5py.Group) and "layers" in item]

    def weights(self, agent: str, network: str = "policy") -> dict[str, Array]:
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

    def activations(self, agent: str, network: str = "policy") -> list[Optional[str]]:
        """The name of the activation after each layer; None where the layer's outputs stay as they are."""
        group, row = self._agent(agent)
        layers = group[network]["layers"]
        found = [layers[layer].get("activation") for layer in sorted(layers, key=int)]
        return [None if item is None else str(item.asstr()[() if row is None else row]) for item in found]

    def table(self, agent: str, name: str) -> Array:
        """One of an agent's arrays that are no networks: `q` [state, action], `policy` [state, logit], `value` [weight] …"""
        group, row = self._agent(agent)
        if not isinstance(group.get(name), h5py.Dataset):
            raise KeyError(f"agent {agent} has no array {name}")
        item = group[name]
        return np.asarray(item[()] if row is None else item[row])

    def learner(self, agent: str) -> tuple[str, dict[str, Any]]:
        """An agent's learner and what the plan says of it; keys that are not there have their defaults."""
        return self._planned(agent)._choice("learner")

    def environment(self, agent: str) -> tuple[str, dict[str, Any]]:
        """An agent's environment and its constants; those that are not there have their defaults."""
        return self._planned(agent)._choice("environment")

    # What an agent computes.

    def part(
        self, agent: str, part: Optional[str] = None, bounds: Optional[tuple[Any, Any]] = None
    ) -> Union[NetworkPart, TablePart]:
        """A part of an agent that makes something of an observation: what it acts by unless told.

        All that stands in front of a network (embeddings, unit vectors, normalized observations) and all that is made of
        its outputs (softmax, Gaussian heads, controls, bits) is part of it. `bounds` are the lowest and highest controls,
        needed for `ddpg` where the world is none of Concord's own. Raises `KeyError` where there is no such part, and
        `Unfit` where a checkpoint does not hold all that it takes."""
        return self._planned(agent).part(part, bounds)

    def to_torch_module(
        self, agent: str, part: Optional[str] = None, bounds: Optional[tuple[Any, Any]] = None
    ) -> Union[NetworkModule, TableModule]:
        """The same as a PyTorch module; its `forward` is the part's `distribution`. Needs torch."""
        needed("torch")
        from ._torch import module

        return module(self.part(agent, part, bounds))

    def to_onnx(
        self, agent: str, path: AnyPath, part: Optional[str] = None, bounds: Optional[tuple[Any, Any]] = None
    ) -> None:
        """Writes the same as an ONNX model: `observation` [N, width] in, `outputs`, `distribution` and `greedy` out.
        Needs onnx."""
        needed("onnx")
        from ._onnx import write

        write(self.part(agent, part, bounds), path, f"{self.experiment}/{self.arm}/seed-{self.seed}/{agent}")

    def state_dict(self, agent: str, network: str = "policy") -> dict[str, Any]:
        """The tensors for `torch.nn.Sequential(Linear, activation, Linear, …)`, where layer n is module 2n. Needs torch."""
        torch = needed("torch")
        tensors = {}
        for name, array in self.weights(agent, network).items():
            _, layer, parameter = name.split(".")
            tensors[f"{2 * int(layer)}.{parameter}"] = torch.from_numpy(np.array(array))
        return tensors

    # What is the federation's, and the record.

    @property
    def public_states(self) -> Optional[Array]:
        """The shared states S_p [N, observation], or None where the experiment has none."""
        item = self.file.get("federation/public_states")
        return None if item is None else np.asarray(item[()])

    def ledger(self) -> list[dict[str, Any]]:
        """Bytes on the wire so far, a line by exchange, direction and kind."""
        group = self.file["ledger"]
        names = {key: list(group[key].asstr()[()]) for key in ("exchange", "direction", "kind")}
        return [
            {**{key: names[key][line] for key in names}, "bytes": int(count)}
            for line, count in enumerate(group["bytes"][()])
        ]

    def metric(self, name: str) -> Array:
        """The values of a metric since the previous scheduled checkpoint, a row for each time it was recorded.

        NaN stands where nothing was measured; `diverged` tells where a value was measured and is not finite."""
        return np.asarray(self.file["metrics"][name][()])

    def diverged(self, name: str) -> Array:
        """Where a metric's values were measured and are infinite or NaN: an array of booleans shaped as `metric(name)`."""
        values = self.metric(name)
        flags = self.file.get(f"metrics/not_finite/{name}")
        return np.zeros(values.shape, dtype=bool) if flags is None else np.asarray(flags[()].astype(bool))

    def record(self) -> list[dict[str, Any]]:
        """The rows of metrics.jsonl since the previous scheduled checkpoint, as JSON reads them."""
        return [json.loads(line) for line in self.file["record/rows"].asstr()[()].splitlines()]

    def record_end(self) -> tuple[int, str]:
        """How many bytes metrics.jsonl had at this checkpoint, and their SHA-256."""
        attributes = self.file["record"].attrs
        return int(attributes["length"]), str(attributes["sha256"])

    def _planned(self, agent: str) -> PartReader:
        group, row = self._agent(agent)
        return PartReader(self.path, self.plan, agent, group, row)

    @cached_property
    def _rows(self) -> dict[str, tuple[Any, int]]:
        """By agent that is a row of a cohort: the cohort's group, and the row."""
        return {
            str(name): (cohort, row)
            for cohort in self.file.get("cohorts", {}).values()
            for row, name in enumerate(cohort["agents"].asstr())
        }

    def _agent(self, agent: str) -> tuple[Any, Optional[int]]:
        """The group that holds an agent, and its row there; no row where the group is its own."""
        if agent in self._rows:
            return self._rows[agent]
        if "agents" in self.file and agent in self.file["agents"]:
            return self.file["agents"][agent], None
        raise KeyError(f"{self.path} has no agent {agent}, but {', '.join(self.agents)}")
