"""One step of an environment of Gymnasium's, without wrappers, actions drawn beforehand.

    step_gymnasium.py [--environment CartPole-v1]
"""

import gymnasium

from study import option, processor_time, tell


def main():
    world = gymnasium.make(option("--environment", "CartPole-v1")).unwrapped
    world.reset(seed=1)
    world.action_space.seed(1)
    actions = [world.action_space.sample() for _ in range(100_000)]
    if isinstance(world.action_space, gymnasium.spaces.Discrete):
        actions = [int(action) for action in actions]
    start = processor_time()
    for action in actions:
        if world.step(action)[2]:
            world.reset()
    tell(step_ns=(processor_time() - start) / len(actions) * 1e9)


main()
