#!/usr/bin/env python3
"""Averages by visits and equal ones by numpy, in worlds of the same law: what expected.json holds. Shares nothing with Concord.

    python3 experiments/imavg/independent.py [WORLDS]       needs numpy; thirty worlds take some minutes

Largest error of the agents' mean to Q* after 5000 steps, mean over worlds ± standard error.
"""
import sys

import numpy

STATES, ACTIONS, DISCOUNT, RATE, STEPS = 6, 3, 0.8, 0.05, 5000


def run(agents, length, by_visits, seed):
    dice = numpy.random.default_rng(seed)
    kernel = dice.dirichlet(numpy.ones(STATES), size=(STATES, ACTIONS))
    rewards = dice.uniform(size=(STATES, ACTIONS))
    optimum = numpy.zeros((STATES, ACTIONS))
    for _ in range(500):
        optimum = rewards + DISCOUNT * kernel @ optimum.max(1)
    everyone, values = numpy.arange(agents), numpy.zeros((agents, STATES, ACTIONS))
    visits, sums, action = numpy.zeros_like(values), kernel.cumsum(-1), numpy.arange(agents) % ACTIONS
    state = dice.integers(STATES, size=agents)
    for step in range(1, STEPS + 1):
        draw = dice.random((agents, 1))
        following = (sums[state, action] <= draw).sum(1).clip(max=STATES - 1)
        target = rewards[state, action] + DISCOUNT * values[everyone, following].max(1)
        values[everyone, state, action] += RATE * (target - values[everyone, state, action])
        visits[everyone, state, action] += 1
        state = following
        if step % length == 0:
            powers = (1 - RATE) ** (visits.max(0) - visits) if by_visits else numpy.ones_like(values)
            values[:] = (powers * values).sum(0) / powers.sum(0)
            visits[:] = 0
    return abs(values.mean(0) - optimum).max()


if __name__ == "__main__":
    worlds = int((sys.argv[1:] + ["30"])[0])
    for agents in (3, 30):
        for length in (10, 100, 500):
            for by_visits in (True, False):
                found = [run(agents, length, by_visits, seed) for seed in range(worlds)]
                error = numpy.std(found, ddof=1) / worlds**0.5
                print(f"K {agents} tau {length} {'by visits' if by_visits else 'equal':9} {numpy.mean(found):.3f} ± {error:.3f}", flush=True)
