"""What the Python programs share: the ten published agents, the public states, and how figures are printed."""

import json
import sys
import time

AGENTS = [  # hidden widths, activation, learning rate
    ([128], "relu", 1e-3),
    ([32, 32], "relu", 2e-3),
    ([16, 16, 32], "tanh", 4e-3),
    ([8, 8, 8], "relu", 5e-4),
    ([32, 32, 32], "tanh", 3e-3),
    ([8, 8], "relu", 7e-4),
    ([64, 64], "tanh", 1e-3),
    ([16, 16], "relu", 5e-4),
    ([16, 32, 16], "tanh", 5e-4),
    ([32], "relu", 8e-4),
]
STEPS = 500  # every agent plays so many steps between two updates, which spreads an update's cost as thin as it gets
STATES, PASSES, SLICES = 5000, 5, 2
REPLAY_WARM_UP = 300  # steps before those that are timed, by learners that replay
BOX = [2.4, 1.5, 0.2, 1.5]  # public states are drawn uniformly from ± this

processor_time = time.process_time


def public_states(numpy):
    """5000 × 4 Float32."""
    box = numpy.array(BOX, numpy.float32)
    return numpy.random.default_rng(20).uniform(-box, box, (STATES, 4)).astype(numpy.float32)


def tell(**figures):
    """One line of JSON on standard output."""
    print(json.dumps(figures))


def option(name, default):
    """The value after --name on the command line."""
    words = sys.argv[1:]
    return type(default)(words[words.index(name) + 1]) if name in words else default
