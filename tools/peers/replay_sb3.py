"""DQN on CartPole and DDPG on Pendulum by Stable-Baselines3, in the sizes of the other programs.

    replay_sb3.py --learner dqn|ddpg [--steps N]     N steps are timed; 2000 for DQN, 800 for DDPG unless told
"""

import stable_baselines3
import torch

from study import REPLAY_WARM_UP as WARM_UP, option, processor_time, tell

torch.set_num_threads(1)
COMMON = {"train_freq": 1, "gradient_steps": 1, "learning_starts": 100, "device": "cpu", "seed": 1}


def made(learner):
    if learner == "dqn":
        return stable_baselines3.DQN(
            "MlpPolicy",
            "CartPole-v1",
            batch_size=16,
            buffer_size=1000,
            learning_rate=1e-3,
            target_update_interval=100,
            policy_kwargs={"net_arch": [64, 128]},
            **COMMON,
        )
    return stable_baselines3.DDPG(
        "MlpPolicy",
        "Pendulum-v1",
        batch_size=64,
        buffer_size=100_000,
        learning_rate=3e-4,
        policy_kwargs={"net_arch": [256, 256]},
        **COMMON,
    )


def main():
    learner = option("--learner", "dqn")
    steps = option("--steps", 2000 if learner == "dqn" else 800)
    model = made(learner)
    model.learn(WARM_UP)
    before, start = model.num_timesteps, processor_time()
    model.learn(steps, reset_num_timesteps=False, log_interval=10**9)
    tell(us_per_step=(processor_time() - start) / (model.num_timesteps - before) * 1e6)


main()
