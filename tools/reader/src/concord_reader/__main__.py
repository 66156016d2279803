"""`concord-reader CHECKPOINT` prints what a checkpoint holds."""

from __future__ import annotations

import sys

from ._checkpoint import Checkpoint
from ._header import DamagedFile


def describe(path: str) -> None:
    """Prints what a checkpoint holds."""
    with Checkpoint(path) as checkpoint:
        print(f"{checkpoint.experiment} / {checkpoint.arm} / seed {checkpoint.seed}, after {checkpoint.round} rounds")
        for agent in checkpoint.agents:
            for network in checkpoint.networks(agent):
                arrays = checkpoint.weights(agent, network)
                shapes = ", ".join(f"{name} {list(array.shape)}" for name, array in arrays.items())
                print(f"{agent} {network}: {shapes}")
        if checkpoint.public_states is not None:
            print(f"public states: {list(checkpoint.public_states.shape)}")


def main() -> None:
    """Describes the one file that is named."""
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit("usage: concord-reader CHECKPOINT")
    try:
        describe(sys.argv[1])
    except (DamagedFile, OSError) as error:
        sys.exit(f"concord-reader: {error}")


if __name__ == "__main__":
    main()
