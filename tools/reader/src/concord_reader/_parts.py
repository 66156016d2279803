"""Puts parts together from what a checkpoint has of an agent: its arrays, and what the plan says of its learner.

A plan leaves out what equals its default. Concord's defaults never change, so that those that a part needs stand here.
"""

from __future__ import annotations

from typing import Any, Optional, Union

import h5py
import numpy as np

from ._part import (
    Array, Bits, Categorical, Control, FixedGaussian, Front, GaussianHead, Head, Layer, NetworkPart, Probabilities,
    TablePart, Unfit, Values,
)

# What agents act by, and what it means.
ACTING = {
    "reinforce": "policy", "a2c": "policy", "ppo": "policy", "dqn": "q", "double_dqn": "q", "ddpg": "actor",
    "softmax_policy_gradient": "policy", "exact_policy_gradient": "policy", "q_learning": "q", "value_iteration": "q",
    "online_table": "q",
}
# In front of which networks an embedding stands.
EMBEDDINGS = {
    ("dqn", "q"): "embedding", ("dqn", "q_target"): "embedding",
    ("double_dqn", "q"): "embedding", ("double_dqn", "q_target"): "embedding",
    ("ddpg", "actor"): "actor_embedding", ("ddpg", "actor_target"): "actor_embedding",
    ("ddpg", "critic"): "critic_embedding", ("ddpg", "critic_target"): "critic_embedding",
}
# The interval of controls, by environment: a number, or the key and default of the setting that is its half length.
BOXES: dict[str, Union[float, tuple[str, float]]] = {
    "mountain_car_continuous": 1.0, "pendulum": ("maximum_torque", 2.0), "inverted_pendulum": ("control_limit", 3.0),
}


def choice(value: Any) -> tuple[str, dict[str, Any]]:
    """A choice of the plan, `{kind: settings}`, as kind and settings."""
    if isinstance(value, str):
        return value, {}
    (kind, settings), = value.items()
    return kind, settings if isinstance(settings, dict) else {}


def united(streams: Layer) -> Layer:
    """The values of actions of a last layer that gives their advantages A and then the state's value V: V + A - mean A, which is one
    linear layer too."""
    actions = streams.bias.size - 1
    mixing = np.concatenate([np.eye(actions) - 1 / actions, np.ones((actions, 1))], axis=1)
    return Layer(
        (mixing @ streams.weight).astype(np.float32), (mixing @ streams.bias).astype(np.float32), streams.activation)


class PartReader:
    """One agent of a checkpoint: its group, its row there where others share it, and its plan."""

    def __init__(self, path: str, plan: dict[str, Any], agent: str, group: Any, row: Optional[int]) -> None:
        self.path, self.agent, self.group, self.row = path, agent, group, row
        name = agent.partition("@")[0]
        names = [entry["name"] for entry in plan["agents"]]
        if name not in names:
            raise Unfit(f"the plan in {path} has no agent {name}")
        self.place = names.index(name)
        self.planned: dict[str, Any] = plan["agents"][self.place]

    def _choice(self, key: str) -> tuple[str, dict[str, Any]]:
        return choice(self.planned[key])

    def part(
        self, name: Optional[str], bounds: Optional[tuple[Any, Any]]
    ) -> Union[NetworkPart, TablePart]:
        """See `Checkpoint.part`."""
        learner, settings = self._choice("learner")
        if name is None:
            if learner not in ACTING:
                raise Unfit(f"agents that learn with {learner} do not act by one network or table; name a part")
            name = ACTING[learner]
        item = self.group.get(name)
        if isinstance(item, h5py.Dataset):
            return self._table(name, item, learner, settings)
        if not isinstance(item, h5py.Group) or "layers" not in item:
            known = [key for key, entry in self.group.items() if isinstance(entry, h5py.Group) and "layers" in entry]
            raise KeyError(f"agent {self.agent} has no part {name}, but {', '.join(known) or 'none'}")
        layers = self._layers(item)
        if name in ("q", "q_target") and settings.get("head", "plain") == "dueling":
            layers = layers[:-1] + (united(layers[-1]),)
        if layers[0].weight.shape[1] == 0:
            raise Unfit(f"{name} of agent {self.agent} depends on no observation: it is {layers[0].bias.tolist()}")
        return NetworkPart(
            name, self._front(name, learner, settings, layers[0].weight.shape[1]), layers,
            self._head(name, learner, settings, bounds, layers[-1].bias.size))

    def _read(self, item: Any) -> Any:
        return item[()] if self.row is None else item[self.row]

    def _layers(self, network: Any) -> tuple[Layer, ...]:
        found = []
        for key in sorted(network["layers"], key=int):
            layer = network["layers"][key]
            bias = self._read(layer["bias"])
            weight = self._read(layer["weight"]) if "weight" in layer else np.zeros((bias.size, 0), bias.dtype)
            activation = layer.get("activation")
            found.append(Layer(
                weight, bias, None if activation is None else str(self._read(activation.asstr()))))
        return tuple(found)

    def _front(self, name: str, learner: str, settings: dict[str, Any], inputs: int) -> Front:
        lead = self._lead(name, learner)
        width = inputs - (0 if lead is None else lead.size)
        view, normalized = choice(settings.get("observations", "raw"))
        if view == "raw":
            return Front(width, lead)
        moments = self._read(self.group["observations"]).reshape(2, -1)
        mean = moments[0]
        variance = np.maximum(moments[1] - mean * mean, 0)
        return Front(
            width, lead, mean, 1 / np.sqrt(variance + normalized.get("epsilon", 1e-8)), normalized.get("limit", 10.0))

    def _lead(self, name: str, learner: str) -> Optional[Array]:
        """What stands in front of the observation; targets stand behind the numbers of the network that they follow."""
        embedding = EMBEDDINGS.get((learner, name))
        if embedding is None:
            return None
        if embedding in self.group:
            return np.asarray(self._read(self.group[f"{embedding}/layers/0/bias"]))
        design = self.planned.get("networks", {}).get(name[: -len("_target")] if name.endswith("_target") else name, {})
        kind, settings = choice(design.get("inputs", "observation"))
        if kind == "observation":
            return None
        if kind != "one_hot":
            raise Unfit(f"{self.path} has no {embedding} of agent {self.agent}, whose plan asks for {kind}")
        lead = np.zeros(settings["size"], np.float32)
        lead[self.place] = 1
        return lead

    def _head(
        self, name: str, learner: str, settings: dict[str, Any], bounds: Optional[tuple[Any, Any]], outputs: int
    ) -> Head:
        if name != "policy":
            return self._control(bounds, outputs) if name in ("actor", "actor_target") else Values()
        if "log_deviation" in self.group:
            return FixedGaussian(np.asarray(self._read(self.group["log_deviation/layers/0/bias"])))
        kind, gaussian = choice(settings.get("policy", "categorical"))
        if learner == "reinforce" and kind == "gaussian":
            _, head = choice(gaussian.get("std", "head"))
            return GaussianHead(gaussian.get("offset", 1e-6), head.get("positive_by", "softplus"))
        return Categorical()

    def _control(self, bounds: Optional[tuple[Any, Any]], outputs: int) -> Control:
        if bounds is None:
            kind, constants = self._choice("environment")
            if kind not in BOXES:
                raise Unfit(f"the controls of {kind} are not known here: bounds=(lowest, highest) tells them")
            known = BOXES[kind]
            half = known if isinstance(known, float) else float(constants.get(*known))
            bounds = (-half, half)
        low, high = (np.broadcast_to(np.asarray(end, np.float32), (outputs,)) for end in bounds)
        return Control(low, high)

    def _table(self, name: str, item: Any, learner: str, settings: dict[str, Any]) -> TablePart:
        table = np.asarray(self._read(item))
        if learner not in ACTING or name != ACTING[learner] or table.ndim != 2:
            raise Unfit(
                f"{name} of agent {self.agent} is {list(table.shape)}, learned by {learner}, and not a row per state; "
                f"Checkpoint.table has its numbers")
        head: Head = Values()
        if learner == "softmax_policy_gradient":
            head = Categorical()
            if settings.get("head", "flat") == "bits":
                head = Bits(table.shape[1] // 2 + 1)
        elif learner == "exact_policy_gradient":
            head = Probabilities() if settings.get("parametrization", "softmax") == "direct" else Categorical()
        return TablePart(name, table, head)
