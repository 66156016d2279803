#!/usr/bin/env python3
"""CAESAR and what it is compared with in a corridor, by numpy: what expected.json holds. Shares nothing with Concord.

    python3 experiments/caesar/independent.py [SEEDS] [CELLS]       needs numpy; ten seeds take two minutes

Mean over agents of the reward of a greedy episode, over the last 20 of 100 meetings, and over seeds ± standard error. `in place` and
`before` are CAESAR as the authors update it, one agent after the other, and with the distances of before the exchange.
"""
import sys

import numpy

STEPS, PERIOD, PAIR, RATE, TOWARD, DISCOUNT, EPSILON, DELTA, MARGIN, LIMIT = 10_000, 100, 10, 0.1, 0.1, 0.9, 0.1, 0.1, 1e-4, 10
SCHEMES = {
    "caesar": {}, "peers": {}, "all": {}, "screen": {}, "sampling": {}, "self": {},
    "caesar, in place": {"in_place": True}, "caesar, before": {"before": True}, "caesar, in place, before": {"in_place": True, "before": True},
}


def greedy(values, signs, cells):
    """The reward of one greedy episode of every agent, the first of equals."""
    rewards = numpy.zeros(len(values))
    for agent, table in enumerate(values):
        state = cells // 2
        for _ in range(LIMIT):
            state += 1 if table[state, 1] > table[state, 0] else -1
            if not 0 <= state < cells:
                rewards[agent] = signs[agent] * (1 if state > 0 else -1)
                break
    return rewards


def distances(values):
    return numpy.abs(values[:, None] - values[None]).mean((2, 3))


def meet(scheme, values, signs, near, noted, dice, cells, in_place=False, before=False):
    """One meeting: the values after it, and the distances that are noted."""
    now = distances(values)
    near += numpy.where(noted - now > MARGIN, DELTA, -DELTA)
    numpy.clip(near, 0, 1, out=near)
    numpy.fill_diagonal(near, 1)
    did = greedy(values, signs, cells)
    drawn, better = dice.random(near.shape) < near, did[None] > did[:, None]
    chosen = {
        "caesar": drawn & better, "peers": signs[:, None] == signs[None], "all": numpy.ones_like(drawn), "screen": better,
        "sampling": drawn, "self": numpy.zeros_like(drawn),
    }[scheme]
    result = values.copy()
    for agent, some in enumerate(chosen):
        if some.any():
            source = result if in_place else values
            result[agent] += TOWARD * (source[some].mean(0) - result[agent])
    return result, distances(values if before else result)


def run(name, options, seed, cells):
    scheme, dice = name.split(",")[0], numpy.random.default_rng(seed)
    agents = 2 * PAIR
    signs = numpy.array([1] * PAIR + [-1] * PAIR)
    values = numpy.repeat(dice.normal(size=(agents, cells, 1)), 2, 2)
    near, noted, everyone = numpy.eye(agents), distances(values), numpy.arange(agents)
    state, length, rewards = numpy.full(agents, cells // 2), numpy.zeros(agents, int), []
    for step in range(1, STEPS + 1):
        own = values[everyone, state]
        explores = (dice.random(agents) < EPSILON) | (own[:, 0] == own[:, 1])
        action = numpy.where(explores, dice.integers(2, size=agents), own.argmax(1))
        following = state + 2 * action - 1
        ended = (following < 0) | (following >= cells)
        reward = numpy.where(ended, numpy.where(following < 0, -signs, signs), 0)
        ahead = numpy.where(ended, 0, values[everyone, following.clip(0, cells - 1)].max(1))
        values[everyone, state, action] += RATE * (reward + DISCOUNT * ahead - values[everyone, state, action])
        length += 1
        over = ended | (length >= LIMIT)
        state, length = numpy.where(over, cells // 2, following), numpy.where(over, 0, length)
        if step % PERIOD == 0:
            values, noted = meet(scheme, values, signs, near, noted, dice, cells, **options)
            rewards.append(greedy(values, signs, cells).mean())
    return numpy.mean(rewards[-20:])


if __name__ == "__main__":
    seeds, cells = (int(value) for value in (sys.argv[1:] + ["10", "9"][len(sys.argv) - 1:]))
    for name, options in SCHEMES.items():
        found = [run(name, options, seed, cells) for seed in range(seeds)]
        print(f"{name:28} {numpy.mean(found):.3f} ± {numpy.std(found, ddof=1) / seeds**0.5:.3f}", flush=True)
