"""Training returns of Stable-Baselines3's PPO with its own defaults: to be laid beside `experiments/ppo`.

    ppo_returns_sb3.py ENVIRONMENT [--rollouts N] [--seeds N] [--file PATH]

ENVIRONMENT is a name of Gymnasium's, or a kind of `finite_worlds.py`. Plays N rollouts of 2048 steps (25 unless told) for each
of N seeds (10 unless told, from 1) and adds to the file, for each seed, the mean return of the episodes that ended in each
rollout, null where none did.
"""

import json
import os
import sys

import stable_baselines3
import torch
from stable_baselines3.common.callbacks import BaseCallback

from finite_worlds import KINDS, FiniteWorld
from study import option

torch.set_num_threads(1)
ROLLOUT = 2048


class Returns(BaseCallback):
    def __init__(self):
        super().__init__()
        self.rows, self.ended = [], []

    def _on_step(self):
        self.ended += [info["episode"]["r"] for info in self.locals["infos"] if "episode" in info]
        return True

    def _on_rollout_end(self):
        self.rows.append(sum(self.ended) / len(self.ended) if self.ended else None)
        self.ended = []


def main():
    name, rollouts, seeds = sys.argv[1], option("--rollouts", 25), option("--seeds", 10)
    path = option("--file", "stable-baselines3.json")
    found = []
    for seed in range(1, seeds + 1):
        environment = FiniteWorld(name) if name in KINDS else name
        model = stable_baselines3.PPO("MlpPolicy", environment, device="cpu", seed=seed)
        returns = Returns()
        model.learn(rollouts * ROLLOUT, callback=returns)
        found.append([row if row is None else round(float(row), 4) for row in returns.rows])
        print(name, seed, found[-1][-1], file=sys.stderr, flush=True)
    held = {}
    if os.path.exists(path):
        with open(path) as file:
            held = json.load(file)
    held[name] = {"version": stable_baselines3.__version__, "rollout": ROLLOUT, "seeds": found}
    with open(path, "w") as file:
        lines = [
            f' {json.dumps(other)}: {{"version": {json.dumps(item["version"])}, "rollout": {item["rollout"]}, "seeds": [\n  '
            + ",\n  ".join(json.dumps(row) for row in item["seeds"])
            + "\n ]}"
            for other, item in sorted(held.items())
        ]
        file.write("{\n" + ",\n".join(lines) + "\n}\n")


main()
