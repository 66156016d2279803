"""PPO on CartPole by Stable-Baselines3, in the sizes of the other programs.

    ppo_sb3.py [--steps N]     N steps are timed, 6400 unless told
"""

import stable_baselines3
import torch

from study import option, processor_time, tell

torch.set_num_threads(1)


def main():
    steps = option("--steps", 6400)
    model = stable_baselines3.PPO(
        "MlpPolicy", "CartPole-v1", n_steps=128, batch_size=64, n_epochs=10, learning_rate=3e-4, device="cpu", seed=1
    )
    model.learn(1280)
    before, start = model.num_timesteps, processor_time()
    model.learn(steps, reset_num_timesteps=False, log_interval=10**9)
    tell(us_per_step=(processor_time() - start) / (model.num_timesteps - before) * 1e6)


main()
