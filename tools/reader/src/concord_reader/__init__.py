"""Reads Concord's checkpoints and records into NumPy, and into pandas, PyTorch and ONNX where they are installed.

    from concord_reader import Checkpoint, Study

    with Checkpoint("checkpoints/…/seed-20/round-002000.h5") as checkpoint:
        checkpoint.agents                          # ['a1', 'a2', …]
        checkpoint.weights("a1")                   # {'layers.0.weight': array[out, in], 'layers.0.bias': array[out], …}
        checkpoint.part("a1").distribution(states) # what the agent acts by, in NumPy
        checkpoint.to_torch_module("a1", "policy") # the same as a PyTorch module
        checkpoint.to_onnx("a1", "a1.onnx")        # the same as an ONNX graph

    Study("checkpoints/fedhpd-cartpole").records() # every cell's record as one pandas frame
"""

from ._checkpoint import Checkpoint
from ._header import DamagedFile, NotConcord, read_header
from ._part import NetworkPart, TablePart, Unfit
from ._study import Run, Study

__all__ = [
    "Checkpoint", "DamagedFile", "NetworkPart", "NotConcord", "Run", "Study", "TablePart", "Unfit", "read_header",
]
