"""DQN on CartPole and DDPG on Pendulum in PyTorch and Gymnasium: one update per environment step.

    replay_pytorch.py --learner dqn|ddpg --style plain     one file, as most people write it
    replay_pytorch.py --learner dqn|ddpg --style tuned     fused Adam, targets that follow in one call, no subnormal numbers
    --steps N                                              how many steps are timed; 2000 for DQN, 800 for DDPG unless told
"""

import random

import gymnasium
import numpy
import torch
from torch import nn
from torch.nn import functional

from study import REPLAY_WARM_UP as WARM_UP, option, processor_time, tell

torch.set_num_threads(1)  # these networks are too small for more
DISCOUNT = 0.99


def layers(*widths):
    modules = []
    for inputs, outputs in zip(widths, widths[1:]):
        modules += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*modules[:-1])


class Replay:
    def __init__(self, size, observations, action):
        self.size, self.count = size, 0
        self.states = numpy.zeros((size, observations), numpy.float32)
        self.following = numpy.zeros((size, observations), numpy.float32)
        self.actions = numpy.zeros((size, 1), action)
        self.rewards, self.ends = numpy.zeros(size, numpy.float32), numpy.zeros(size, numpy.float32)

    def add(self, state, action, following, reward, end):
        at = self.count % self.size
        self.states[at], self.actions[at], self.following[at] = state, action, following
        self.rewards[at], self.ends[at] = reward, end
        self.count += 1

    def batch(self, count):
        chosen = numpy.random.randint(0, min(self.count, self.size), count)
        rows = (self.states, self.actions, self.following, self.rewards, self.ends)
        return [torch.from_numpy(row[chosen]) for row in rows]


class DQN:
    environment = "CartPole-v1"

    def __init__(self, tuned):
        self.q, self.target = layers(4, 64, 128, 2), layers(4, 64, 128, 2)
        self.target.load_state_dict(self.q.state_dict())
        self.optimizer = torch.optim.Adam(self.q.parameters(), 1e-3, fused=tuned or None)
        self.replay = Replay(1000, 4, numpy.int64)
        self.tuned = tuned

    def act(self, state, step):
        if random.random() < max(0.05, 1 - step / 2000):
            return random.randrange(2)
        with torch.set_grad_enabled(not self.tuned):
            return int(self.q(torch.as_tensor(state)).argmax())

    def learn(self, step):
        states, actions, following, rewards, ends = self.replay.batch(16)
        with torch.no_grad():
            goals = rewards + DISCOUNT * self.target(following).max(1).values * (1 - ends)
        loss = functional.mse_loss(self.q(states).gather(1, actions).squeeze(1), goals)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        if step % 100 == 0:
            self.target.load_state_dict(self.q.state_dict())


class DDPG:
    environment = "Pendulum-v1"
    strongest = 2.0

    def __init__(self, tuned):
        def actor():
            return nn.Sequential(*layers(3, 256, 256, 1), nn.Tanh())

        self.actor, self.slow_actor = actor(), actor()
        self.critic, self.slow_critic = layers(4, 256, 256, 1), layers(4, 256, 256, 1)
        self.slow_actor.load_state_dict(self.actor.state_dict())
        self.slow_critic.load_state_dict(self.critic.state_dict())
        self.actor_optimizer = torch.optim.Adam(self.actor.parameters(), 3e-4, fused=tuned or None)
        self.critic_optimizer = torch.optim.Adam(self.critic.parameters(), 3e-4, fused=tuned or None)
        self.parameters = [*self.actor.parameters(), *self.critic.parameters()]
        self.targets = [*self.slow_actor.parameters(), *self.slow_critic.parameters()]
        self.replay = Replay(100_000, 3, numpy.float32)
        self.tuned = tuned

    def act(self, state, step):
        with torch.no_grad():
            control = self.strongest * self.actor(torch.as_tensor(state)[None])[0].numpy()
        noise = numpy.random.normal(0, 0.1 * self.strongest, 1)
        return (control + noise).clip(-self.strongest, self.strongest).astype(numpy.float32)

    def learn(self, step):
        states, controls, following, rewards, ends = self.replay.batch(64)
        with torch.no_grad():
            next_controls = self.strongest * self.slow_actor(following)
            values = self.slow_critic(torch.cat([following, next_controls], 1)).view(-1)
            goals = rewards + (1 - ends) * DISCOUNT * values
        loss = functional.mse_loss(self.critic(torch.cat([states, controls], 1)).view(-1), goals)
        self.critic_optimizer.zero_grad()
        loss.backward()
        self.critic_optimizer.step()
        loss = -self.critic(torch.cat([states, self.strongest * self.actor(states)], 1)).mean()
        self.actor_optimizer.zero_grad()
        loss.backward()
        self.actor_optimizer.step()
        with torch.no_grad():
            if self.tuned:
                torch._foreach_lerp_(self.targets, self.parameters, 0.005)
            else:
                for target, parameter in zip(self.targets, self.parameters):
                    target.copy_(0.005 * parameter + 0.995 * target)


def main():
    tuned = option("--style", "plain") == "tuned"
    kind = {"dqn": DQN, "ddpg": DDPG}[option("--learner", "dqn")]
    steps = option("--steps", 2000 if kind is DQN else 800)
    torch.manual_seed(1)
    random.seed(1)
    numpy.random.seed(1)
    torch.set_flush_denormal(tuned)
    agent, world = kind(tuned), gymnasium.make(kind.environment)
    state, _ = world.reset(seed=1)
    for step in range(WARM_UP + steps):
        if step == WARM_UP:
            start = processor_time()
        action = agent.act(state, step)
        following, reward, terminated, truncated, _ = world.step(action)
        agent.replay.add(state, action, following, reward, terminated)
        state = world.reset()[0] if terminated or truncated else following
        agent.learn(step)
    tell(us_per_step=(processor_time() - start) / steps * 1e6)


main()
