"""Federated TD(0) in Python: 100 agents on Garnet processes of 30 states, averaged every --local steps.

    td_python.py --style python     a loop over agents and steps, the next state by numpy.random.choice
    td_python.py --style numpy      one array operation for all agents
    --local H                       steps between two averages; 10 unless told
"""

import numpy

from garnet import AGENTS, DISCOUNT, RATE, STATES, chances_and_rewards
from study import option, processor_time, tell


def loop(chances, rewards, rounds, local):
    values, states = numpy.zeros((AGENTS, STATES)), numpy.zeros(AGENTS, int)
    for _ in range(rounds):
        for agent in range(AGENTS):
            for _ in range(local):
                state = states[agent]
                following = numpy.random.choice(STATES, p=chances[agent, state])
                difference = rewards[agent, state] + DISCOUNT * values[agent, following] - values[agent, state]
                values[agent, state] += RATE * difference
                states[agent] = following
        values[:] = values.mean(0)


def arrays(chances, rewards, rounds, local):
    values, states, agents = numpy.zeros((AGENTS, STATES)), numpy.zeros(AGENTS, int), numpy.arange(AGENTS)
    sums = chances.cumsum(-1)
    sums[..., -1] = 1
    generator = numpy.random.default_rng(1)
    for _ in range(rounds):
        for draws in generator.random((local, AGENTS, 1)):
            following = (sums[agents, states] < draws).sum(1)
            known = values[agents, states]
            values[agents, states] = known + RATE * (
                rewards[agents, states] + DISCOUNT * values[agents, following] - known
            )
            states = following
        values[:] = values.mean(0)


def main():
    local, style = option("--local", 10), option("--style", "numpy")
    work, steps = (loop, 40) if style == "python" else (arrays, 5000)
    rounds = max(1, steps // local)
    chances, rewards = chances_and_rewards(numpy)
    local = min(local, steps)  # a loop of Python is timed on the beginning of a long round
    start = processor_time()
    work(chances, rewards, rounds, local)
    tell(ns_per_step=(processor_time() - start) / (rounds * local * AGENTS) * 1e9)


main()
