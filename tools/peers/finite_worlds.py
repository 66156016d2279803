"""Concord's finite worlds for Gymnasium, drawn anew in Python: the same kernels, rewards and starts, to a rounding.

    finite_worlds.py [KIND …]     prints the best return at a discount of 0.9, which `mean_of_own_optima` measures too

Worlds have their default settings, seed 0 and instance 0. Random numbers are Philox4x32-10's, under keys that are SHA-256 of
seed and owner; what is drawn, and in which order, is that of Sources/Learning/Environments.
"""

import math
import os
import sys

import gymnasium
import numpy

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../fixtures"))
sys.dont_write_bytecode = True

import determinism
import fedpg
import tabular

DRAW = 1  # the purpose of what shapes a world


class Stream:
    def __init__(self, owner, seed=0, round=0, episode=0):
        self.key = determinism.key(seed, owner)
        self.counter, self.words = [0, episode, round, DRAW], []

    def word(self):
        if not self.words:
            self.words, self.counter[0] = determinism.philox(self.key, self.counter), self.counter[0] + 1
        return self.words.pop(0)

    def uniform(self):
        high = self.word()
        return ((high << 32 | self.word()) >> 11) * 2.0**-53

    def index(self, bound):
        product = self.word() * bound
        while product & determinism.MASK32 < (1 << 32) % bound:
            product = self.word() * bound
        return product >> 32

    def distinct(self, count, bound):
        all = list(range(bound))
        for place in range(count):
            other = place + self.index(bound - place)
            all[place], all[other] = all[other], all[place]
        return all[:count]


def rows(states, actions, fill):
    kernel = numpy.array([[fill() for _ in range(actions)] for _ in range(states)])
    return kernel / kernel.sum(-1, keepdims=True)


def one(size, place):
    return numpy.eye(size)[place]


def random_mdp(states=5, actions=5, support=0.2):
    dice = Stream("environment/random_mdp")
    rewards = [dice.uniform() for _ in range(states * actions)]
    dice = Stream("environment/random_mdp", round=2)

    def fill():
        follows = [dice.uniform() < support for _ in range(states)]
        if not any(follows):
            follows[dice.index(states)] = True
        return [1 - dice.uniform() if can else 0.0 for can in follows]

    return rows(states, actions, fill), numpy.reshape(rewards, (states, actions)), numpy.full(states, 1 / states)


def dirichlet_mdp(states=5, actions=4):
    dice = Stream("environment/dirichlet_mdp")
    rewards = [dice.uniform() for _ in range(states * actions)]
    dice = Stream("environment/dirichlet_mdp", round=1)
    kernel = rows(states, actions, lambda: [-math.log(1 - dice.uniform()) for _ in range(states)])
    return kernel, numpy.reshape(rewards, (states, actions)), numpy.full(states, 1 / states)


def garnet(states=30, actions=2, branching=2, features=8, jitter=0.02):
    dice, noise = Stream("environment/garnet", round=2), Stream("environment/garnet", round=3)

    def fill():
        row = numpy.zeros(states)
        for successor in sorted(dice.distinct(branching, states)):
            row[successor] = 1 + jitter * noise.uniform()
        return row

    kernel = rows(states, actions, fill)
    dice = Stream("environment/garnet", round=1)
    rewards = numpy.repeat([[dice.uniform()] for _ in range(states)], actions, 1)
    dice = Stream("environment/garnet", round=0)
    seen = numpy.array([[1 - dice.uniform() for _ in range(features)] for _ in range(states)])
    return kernel, rewards, numpy.full(states, 1 / states), seen / seen.sum(-1, keepdims=True)


def windy_cliff(wind=0.5):
    return tabular.windy_cliff(wind)


def grid_world(side=3, success=0.8):
    cells = [(x, y) for y in range(side) for x in range(side) if (x, y) != (1, 1)]
    count = len(cells)
    kernel, rewards = numpy.zeros((count, 4, count)), numpy.zeros((count, 4))
    rewards[-1] = 1
    for state, (x, y) in enumerate(cells):
        ways = [(x - 1, y), (x + 1, y), (x, y + 1), (x, y - 1)]
        open = [cells.index(way) for way in ways if way in cells]
        for action, way in enumerate(ways):
            if way not in cells:
                kernel[state, action, state] = 1
                continue
            for other in open:
                kernel[state, action, other] = (1 - success) / (len(open) - 1) if len(open) > 1 else 1
            kernel[state, action, cells.index(way)] = success if len(open) > 1 else 1
    return kernel, rewards, one(count, 0)


def two_type():
    kernels, rewards, start = fedpg.worlds()
    return kernels[0], rewards, start


KINDS = {kind.__name__: kind for kind in [random_mdp, dirichlet_mdp, garnet, windy_cliff, grid_world, two_type]}
STEPS = {kind: 20 if kind == "two_type" else 100 for kind in KINDS}


class FiniteWorld(gymnasium.Env):
    """Observed are features where there are some, and otherwise one number per state."""

    def __init__(self, kind):
        kernel, self.rewards, start, *features = KINDS[kind]()
        self.sums, self.start = kernel.cumsum(-1), start.cumsum()
        self.seen = numpy.asarray(features[0] if features else numpy.eye(len(start)), numpy.float32)
        self.observation_space = gymnasium.spaces.Box(0, 1, (self.seen.shape[1],), numpy.float32)
        self.action_space = gymnasium.spaces.Discrete(kernel.shape[1])
        self.steps = STEPS[kind]

    def drawn(self, sums):
        return min(int(numpy.searchsorted(sums, self.np_random.random(), side="right")), len(sums) - 1)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self.state, self.count = self.drawn(self.start), 0
        return self.seen[self.state], {}

    def step(self, action):
        reward = float(self.rewards[self.state, action])
        self.state, self.count = self.drawn(self.sums[self.state, action]), self.count + 1
        return self.seen[self.state], reward, False, self.count == self.steps, {}


def best_return(kind, discount):
    """The best discounted return without a time limit, by value iteration."""
    kernel, rewards, start, *_ = KINDS[kind]()
    values = numpy.zeros(len(start))
    for _ in range(20000):
        values = (rewards + discount * kernel @ values).max(-1)
    return start @ values


def main():
    for kind in sys.argv[1:] or KINDS:
        print(f"{kind:14} best return at a discount of 0.9: {best_return(kind, 0.9):.12g}")


if __name__ == "__main__":
    main()
