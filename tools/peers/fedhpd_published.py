"""FedHPD's published program itself (Jiang et al., AAMAS 2025), run as its authors wrote it; without exchanges.

    fedhpd_published.py PROGRAM [--rounds N]     PROGRAM: the folder NoFed/Cartpole of a clone of the authors' repository

The program wants the `gym` of 2022 and saves its rewards with pandas. Both are replaced here by as little as it calls: the same
worlds through Gymnasium, and nothing. Its episodes end where the pole falls, so steps are counted as they are taken.
"""

import contextlib
import io
import pathlib
import sys
import types

import gymnasium

from study import option, processor_time, tell

STEPS = 0


class World:
    """A Gymnasium world as the older interface has it: reset gives the state alone, step one flag for both ends."""

    def __init__(self, name):
        self.world = gymnasium.make(name)
        self.observation_space, self.action_space = self.world.observation_space, self.world.action_space
        self.number = None

    def seed(self, number):
        self.number = number

    def reset(self):
        state, _ = self.world.reset(seed=self.number)
        self.number = None
        return state

    def step(self, action):
        global STEPS
        STEPS += 1
        state, reward, terminated, truncated, facts = self.world.step(action)
        return state, reward, terminated or truncated, facts


class Table:
    def __init__(self, columns):
        pass

    def to_csv(self, name, index):
        pass


def stand_in(name, **members):
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__dict__.update(members)


def load(name, path):
    stand_in(name, __name__=name, __file__=str(path))
    exec(compile(path.read_text(encoding="utf-8"), path, "exec"), sys.modules[name].__dict__)
    return sys.modules[name]


def main():
    folder, rounds = pathlib.Path(sys.argv[1]), option("--rounds", 20)
    stand_in("gym", make=World)
    stand_in("pandas", DataFrame=Table)
    stand_in("policy", __path__=[str(folder)])
    load("policy.policy", folder / "policy.py")
    program = load("published", folder / "Cart_NoFed.py")
    del sys.modules["pandas"]  # PyTorch looks it up later, and knows more of it
    program.torch.set_num_threads(1)  # it sets none; these networks are too small for more
    with contextlib.redirect_stdout(io.StringIO()):
        program.main(20, 2, 5000)
        start, before = processor_time(), STEPS
        program.main(20, rounds, 5000)
    tell(train_us_per_step=(processor_time() - start) / (STEPS - before) * 1e6, steps=STEPS - before)


main()
