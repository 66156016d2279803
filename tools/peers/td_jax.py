"""Federated TD(0) as one compiled JAX program: 100 agents on Garnet processes of 30 states, averaged every --local steps."""

import numpy

from garnet import AGENTS, DISCOUNT, RATE, STATES, chances_and_rewards
from study import option, processor_time, tell
from study_jax import jax, jnp


def main():
    local = option("--local", 10)
    rounds = max(2, 50_000 // local)
    chances, rewards = (jnp.asarray(array, jnp.float32) for array in chances_and_rewards(numpy))
    sums, agents = chances.cumsum(-1), jnp.arange(AGENTS)

    def one_step(carry, draws):
        values, states = carry
        following = jnp.minimum((sums[agents, states] < draws).sum(1), STATES - 1)
        known = values[agents, states]
        difference = rewards[agents, states] + DISCOUNT * values[agents, following] - known
        return (values.at[agents, states].set(known + RATE * difference), following), None

    def one_round(carry, key):
        (values, states), _ = jax.lax.scan(one_step, carry, jax.random.uniform(key, (local, AGENTS, 1)))
        return (jnp.broadcast_to(values.mean(0), values.shape), states), None

    @jax.jit
    def run(key):
        start = jnp.zeros((AGENTS, STATES)), jnp.zeros(AGENTS, int)
        return jax.lax.scan(one_round, start, jax.random.split(key, rounds))[0][0]

    jax.block_until_ready(run(jax.random.PRNGKey(0)))
    start = processor_time()
    jax.block_until_ready(run(jax.random.PRNGKey(1)))
    tell(ns_per_step=(processor_time() - start) / (rounds * local * AGENTS) * 1e9)


main()
