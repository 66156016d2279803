"""PPO on CartPole as one compiled JAX program: environment, rollouts and epochs in one scan.

    ppo_jax.py [--steps N]     N steps are timed, 65536 unless told
"""

from study import option, processor_time, tell
from study_jax import adam, cart, forward, jax, jnp, network, no_moments

ROLLOUT, BATCH, EPOCHS, DISCOUNT, LAMBDA = 128, 64, 10, 0.99, 0.95


def outputs(layers, x):
    return forward(layers, x, jnp.tanh)


def one_step(carry, key):
    policy, value, state, length = carry
    drawing, starting = jax.random.split(key)
    logits = outputs(policy, state)
    action = jax.random.categorical(drawing, logits)
    moved, has_fallen = cart(state, action == 1)
    moved = jnp.stack(moved)
    is_cut = ~has_fallen & (length + 1 >= 500)
    reward = 1.0 + jnp.where(is_cut, DISCOUNT * outputs(value, moved)[0], 0.0)
    is_over = has_fallen | is_cut
    start = jax.random.uniform(starting, (4,), minval=-0.05, maxval=0.05)
    row = (state, action, jax.nn.log_softmax(logits)[action], reward, 1.0 - is_over)
    return (policy, value, jnp.where(is_over, start, moved), jnp.where(is_over, 0, length + 1)), row


def loss(networks, rows):
    policy, value = networks
    states, actions, logs, advantages, returns = rows
    good = (advantages - advantages.mean()) / (advantages.std(ddof=1) + 1e-8)
    own = jnp.take_along_axis(jax.nn.log_softmax(outputs(policy, states)), actions[:, None], 1)[:, 0]
    ratio = jnp.exp(own - logs)
    surrogate = jnp.minimum(good * ratio, good * jnp.clip(ratio, 0.8, 1.2)).mean()
    return 0.5 * ((outputs(value, states)[:, 0] - returns) ** 2).mean() - surrogate


def minibatch(learned, rows):
    networks, memory = learned
    slope = jax.grad(loss)(networks, rows)
    norm = jnp.sqrt(sum((leaf**2).sum() for leaf in jax.tree.leaves(slope)))
    slope = jax.tree.map(lambda leaf: leaf * jnp.minimum(1, 0.5 / (norm + 1e-6)), slope)
    return adam(networks, slope, memory, 3e-4), None


def update(carry, key):
    (networks, memory), state, length = carry
    playing, mixing = jax.random.split(key)
    (_, _, state, length), rollout = jax.lax.scan(
        one_step, (*networks, state, length), jax.random.split(playing, ROLLOUT)
    )
    states, actions, logs, rewards, goes_on = rollout
    values = outputs(networks[1], states)[:, 0]
    ahead = jnp.append(values[1:], outputs(networks[1], state)[0])
    errors = rewards + DISCOUNT * ahead * goes_on - values

    def back(following, row):
        following = row[0] + DISCOUNT * LAMBDA * row[1] * following
        return following, following

    advantages = jax.lax.scan(back, 0.0, (errors, goes_on), reverse=True)[1]
    rows = (states, actions, logs, advantages, advantages + values)
    orders = jax.vmap(lambda key: jax.random.permutation(key, ROLLOUT))(jax.random.split(mixing, EPOCHS))
    batches = jax.tree.map(lambda column: column[orders.reshape(-1, BATCH)], rows)
    return (jax.lax.scan(minibatch, (networks, memory), batches)[0], state, length), None


def main():
    steps = option("--steps", 65_536)
    key = jax.random.PRNGKey(0)
    networks = (network(key, 4, 64, 64, 2), network(key, 4, 64, 64, 1))
    carry = ((networks, no_moments(networks)), jnp.zeros(4), jnp.int32(0))
    run = jax.jit(lambda carry, key: jax.lax.scan(update, carry, jax.random.split(key, steps // ROLLOUT))[0])
    carry = jax.block_until_ready(run(carry, key))
    start = processor_time()
    jax.block_until_ready(run(carry, jax.random.PRNGKey(1)))
    tell(us_per_step=(processor_time() - start) / (steps // ROLLOUT * ROLLOUT) * 1e6)


main()
