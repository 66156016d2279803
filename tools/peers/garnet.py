"""What the Python programs for federated TD(0) share: a Garnet process of 30 states in copies that differ a little."""

AGENTS, STATES = 100, 30
RATE, DISCOUNT = 0.1, 0.9


def chances_and_rewards(numpy):
    """By agent: states × states, and states."""
    draw = numpy.random.default_rng(0)
    common = numpy.zeros((STATES, STATES))
    for state in range(STATES):
        common[state, draw.choice(STATES, 10, replace=False)] = draw.random(10) + 0.01
    chances = common * (1 + 0.2 * (draw.random((AGENTS, STATES, STATES)) - 0.5))
    chances /= chances.sum(-1, keepdims=True)
    rewards = numpy.arange(STATES) * 7 % STATES / STATES + 0.05 * (draw.random((AGENTS, STATES)) - 0.5)
    return chances, rewards
