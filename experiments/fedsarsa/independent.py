#!/usr/bin/env python3
"""FedSARSA by numpy in the two worlds of main.yaml. What expected-h*.json hold. Shares nothing with Concord but the worlds' law.

    python3 experiments/fedsarsa/independent.py [STEPS]      needs numpy; 1 000 000 steps take some minutes for every H

The worlds are drawn again from their seeds by Philox4x32-10; everything else has numpy's own random numbers. Fixed points are
found by mean updates until they vanish. Prints lines of those files: mean over ten repetitions and the last half of 200 rows.
"""
import json
import os
import sys

import numpy

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools", "fixtures"))
sys.dont_write_bytecode = True

from determinism import key, philox

STATES, ACTIONS, BRANCHES, JITTER, DISCOUNT, TEMPERATURE, RATE = 10, 3, 2, 1000, 0.9, 2, 0.01
AGENTS, LENGTHS, REPETITIONS, ROWS = (2, 10, 20, 50, 100), (1, 100, 10000), 10, 200
PAIRS = STATES * ACTIONS


class Stream:
    """The words of one owner's stream of draws."""

    def __init__(self, seed, what):
        self.key, self.what, self.block, self.left = key(seed, "environment/garnet"), what, 0, []

    def word(self):
        if not self.left:
            self.left = philox(self.key, [self.block, 0, self.what, 1])
            self.block += 1
        return self.left.pop(0)

    def uniform(self):
        high = self.word()
        return ((high << 32 | self.word()) >> 11) * 2.0**-53

    def below(self, bound):
        product = self.word() * bound
        while product & 0xFFFFFFFF < 2**32 % bound:
            product = self.word() * bound
        return product >> 32

    def distinct(self, count, bound):
        indices = list(range(bound))
        for place in range(count):
            other = place + self.below(bound - place)
            indices[place], indices[other] = indices[other], indices[place]
        return sorted(indices[:count])


def garnet(seed):
    kernels, jitters, rewards = Stream(seed, 2), Stream(seed, 3), Stream(seed, 1)
    kernel = numpy.zeros((PAIRS, STATES))
    for row in kernel:
        for successor in kernels.distinct(BRANCHES, STATES):
            row[successor] = 1 + JITTER * jitters.uniform()
        row /= row.sum()
    return kernel.reshape(STATES, ACTIONS, STATES), numpy.array([rewards.uniform() for _ in range(PAIRS)]).reshape(STATES, ACTIONS)


def softmax(values):
    weights = numpy.exp((values - values.max(-1, keepdims=True)) / TEMPERATURE)
    return weights / weights.sum(-1, keepdims=True)


def limit(worlds):
    theta = numpy.zeros((STATES, ACTIONS))
    while True:
        policy, update = softmax(theta), 0
        for kernel, rewards in worlds:
            chain = numpy.einsum("sax,sa->sx", kernel, policy)
            system = numpy.vstack([chain.T - numpy.eye(STATES), numpy.ones(STATES)])
            visits = numpy.linalg.lstsq(system, numpy.append(numpy.zeros(STATES), 1), rcond=None)[0]
            errors = rewards + DISCOUNT * kernel @ (policy * theta).sum(1) - theta
            update = update + visits[:, None] * policy * errors / len(worlds)
        theta = theta + 5 * update
        if abs(update).max() < 1e-14:
            return theta.ravel()


def simulate(worlds, start, length, steps, targets, dice):
    """All numbers of agents and repetitions side by side; squared errors of each average to the targets, over the last half."""
    kinds = numpy.concatenate([numpy.arange(count) % 2 for count in AGENTS for _ in range(REPETITIONS)])
    bounds = numpy.cumsum([0] + [count for count in AGENTS for _ in range(REPETITIONS)])
    sizes = numpy.diff(bounds)
    group = numpy.repeat(numpy.arange(len(sizes)), sizes)
    kernel = numpy.stack([world[0].reshape(PAIRS, STATES) for world in worlds])
    first = (kernel > 0).argmax(-1)
    second = STATES - 1 - (kernel > 0)[..., ::-1].argmax(-1)
    chance = numpy.take_along_axis(kernel, first[..., None], -1)[..., 0]
    rewards = numpy.stack([world[1].ravel() for world in worlds])
    count = len(kinds)
    theta = numpy.tile(start, (count, 1))
    everybody, offsets = numpy.arange(count), numpy.arange(ACTIONS)

    def act(state):
        values = theta[everybody[:, None], (state * ACTIONS)[:, None] + offsets]
        sums = softmax(values).cumsum(-1)
        return numpy.minimum((dice.random(count)[:, None] >= sums).sum(-1), ACTIONS - 1)

    state = dice.integers(0, STATES, count)
    pair = state * ACTIONS + act(state)
    total, looks = numpy.zeros((len(targets), len(sizes))), 0
    for step in range(1, steps + 1):
        state = numpy.where(dice.random(count) < chance[kinds, pair], first[kinds, pair], second[kinds, pair])
        following = state * ACTIONS + act(state)
        error = rewards[kinds, pair] + DISCOUNT * theta[everybody, following] - theta[everybody, pair]
        theta[everybody, pair] += RATE * error
        pair = following
        averages = step % length == 0
        looked = step > steps // 2 and step % max(steps // ROWS, length) == 0  # never between two exchanges
        if averages or looked:
            mean = numpy.add.reduceat(theta, bounds[:-1], 0) / sizes[:, None]
            if averages:
                theta = mean[group]
            if looked:
                total += numpy.stack([((mean - target) ** 2).sum(1) for target in targets])
                looks += 1
    return (total / looks).reshape(len(targets), len(AGENTS), REPETITIONS)


def main():
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    worlds = [garnet(0), garnet(1)]
    mean_world = [(sum(world[0] for world in worlds) / 2, sum(world[1] for world in worlds) / 2)]
    targets = [limit(worlds), limit(mean_world)]
    print("distance² of the fixed points", ((targets[0] - targets[1]) ** 2).sum(), file=sys.stderr)
    dice = numpy.random.default_rng(1)
    for length in LENGTHS:
        start = targets[0] + dice.uniform(-1, 1, PAIRS) * 10 / PAIRS**0.5
        errors = simulate(worlds, start, length, steps, targets, dice)
        for name, target in zip(("squared_error_to_fixed_point.average", "to_mean_world.average"), errors):
            for count, runs in zip(AGENTS, target):
                entry = {"arm": f"main,N=n{count},H={length}", "measure": name, "statistic": "mean_last",
                         "value": float(f"{runs.mean():.4g}"), "sd": float(f"{runs.std(ddof=1):.2g}"), "seeds": REPETITIONS}
                print(f"  {json.dumps(entry)},", flush=True)


if __name__ == "__main__":
    main()
