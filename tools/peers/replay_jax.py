"""DQN on CartPole and DDPG on Pendulum as one compiled JAX program each: environment, replay and update in one scan.

    replay_jax.py --learner dqn|ddpg [--steps N]     N steps are timed; 20000 for DQN, 2000 for DDPG unless told
"""

from study import option, processor_time, tell
from study_jax import adam, cart, forward, jax, jnp, network, no_moments

DISCOUNT = 0.99


class DQN:
    size, batch, longest, observations = 1000, 16, 500, 4
    no_actions = jnp.zeros(1000, jnp.int32)

    def start(self, key):
        q = network(key, 4, 64, 128, 2)
        return q, q, no_moments(q)

    def reset(self, key):
        return jax.random.uniform(key, (4,), minval=-0.05, maxval=0.05)

    def observe(self, state):
        return state

    def step(self, state, action):
        moved, has_fallen = cart(state, action == 1)
        return jnp.stack(moved), 1.0, has_fallen

    def act(self, learned, observation, key, number):
        draw, other = jax.random.split(key)
        explores = jax.random.uniform(draw) < jnp.maximum(0.05, 1 - number / 2000)
        return jnp.where(explores, jax.random.randint(other, (), 0, 2), jnp.argmax(forward(learned[0], observation)))

    def learn(self, learned, states, actions, following, rewards, ends, number):
        q, target, memory = learned
        goals = rewards + DISCOUNT * forward(target, following).max(1) * (1 - ends)

        def loss(q):
            return ((jnp.take_along_axis(forward(q, states), actions[:, None], 1)[:, 0] - goals) ** 2).mean()

        q, memory = adam(q, jax.grad(loss)(q), memory, 1e-3)
        target = jax.tree.map(lambda new, old: jnp.where(number % 100 == 0, new, old), q, target)
        return q, target, memory


class DDPG:
    size, batch, longest, observations = 100_000, 64, 200, 3
    no_actions = jnp.zeros((100_000, 1))

    def start(self, key):
        one, other = jax.random.split(key)
        actor, critic = network(one, 3, 256, 256, 1), network(other, 4, 256, 256, 1)
        return actor, actor, critic, critic, no_moments(actor), no_moments(critic)

    def reset(self, key):
        return jax.random.uniform(key, (2,), minval=-1.0, maxval=1.0) * jnp.array([jnp.pi, 1.0])

    def observe(self, state):
        return jnp.stack([jnp.cos(state[0]), jnp.sin(state[0]), state[1]])

    def step(self, state, control):
        angle, spin = state
        upright = (angle + jnp.pi) % (2 * jnp.pi) - jnp.pi
        cost = upright**2 + 0.1 * spin**2 + 0.001 * control[0] ** 2
        spin = jnp.clip(spin + (15 * jnp.sin(angle) + 3 * control[0]) * 0.05, -8, 8)
        return jnp.stack([angle + spin * 0.05, spin]), -cost, False

    def steer(self, actor, observation):
        return 2 * jnp.tanh(forward(actor, observation))

    def judge(self, critic, observation, control):
        return forward(critic, jnp.concatenate([observation, control], -1))[..., 0]

    def act(self, learned, observation, key, number):
        return jnp.clip(self.steer(learned[0], observation) + 0.2 * jax.random.normal(key, (1,)), -2, 2)

    def learn(self, learned, states, controls, following, rewards, ends, number):
        actor, slow_actor, critic, slow_critic, actor_memory, critic_memory = learned
        values = self.judge(slow_critic, following, self.steer(slow_actor, following))
        goals = rewards + (1 - ends) * DISCOUNT * values
        slope = jax.grad(lambda critic: ((self.judge(critic, states, controls) - goals) ** 2).mean())(critic)
        critic, critic_memory = adam(critic, slope, critic_memory, 3e-4)
        slope = jax.grad(lambda actor: -self.judge(critic, states, self.steer(actor, states)).mean())(actor)
        actor, actor_memory = adam(actor, slope, actor_memory, 3e-4)

        def follow(new, old):
            return jax.tree.map(lambda x, y: 0.005 * x + 0.995 * y, new, old)

        return actor, follow(actor, slow_actor), critic, follow(critic, slow_critic), actor_memory, critic_memory


def main():
    kind = option("--learner", "dqn")
    agent = {"dqn": DQN, "ddpg": DDPG}[kind]()
    steps = option("--steps", 20_000 if kind == "dqn" else 2000)

    def one_step(carry, number):
        learned, replay, state, length, key = carry
        key, acting, starting, choosing = jax.random.split(key, 4)
        observation = agent.observe(state)
        action = agent.act(learned, observation, acting, number)
        moved, reward, end = agent.step(state, action)
        row = (observation, action, agent.observe(moved), reward, 1.0 * end)
        at = number % agent.size
        replay = tuple(column.at[at].set(value) for column, value in zip(replay, row))
        is_over = end | (length + 1 >= agent.longest)
        state, length = jnp.where(is_over, agent.reset(starting), moved), jnp.where(is_over, 0, length + 1)
        chosen = jax.random.randint(choosing, (agent.batch,), 0, jnp.minimum(number + 1, agent.size))
        learned = agent.learn(learned, *(column[chosen] for column in replay), number)
        return (learned, replay, state, length, key), None

    run = jax.jit(
        lambda carry, first: jax.lax.scan(one_step, carry, first + jnp.arange(steps))[0], donate_argnums=0
    )
    key = jax.random.PRNGKey(0)
    shape = (agent.size, agent.observations)
    replay = (jnp.zeros(shape), agent.no_actions, jnp.zeros(shape), jnp.zeros(agent.size), jnp.zeros(agent.size))
    carry = (agent.start(key), replay, agent.reset(key), jnp.int32(0), key)
    carry = jax.tree.map(lambda leaf: jnp.array(leaf, copy=True), carry)  # donated leaves must be apart
    carry = jax.block_until_ready(run(carry, 0))
    start = processor_time()
    jax.block_until_ready(run(carry, steps))
    tell(us_per_step=(processor_time() - start) / steps * 1e6)


main()
