"""Parts of agents as ONNX graphs, made with the onnx package alone."""

from __future__ import annotations

from typing import Any, Union

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from ._header import AnyPath
from ._part import (
    FLOOR, Array, Bits, Categorical, Control, FixedGaussian, GaussianHead, NetworkPart, TablePart, Values,
)

OPSET = 17
IR_VERSION = 8


class Graph:
    """Nodes and constants in the order they are added."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, array: Array) -> str:
        """The name of an array that the graph holds."""
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def add(self, operation: str, *inputs: str, name: str = "", **attributes: Any) -> str:
        """The name of what an operation gives."""
        result = name or f"{operation.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operation, list(inputs), [result], **attributes))
        return result

    def cast(self, value: str, to: int) -> str:
        """A value as another kind of number."""
        return self.add("Cast", value, to=to)

    def columns(self, value: str, start: int, end: int) -> str:
        """Some columns of a value [N, columns]."""
        bounds = [self.constant(np.array([number], np.int64)) for number in (start, end, 1)]
        return self.add("Slice", value, *bounds)

    def repeated(self, row: Array, like: str) -> str:
        """A row as often as another value has rows."""
        count = self.add("Shape", like, end=1)
        shape = self.add("Concat", count, self.constant(np.array([row.size], np.int64)), axis=0)
        return self.add("Expand", self.constant(row.reshape(1, -1)), shape)


def write(part: Union[NetworkPart, TablePart], path: AnyPath, origin: str) -> None:
    """Writes a part: `observation` [N, width] Float32 in; `outputs`, `distribution` and, where actions are chosen, `greedy`
    out."""
    graph = Graph()
    width = part.front.width if isinstance(part, NetworkPart) else part.width
    kind = TensorProto.FLOAT if isinstance(part, NetworkPart) else TensorProto.DOUBLE
    outputs = network(graph, part) if isinstance(part, NetworkPart) else table(graph, part)
    graph.add("Identity", outputs, name="outputs")
    made = distribution(graph, part, "outputs")
    graph.add("Identity", made, name="distribution")
    results = [
        helper.make_tensor_value_info(name, kind, ["rows", f"{name}_width"]) for name in ("outputs", "distribution")]
    columns = part.layers[-1].bias.size if isinstance(part, NetworkPart) else part.table.shape[1]
    if not isinstance(part.head, Values) or columns > 1:
        results.append(greedy(graph, part, kind))
    observation = helper.make_tensor_value_info("observation", TensorProto.FLOAT, ["rows", width])
    model = helper.make_model(
        helper.make_graph(graph.nodes, part.name, [observation], results, graph.constants),
        opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION, producer_name="concord-reader",
        doc_string=origin)
    onnx.checker.check_model(model, full_check=True)
    onnx.save_model(model, str(path))


def network(graph: Graph, part: NetworkPart) -> str:
    """The outputs of a network's last layer."""
    front = part.front
    rows = "observation"
    if front.mean is not None and front.inverse is not None:
        seen = front.mean.size
        wide = graph.cast(graph.columns(rows, 0, seen), TensorProto.DOUBLE)
        scaled = graph.add(
            "Mul", graph.add("Sub", wide, graph.constant(front.mean)), graph.constant(front.inverse))
        bounds = [graph.constant(np.array(end * front.limit)) for end in (-1.0, 1.0)]
        given = graph.cast(graph.add("Clip", scaled, *bounds), TensorProto.FLOAT)
        if front.width > seen:
            given = graph.add("Concat", given, graph.columns(rows, seen, front.width), axis=1)
        rows = given
    if front.lead is not None:
        rows = graph.add("Concat", graph.repeated(front.lead, rows), rows, axis=1)
    for layer in part.layers:
        rows = graph.add("Gemm", rows, graph.constant(layer.weight), graph.constant(layer.bias), transB=1)
        if layer.activation is not None:
            rows = graph.add({"relu": "Relu", "tanh": "Tanh"}[layer.activation], rows)
    return rows


def table(graph: Graph, part: TablePart) -> str:
    """The rows of the states that unit vectors show."""
    shown = graph.cast(graph.cast("observation", TensorProto.BOOL), TensorProto.FLOAT)
    state = graph.add("ArgMax", shown, axis=1, keepdims=0)
    return graph.add("Gather", graph.constant(part.table), state, axis=0)


def distribution(graph: Graph, part: Union[NetworkPart, TablePart], outputs: str) -> str:
    """What is made of outputs."""
    head = part.head
    if isinstance(head, Categorical):
        return graph.add("Softmax", outputs, axis=1)
    if isinstance(head, Bits):
        return bits(graph, head.actions, outputs)
    if isinstance(head, GaussianHead) and isinstance(part, NetworkPart):
        controls = part.layers[-1].bias.size // 2
        wide = graph.cast(outputs, TensorProto.DOUBLE)
        z = graph.columns(wide, controls, 2 * controls)
        deviation = softplus(graph, z) if head.positive == "softplus" else graph.add("Exp", z)
        deviation = graph.add("Max", deviation, graph.constant(np.array(FLOOR)))
        both = graph.add("Concat", graph.columns(wide, 0, controls), deviation, axis=1)
        return graph.cast(graph.add("Add", both, graph.constant(np.array(head.offset))), TensorProto.FLOAT)
    if isinstance(head, FixedGaussian):
        deviations = np.maximum(np.exp(head.log_deviation.astype(np.float64)), FLOOR).astype(np.float32)
        return graph.add("Concat", outputs, graph.repeated(deviations, outputs), axis=1)
    if isinstance(head, Control):
        scaled = graph.add("Mul", graph.add("Tanh", outputs), graph.constant(head.half))
        controls_ = graph.add("Add", scaled, graph.constant(head.center))
        return graph.add("Min", graph.add("Max", controls_, graph.constant(head.low)), graph.constant(head.high))
    return outputs


def softplus(graph: Graph, z: str) -> str:
    """max(z, 0) + log(1 + e^-|z|) in Float64."""
    small = graph.add("Exp", graph.add("Neg", graph.add("Abs", z)))
    rest = graph.add("Log", graph.add("Add", small, graph.constant(np.array(1.0))))
    return graph.add("Add", graph.add("Max", z, graph.constant(np.array(0.0))), rest)


def bits(graph: Graph, actions: int, logits: str) -> str:
    """The product of the bits' probabilities along each action's number."""
    pairs = graph.add("Reshape", logits, graph.constant(np.array([0, actions - 1, 2], np.int64)))
    choices = graph.add("Reshape", graph.add("Softmax", pairs, axis=2), graph.constant(np.array([0, -1], np.int64)))
    found = ""
    for bit in range(actions.bit_length() - 1):
        own = graph.columns(choices, 2 * ((1 << bit) - 1), 2 * ((1 << (bit + 1)) - 1))
        if found:
            # Each prefix before a bit counts for both of its values.
            places = np.repeat(np.arange(1 << bit), 2)
            own = graph.add("Mul", graph.add("Gather", found, graph.constant(places), axis=1), own)
        found = own
    return found


def greedy(graph: Graph, part: Union[NetworkPart, TablePart], kind: int) -> Any:
    """What the output `greedy` is; adds it."""
    head = part.head
    if isinstance(head, (GaussianHead, FixedGaussian)) and isinstance(part, NetworkPart):
        controls = part.layers[-1].bias.size // (2 if isinstance(head, GaussianHead) else 1)
        graph.add("Identity", graph.columns("distribution", 0, controls), name="greedy")
    elif isinstance(head, Control):
        graph.add("Identity", "distribution", name="greedy")
    else:
        judged = "distribution" if isinstance(head, Bits) else "outputs"
        graph.add("ArgMax", judged, axis=1, keepdims=0, name="greedy")
        return helper.make_tensor_value_info("greedy", TensorProto.INT64, ["rows"])
    return helper.make_tensor_value_info("greedy", kind, ["rows", "controls"])
