"""PPO on CartPole in PyTorch and Gymnasium, as most people write it (CleanRL's manner, with one environment).

    ppo_pytorch.py [--steps N]     N steps are timed, 6400 unless told
"""

import gymnasium
import numpy
import torch
from torch import nn
from torch.distributions import Categorical

from study import option, processor_time, tell

torch.set_num_threads(1)  # these networks are too small for more
ROLLOUT, BATCH, EPOCHS, DISCOUNT, LAMBDA = 128, 64, 10, 0.99, 0.95


def layer(inputs, outputs, gain):
    made = nn.Linear(inputs, outputs)
    nn.init.orthogonal_(made.weight, gain)
    nn.init.zeros_(made.bias)
    return made


def network(outputs, gain):
    root = 2**0.5
    return nn.Sequential(layer(4, 64, root), nn.Tanh(), layer(64, 64, root), nn.Tanh(), layer(64, outputs, gain))


def main():
    steps = option("--steps", 6400)
    torch.manual_seed(1)
    policy, value = network(2, 0.01), network(1, 1)
    parameters = [*policy.parameters(), *value.parameters()]
    optimizer = torch.optim.Adam(parameters, 3e-4, eps=1e-5)
    world = gymnasium.make("CartPole-v1")
    state, _ = world.reset(seed=1)
    states, actions = torch.zeros(ROLLOUT, 4), torch.zeros(ROLLOUT, dtype=torch.int64)
    logs, values, rewards, ends = (torch.zeros(ROLLOUT) for _ in range(4))

    def rollout(state):
        for step in range(ROLLOUT):
            states[step] = torch.from_numpy(state)
            with torch.no_grad():
                choice = Categorical(logits=policy(states[step]))
                actions[step] = choice.sample()
                logs[step] = choice.log_prob(actions[step])
                values[step] = value(states[step])
            state, reward, fell, cut, _ = world.step(int(actions[step]))
            if cut:
                with torch.no_grad():
                    reward += DISCOUNT * value(torch.from_numpy(state)).item()
            rewards[step], ends[step] = reward, float(fell or cut)
            if fell or cut:
                state, _ = world.reset()
        return state

    def advantages(state):
        with torch.no_grad():
            ahead, following = value(torch.from_numpy(state)).item(), 0.0
        found = torch.zeros(ROLLOUT)
        for step in reversed(range(ROLLOUT)):
            goes_on = 1 - ends[step]
            following = rewards[step] + DISCOUNT * ahead * goes_on - values[step] + DISCOUNT * LAMBDA * goes_on * following
            found[step], ahead = following, values[step]
        return found

    def learn(found):
        returns = found + values
        for _ in range(EPOCHS):
            order = numpy.random.permutation(ROLLOUT)
            for start in range(0, ROLLOUT, BATCH):
                rows = order[start : start + BATCH]
                good = (found[rows] - found[rows].mean()) / (found[rows].std() + 1e-8)
                choice = Categorical(logits=policy(states[rows]))
                ratio = torch.exp(choice.log_prob(actions[rows]) - logs[rows])
                loss = -torch.min(good * ratio, good * torch.clamp(ratio, 0.8, 1.2)).mean()
                loss = loss + 0.5 * ((value(states[rows]).squeeze(1) - returns[rows]) ** 2).mean()
                optimizer.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(parameters, 0.5)
                optimizer.step()

    count, start = -10 * ROLLOUT, 0
    while count < steps:
        if count == 0:
            start = processor_time()
        state = rollout(state)
        learn(advantages(state))
        count += ROLLOUT
    tell(us_per_step=(processor_time() - start) / count * 1e6)


main()
