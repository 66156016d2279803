"""One step of InvertedPendulum-v5's model by MuJoCo alone: whole rollouts in its C++, two steps of integration per control."""

from pathlib import Path

import mujoco
import mujoco.rollout
import numpy
from gymnasium.envs import mujoco as environments

from study import processor_time, tell

ROLLOUTS, CONTROLS = 4000, 5  # a pole under random controls falls after five or six


def main():
    model = mujoco.MjModel.from_xml_path(str(Path(environments.__file__).parent / "assets" / "inverted_pendulum.xml"))
    data = mujoco.MjData(model)
    draw = numpy.random.default_rng(1)
    # Time, positions, velocities.
    state = draw.uniform(-0.01, 0.01, (ROLLOUTS, mujoco.mj_stateSize(model, mujoco.mjtState.mjSTATE_FULLPHYSICS)))
    controls = numpy.repeat(draw.uniform(-3, 3, (ROLLOUTS, CONTROLS, 1)), 2, axis=1)
    start = processor_time()
    mujoco.rollout.rollout(model, data, state, controls)
    tell(step_ns=(processor_time() - start) / (ROLLOUTS * CONTROLS) * 1e9)


main()
