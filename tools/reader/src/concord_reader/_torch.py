"""Parts of agents as PyTorch modules."""

from __future__ import annotations

from typing import Any, Union

import numpy as np
import torch

from ._part import (
    FLOOR, Array, Bits, Categorical, Control, FixedGaussian, Front, GaussianHead, Head, NetworkPart, TablePart, Unfit,
    Values,
)


def module(part: Union[NetworkPart, TablePart]) -> Union[NetworkModule, TableModule]:
    """The module of a part, with its numbers as parameters and buffers."""
    return NetworkModule(part) if isinstance(part, NetworkPart) else TableModule(part)


def tensor(array: Array) -> Any:
    """A tensor of its own numbers."""
    return torch.from_numpy(np.array(array))


class FrontModule(torch.nn.Module):
    """What a network is given of an observation: see `Front`. The embedding is a parameter, statistics are buffers."""

    mean: Any
    inverse: Any

    def __init__(self, front: Front) -> None:
        super().__init__()
        self.width, self.limit = front.width, front.limit
        self.lead = None if front.lead is None else torch.nn.Parameter(tensor(front.lead))
        self.register_buffer("mean", None if front.mean is None else tensor(front.mean))
        self.register_buffer("inverse", None if front.inverse is None else tensor(front.inverse))

    def forward(self, observations: Any) -> Any:
        """Rows of inputs of rows of observations."""
        if observations.shape[-1] != self.width:
            raise ValueError(f"observations have {self.width} numbers here, not {observations.shape[-1]}")
        rows = observations
        if self.mean is not None:
            seen = self.mean.numel()
            scaled = torch.clamp((rows[:, :seen].double() - self.mean) * self.inverse, -self.limit, self.limit)
            rows = torch.cat([scaled.to(rows.dtype), rows[:, seen:]], dim=1)
        if self.lead is not None:
            rows = torch.cat([self.lead.expand(len(rows), -1), rows], dim=1)
        return rows


class Acting(torch.nn.Module):
    """What networks and tables have in common: a head over outputs.

    `forward` gives the part's distribution: probabilities [N, actions], means and deviations [N, 2 controls], controls, or
    values."""

    low: Any
    high: Any
    middle: Any
    reach: Any

    def __init__(self, head: Head) -> None:
        super().__init__()
        self.head = head
        if isinstance(head, FixedGaussian):
            self.log_deviation = torch.nn.Parameter(tensor(head.log_deviation))
        if isinstance(head, Control):
            numbers = {"low": head.low, "high": head.high, "middle": head.center, "reach": head.half}
            for name, array in numbers.items():
                self.register_buffer(name, tensor(array))

    def outputs(self, observations: Any) -> Any:
        """What the last layer or the table gives for rows of observations."""
        raise NotImplementedError

    def forward(self, observations: Any) -> Any:
        """What is made of the outputs."""
        return self._distribution(self.outputs(observations))

    def greedy(self, observations: Any) -> Any:
        """The action a greedy policy takes."""
        outputs = self.outputs(observations)
        if isinstance(self.head, (GaussianHead, FixedGaussian)):
            made = self._distribution(outputs)
            return made[:, : made.shape[1] // 2]
        if isinstance(self.head, Control):
            return self._distribution(outputs)
        if isinstance(self.head, Values) and outputs.shape[1] == 1:
            raise Unfit("the value of a state chooses no action")
        judged = self._distribution(outputs) if isinstance(self.head, Bits) else outputs
        return judged.argmax(dim=1)

    def _distribution(self, outputs: Any) -> Any:
        head = self.head
        if isinstance(head, Categorical):
            return torch.softmax(outputs, dim=1)
        if isinstance(head, Bits):
            return self._bits(head.actions, outputs)
        if isinstance(head, GaussianHead):
            mean, z = outputs.double().chunk(2, dim=1)
            deviation = torch.logaddexp(z, torch.zeros_like(z)) if head.positive == "softplus" else z.exp()
            return (torch.cat([mean, deviation.clamp(min=FLOOR)], dim=1) + head.offset).to(outputs.dtype)
        if isinstance(head, FixedGaussian):
            deviation = self.log_deviation.double().exp().clamp(min=FLOOR).to(outputs.dtype)
            return torch.cat([outputs, deviation.expand(len(outputs), -1)], dim=1)
        if isinstance(head, Control):
            controls = self.middle + self.reach * torch.tanh(outputs)
            return torch.minimum(torch.maximum(controls, self.low), self.high)
        return outputs

    @staticmethod
    def _bits(actions: int, logits: Any) -> Any:
        choices = torch.softmax(logits.reshape(len(logits), -1, 2), dim=2)
        bits = actions.bit_length() - 1
        found = torch.ones(len(logits), 1, dtype=logits.dtype, device=logits.device)
        for bit in range(bits):
            own = choices[:, (1 << bit) - 1 : (1 << (bit + 1)) - 1]
            found = (found.unsqueeze(2) * own).reshape(len(logits), -1)
        return found


class NetworkModule(Acting):
    """A network of an agent: `front`, then `layers`, a Sequential of Linear and activations, then the head."""

    def __init__(self, part: NetworkPart) -> None:
        super().__init__(part.head)
        self.front = FrontModule(part.front)
        steps: list[Any] = []
        for layer in part.layers:
            linear = torch.nn.Linear(layer.weight.shape[1], layer.weight.shape[0])
            with torch.no_grad():
                linear.weight.copy_(tensor(layer.weight))
                linear.bias.copy_(tensor(layer.bias))
            steps.append(linear)
            if layer.activation is not None:
                steps.append({"relu": torch.nn.ReLU, "tanh": torch.nn.Tanh}[layer.activation]())
        self.layers = torch.nn.Sequential(*steps)

    def outputs(self, observations: Any) -> Any:
        """What the last layer gives for rows of observations [N, width]."""
        return self.layers(self.front(observations))


class TableModule(Acting):
    """A table of an agent: a row for each state, of which an observation is the unit vector. Float64."""

    def __init__(self, part: TablePart) -> None:
        super().__init__(part.head)
        self.table = torch.nn.Parameter(tensor(part.table))

    def outputs(self, observations: Any) -> Any:
        """The rows of the states that unit vectors [N, states] show."""
        if observations.shape[-1] != len(self.table):
            raise ValueError(f"observations have {len(self.table)} numbers here, one per state")
        return self.table[(observations != 0).to(torch.uint8).argmax(dim=1)]
