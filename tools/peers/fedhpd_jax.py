"""FedHPD on CartPole as compiled JAX programs: all ten agents step inside one scan, which is the fastest of several shapes."""

import numpy

from study import AGENTS, PASSES, SLICES, STEPS, option, processor_time, public_states, tell
from study_jax import adam, cart, forward, jax, jnp, network, no_moments


def logits(layers, x, activation):
    return forward(layers, x, {"tanh": jnp.tanh, "relu": jax.nn.relu}[activation])


def one_step(layers, activation, state, draw, fresh):
    observation = jnp.stack(state)
    scores = logits(layers, observation, activation)
    action = draw < jax.nn.sigmoid(scores[1] - scores[0])
    moved, fallen = cart(state, action)
    following = tuple(jnp.where(fallen, new, old) for new, old in zip(fresh, moved))
    return following, (observation, action, fallen)


def loss(layers, activation, observations, actions, returns):
    scores = logits(layers, observations, activation)
    difference = scores[:, 1] - scores[:, 0]
    return -(returns * jax.nn.log_sigmoid(jnp.where(actions, difference, -difference))).sum()


def train_round(carry, _):
    networks, moments, key, number = carry
    key, draws, starts = jax.random.split(key, 3)
    draws = jax.random.uniform(draws, (STEPS, len(AGENTS)))
    starts = jax.random.uniform(starts, (STEPS, len(AGENTS), 4), minval=-0.05, maxval=0.05)

    def body(states, numbers):
        draw, fresh = numbers
        moved = [
            one_step(networks[k], AGENTS[k][1], states[k], draw[k], tuple(fresh[k])) for k in range(len(AGENTS))
        ]
        return tuple(state for state, _ in moved), tuple(kept for _, kept in moved)

    _, tapes = jax.lax.scan(body, tuple(tuple(starts[0, k]) for k in range(len(AGENTS))), (draws, starts), unroll=2)
    learned = []
    for k, (_, activation, rate) in enumerate(AGENTS):
        observations, actions, ends = tapes[k]

        def discount(following, end):
            following = 1 + jnp.where(end, 0.0, 0.99 * following)
            return following, following

        returns = jax.lax.scan(discount, 0.0, ends, reverse=True, unroll=4)[1]
        returns = (returns - returns.mean()) / (returns.std(ddof=1) + 1e-5)
        gradient = jax.grad(loss)(networks[k], activation, observations, actions, returns)
        learned.append(adam(networks[k], gradient, moments[k], rate * 0.95 ** (number // 100)))
    return ([one[0] for one in learned], [one[1] for one in learned], key, number + 1), None


def distill(networks, moments, states):
    def part(carry, inputs):
        networks, moments = carry
        passes = [
            jax.vjp(lambda layers, k=k: logits(layers, inputs, AGENTS[k][1]), networks[k]) for k in range(len(AGENTS))
        ]
        policies = [jax.nn.softmax(scores, -1) for scores, _ in passes]
        consensus = sum(policies) / len(AGENTS)
        learned = []
        for k, (_, _, rate) in enumerate(AGENTS):
            gradient = passes[k][1]((policies[k] - consensus) / inputs.shape[0])[0]
            learned.append(adam(networks[k], gradient, moments[k], rate))
        return ([one[0] for one in learned], [one[1] for one in learned]), None

    slices = states.reshape(SLICES, -1, 4)
    return jax.lax.scan(part, (networks, moments), jnp.concatenate([slices] * PASSES))[0]


def main():
    rounds = option("--rounds", 10)
    networks = [network(jax.random.PRNGKey(k), 4, *hidden, 2) for k, (hidden, _, _) in enumerate(AGENTS)]
    start = (networks, [no_moments(layers) for layers in networks], jax.random.PRNGKey(20), 0)
    train = jax.jit(lambda carry: jax.lax.scan(train_round, carry, None, length=rounds)[0])
    exchange = jax.jit(distill)
    states = jnp.asarray(public_states(numpy))
    jax.block_until_ready(train(start))
    jax.block_until_ready(exchange(start[0], start[1], states))
    began = processor_time()
    after = jax.block_until_ready(train(start))
    trained = processor_time()
    for _ in range(rounds):
        jax.block_until_ready(exchange(after[0], after[1], states))
    tell(
        train_us_per_step=(trained - began) / (rounds * len(AGENTS) * STEPS) * 1e6,
        distill_ms=(processor_time() - trained) / rounds * 1e3,
    )


main()
