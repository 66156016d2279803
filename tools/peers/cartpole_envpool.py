"""One step of EnvPool's CartPole-v1, 1024 at once on one thread, actions drawn beforehand; per environment."""

import envpool
import numpy

from study import processor_time, tell

COUNT, STEPS = 1024, 300


def main():
    worlds = envpool.make("CartPole-v1", env_type="gymnasium", num_envs=COUNT, num_threads=1)
    worlds.reset()
    actions = numpy.random.default_rng(1).integers(0, 2, (20, COUNT))
    for step in range(20):
        worlds.step(actions[step])
    start = processor_time()
    for step in range(STEPS):
        worlds.step(actions[step % 20])
    tell(step_ns=(processor_time() - start) / (STEPS * COUNT) * 1e9)


main()
