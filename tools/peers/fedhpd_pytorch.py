"""FedHPD on CartPole in PyTorch and Gymnasium.

    fedhpd_pytorch.py --style published  in the manner of FedHPD's published program, which is not ours to copy: softmax in the
                                         policy, a Categorical and a loss per step in lists, two forward passes to distill
    fedhpd_pytorch.py --style plain      as most people write it: a graph through every step, log-probabilities in a list
    fedhpd_pytorch.py --style batched    tuned: no graph while playing, one forward and backward pass per update
"""

import math
import random

import gymnasium
import numpy
import torch
from torch import nn
from torch.nn import functional

from study import AGENTS, PASSES, SLICES, STEPS, option, processor_time, public_states, tell

torch.set_num_threads(1)  # these networks are too small for more


class Agent:
    def __init__(self, hidden, activation, rate):
        widths, layers = [4, *hidden], []
        for inputs, outputs in zip(widths, widths[1:]):
            layers += [nn.Linear(inputs, outputs), nn.ReLU() if activation == "relu" else nn.Tanh()]
        self.policy = nn.Sequential(*layers, nn.Linear(widths[-1], 2))
        self.optimizer = torch.optim.Adam(self.policy.parameters(), lr=rate)
        self.decay = torch.optim.lr_scheduler.StepLR(self.optimizer, 100, 0.95)
        self.world = gymnasium.make("CartPole-v1")

    def train_published(self):
        observation, _ = self.world.reset()
        log_probabilities, ends = [], []
        for _ in range(STEPS):
            state = torch.from_numpy(observation).float().unsqueeze(0)
            distribution = torch.distributions.Categorical(functional.softmax(self.policy(state), dim=1))
            action = distribution.sample()
            log_probabilities.append(distribution.log_prob(action))
            observation, _, terminated, truncated, _ = self.world.step(action.item())
            ends.append(terminated or truncated)
            if ends[-1]:
                observation, _ = self.world.reset()
        losses = [-log * weight for log, weight in zip(log_probabilities, self.returns(ends))]
        self.descend(torch.cat(losses).sum())
        self.decay.step()

    def train_plain(self):
        observation, _ = self.world.reset()
        log_probabilities, ends = [], []
        for _ in range(STEPS):
            logits = self.policy(torch.as_tensor(observation, dtype=torch.float32).unsqueeze(0))
            distribution = torch.distributions.Categorical(logits=logits)
            action = distribution.sample()
            log_probabilities.append(distribution.log_prob(action))
            observation, _, terminated, truncated, _ = self.world.step(action.item())
            ends.append(terminated or truncated)
            if ends[-1]:
                observation, _ = self.world.reset()
        self.learn(torch.cat(log_probabilities), ends)

    def train_batched(self):
        world = self.world.unwrapped
        observation, _ = world.reset()
        observations, actions, ends = numpy.empty((STEPS, 4), numpy.float32), [], []
        with torch.no_grad():
            for step in range(STEPS):
                observations[step] = observation
                left, right = self.policy(torch.from_numpy(observation)).tolist()
                actions.append(int(random.random() < 1 / (1 + math.exp(left - right))))
                observation, _, terminated, _, _ = world.step(actions[-1])
                ends.append(terminated)
                if terminated:
                    observation, _ = world.reset()
        logits = self.policy(torch.from_numpy(observations))
        self.learn(functional.log_softmax(logits, -1).gather(1, torch.tensor(actions)[:, None])[:, 0], ends)

    @staticmethod
    def returns(ends):
        following, returns = 0.0, []
        for end in reversed(ends):
            following = 1.0 + (0.0 if end else 0.99 * following)
            returns.insert(0, following)
        returns = torch.tensor(returns)
        return (returns - returns.mean()) / (returns.std() + 1e-5)

    def learn(self, log_probabilities, ends):
        self.descend(-(log_probabilities * self.returns(ends)).sum())
        self.decay.step()

    def descend(self, loss):
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()


def distill(agents, states):
    for _ in range(PASSES):
        for part in states.chunk(SLICES):
            logs = [functional.log_softmax(agent.policy(part), -1) for agent in agents]
            consensus = torch.stack([log.detach().exp() for log in logs]).mean(0)
            for agent, log in zip(agents, logs):
                agent.descend(functional.kl_div(log, consensus, reduction="batchmean"))


def distill_published(agents, states):
    for _ in range(PASSES):
        for part in states.chunk(SLICES):
            with torch.no_grad():
                consensus = torch.stack([functional.softmax(agent.policy(part), dim=1) for agent in agents]).mean(0)
            for agent in agents:
                logs = functional.softmax(agent.policy(part), dim=1).log()
                agent.descend(functional.kl_div(logs, consensus, reduction="batchmean"))


def main():
    rounds, style = option("--rounds", 3), option("--style", "batched")
    torch.manual_seed(1)
    random.seed(1)
    agents = [Agent(*row) for row in AGENTS]
    states = torch.from_numpy(public_states(numpy))
    train = {"published": Agent.train_published, "plain": Agent.train_plain, "batched": Agent.train_batched}[style]
    exchange = distill_published if style == "published" else distill
    train(agents[0])
    exchange(agents, states)
    start = processor_time()
    for _ in range(rounds):
        for agent in agents:
            train(agent)
    trained = processor_time()
    for _ in range(rounds):
        exchange(agents, states)
    distilled = processor_time()
    tell(
        train_us_per_step=(trained - start) / (rounds * len(agents) * STEPS) * 1e6,
        distill_ms=(distilled - trained) / rounds * 1e3,
    )


main()
