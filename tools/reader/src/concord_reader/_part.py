"""What an agent makes of an observation, as plain arrays, and the same in NumPy.

A network part is: what stands in front of the observation and how it is scaled (`Front`), a perceptron (`Layer`s), and what
its outputs mean (a head). A table part is a row of numbers for every state of a finite world, and what they mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Optional, Union

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
# The least deviation of a Gaussian policy.
FLOOR = 2.0**-100


class Unfit(Exception):
    """A checkpoint does not hold all that a part takes."""


@dataclass(frozen=True)
class Layer:
    """y = activation(W x + b): weight [out, in], bias [out], and relu, tanh or nothing."""

    weight: Array
    bias: Array
    activation: Optional[str]


@dataclass(frozen=True)
class Front:
    """What a network is given of an observation x: [lead, clip((x - mean) * inverse, ±limit)].

    Observations have `width` numbers; those behind the first `mean.size` (a critic's controls) are given as they are."""

    width: int
    lead: Optional[Array] = None
    mean: Optional[Array] = None
    inverse: Optional[Array] = None
    limit: float = np.inf

    def __call__(self, observations: Array) -> Array:
        """Rows of observations [N, width] as rows of inputs, Float32."""
        rows = np.atleast_2d(np.asarray(observations, dtype=np.float32))
        if rows.shape[1] != self.width:
            raise ValueError(f"observations have {self.width} numbers here, not {rows.shape[1]}")
        if self.mean is not None and self.inverse is not None:
            seen = self.mean.size
            scaled = np.clip((rows[:, :seen].astype(np.float64) - self.mean) * self.inverse, -self.limit, self.limit)
            rows = np.concatenate([scaled.astype(np.float32), rows[:, seen:]], axis=1)
        if self.lead is not None:
            rows = np.concatenate([np.tile(self.lead, (len(rows), 1)), rows], axis=1)
        return rows


@dataclass(frozen=True)
class Values:
    """Outputs are values: of actions, of which the greedy one is the first of the largest, or one of the state."""


@dataclass(frozen=True)
class Categorical:
    """Outputs are logits: softmax gives the probability of each action."""


@dataclass(frozen=True)
class Probabilities:
    """Outputs are the probabilities themselves."""


@dataclass(frozen=True)
class Bits:
    """Two logits for every prefix of an action's number, shorter prefixes first, then by value; the highest bit first."""

    actions: int


@dataclass(frozen=True)
class GaussianHead:
    """Outputs are [x, z] by control: N(x + offset, σ(z) + offset), with σ the softplus of z or e^z."""

    offset: float
    positive: str


@dataclass(frozen=True)
class FixedGaussian:
    """Outputs are means; deviations are e^log_deviation, whatever is observed."""

    log_deviation: Array


@dataclass(frozen=True)
class Control:
    """Outputs z are controls center + half * tanh(z), clipped to the box."""

    low: Array
    high: Array

    @property
    def center(self) -> Array:
        """The middle of each control's interval, Float32."""
        return ((self.low.astype(np.float64) + self.high) / 2).astype(np.float32)

    @property
    def half(self) -> Array:
        """Half the interval's length, Float32."""
        return ((self.high.astype(np.float64) - self.low) / 2).astype(np.float32)


Head = Union[Values, Categorical, Probabilities, Bits, GaussianHead, FixedGaussian, Control]


def softmax(logits: Array) -> Array:
    """Softmax of every row."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def distribution(head: Head, outputs: Array) -> Array:
    """What is made of rows of outputs: probabilities [N, actions], means and then deviations [N, 2 controls], controls, or
    the values as they are."""
    if isinstance(head, Categorical):
        return softmax(outputs)
    if isinstance(head, Bits):
        return bit_probabilities(head, outputs)
    if isinstance(head, GaussianHead):
        controls = outputs.shape[1] // 2
        wide = outputs.astype(np.float64)
        z = wide[:, controls:]
        deviations = np.maximum(np.logaddexp(0, z) if head.positive == "softplus" else np.exp(z), FLOOR)
        both = np.concatenate([wide[:, :controls], deviations], axis=1) + head.offset
        return np.asarray(both.astype(np.float32))
    if isinstance(head, FixedGaussian):
        deviations = np.maximum(np.exp(head.log_deviation.astype(np.float64)), FLOOR).astype(np.float32)
        return np.concatenate([outputs, np.tile(deviations, (len(outputs), 1))], axis=1)
    if isinstance(head, Control):
        return np.asarray(np.clip(head.center + head.half * np.tanh(outputs), head.low, head.high))
    return outputs


def bit_probabilities(head: Bits, logits: Array) -> Array:
    """The product of the bits' probabilities along each action's number."""
    found = np.ones((len(logits), head.actions), dtype=logits.dtype)
    choices = softmax(logits.reshape(len(logits), -1, 2))
    bits = head.actions.bit_length() - 1
    for action in range(head.actions):
        for bit in range(bits):
            prefix = action >> (bits - bit)
            found[:, action] *= choices[:, (1 << bit) - 1 + prefix, (action >> (bits - bit - 1)) & 1]
    return found


def greedy(head: Head, outputs: Array) -> Array:
    """The action a greedy policy takes: the index of the likeliest or most valuable, or controls [N, controls]."""
    if isinstance(head, (GaussianHead, FixedGaussian)):
        made = distribution(head, outputs)
        return made[:, : made.shape[1] // 2]
    if isinstance(head, Control):
        return distribution(head, outputs)
    if isinstance(head, Values) and outputs.shape[1] == 1:
        raise Unfit("the value of a state chooses no action")
    judged = distribution(head, outputs) if isinstance(head, Bits) else outputs
    return np.asarray(judged.argmax(axis=1))


@dataclass(frozen=True)
class NetworkPart:
    """A network of an agent with all that is in front of it and all that is made of its outputs. Float32."""

    name: str
    front: Front
    layers: tuple[Layer, ...]
    head: Head

    def outputs(self, observations: Array) -> Array:
        """What the last layer gives for rows of observations [N, width]."""
        rows = self.front(observations)
        for layer in self.layers:
            rows = rows @ layer.weight.T + layer.bias
            if layer.activation == "relu":
                rows = np.maximum(rows, 0)
            elif layer.activation == "tanh":
                rows = np.tanh(rows)
        return np.asarray(rows)

    def distribution(self, observations: Array) -> Array:
        """What is made of the outputs: see `distribution`."""
        return distribution(self.head, self.outputs(observations))

    def greedy(self, observations: Array) -> Array:
        """The action a greedy policy takes."""
        return greedy(self.head, self.outputs(observations))


@dataclass(frozen=True)
class TablePart:
    """A table of an agent: a row of numbers for each state of a finite world. Float64.

    An observation is the unit vector of a state, as such worlds show it."""

    name: str
    table: Array
    head: Head

    @property
    def width(self) -> int:
        """How many states there are."""
        return len(self.table)

    def outputs(self, observations: Array) -> Array:
        """The rows of the states that unit vectors [N, states] show."""
        rows = np.atleast_2d(np.asarray(observations))
        if rows.shape[1] != self.width:
            raise ValueError(f"observations have {self.width} numbers here, one per state, not {rows.shape[1]}")
        return np.asarray(self.table[(rows != 0).argmax(axis=1)])

    def distribution(self, observations: Array) -> Array:
        """What is made of the outputs: see `distribution`."""
        return distribution(self.head, self.outputs(observations))

    def greedy(self, observations: Array) -> Array:
        """The action a greedy policy takes."""
        return greedy(self.head, self.outputs(observations))
