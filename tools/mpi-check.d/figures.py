#!/usr/bin/env python3
"""Times of rounds on ranks beside threads, and what a message takes: figures.py PROGRAM SHIM (by tools/mpi-check --figures).

A run's time is what its run.log says of its rounds. Runs take turns, and the least of some counts: whatever else the machine does makes
them longer.
"""
import os, re, shutil, subprocess, sys, tempfile

TURNS = int(os.environ.get("TURNS", 5))
CARTPOLE = "{cartpole: {maximum_steps: 200}}"
STATES = "{uniform: {count: 1000, ranges: {cart_position: [-1, 1], cart_velocity: [-1, 1], pole_angle: [-0.2, 0.2], pole_angular_velocity: [-1, 1]}}}"
# By study: rounds, and lines of the spec.
STUDIES = {
    "distillation (FedHPD, 100 agents, every 5 rounds)": (100, f"""round: {{episodes: 1}}
environment: {CARTPOLE}
learner: reinforce
network: {{hidden: [64, 64], activation: relu}}
optimizer: {{adam: {{learning_rate: 1e-3}}}}
agents: [{{name: a, count: 100}}]
public_states: {STATES}
federation: [fedhpd: {{every: {{rounds: 5}}}}]
"""),
    "averaging of DQN networks (100 agents, 100 steps)": (20, f"""round: {{steps: 100}}
environment: {CARTPOLE}
learner: {{dqn: {{batch: 16, replay: 1000}}}}
network: {{hidden: [64, 128], activation: relu}}
optimizer: {{adam: {{learning_rate: 1e-3}}}}
agents: [{{name: a, count: 100}}]
federation: [parameter_average: {{every: {{rounds: 1}}}}]
"""),
    "averaging of TD weights (100 agents, 100 steps)": (3000, """round: {steps: 100}
environment: {garnet: {states: 30, actions: 2, branching: 2, features: 8, seed: 42}}
learner: {td: {discount: 0.9, policy: {random_subset: {actions: 1, seed: 42}}}}
optimizer: {sgd: {learning_rate: 0.1}}
agents: [{name: a, count: 100}]
federation: [fedlsa: {every: {rounds: 1}}]
"""),
}
ENVIRONMENT = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}


def mpirun(count, *words):
    command = ["timeout", "-k", "5", "600", "mpirun", "--oversubscribe", "--bind-to", "none", "-n", str(count), *words]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=ENVIRONMENT).stdout


def links(shim):
    ways = {"memory": ["--mca", "btl", "vader,self"], "loopback": ["--mca", "btl", "tcp,self", "--mca", "btl_tcp_if_include", "lo"]}
    for name, way in ways.items():
        times = {}
        for _ in range(TURNS):
            for call, size, seconds in map(str.split, mpirun(2, *way, shim, "measure").splitlines()):
                key = call, int(size)
                times[key] = min(times.get(key, 1e9), float(seconds))
        for call in "gather_all", "exchange":
            own = {size: seconds for (kind, size), seconds in times.items() if kind == call}
            most = max(own)
            print(f"{name:9} {call:10} " + "  ".join(f"{size} B: {own[size] * 1e6:.2f} µs" for size in sorted(own)))
            print(f"{name:9} {call:10} α {own[8] * 1e6:.2f} µs, β {(most - 8) / (own[most] - own[8]) / 1e9:.2f} GB/s", flush=True)


def seconds(program, spec, how, count, rounds, scratch):
    store = os.path.join(scratch, "store")
    shutil.rmtree(store, ignore_errors=True)
    words = [program, "run", spec, "--store", store, "--jobs", str(count if how == "threads" else 1)]
    if how == "ranks" and count > 1:
        mpirun(count, *words)
    else:
        subprocess.run(words, check=True, capture_output=True)
    with open(os.path.join(store, "figures", "main", "seed-1", "run.log")) as log:
        found = re.search(r"worked (\S+) s on rounds 1 to (\d+)", log.read())
    assert int(found[2]) == rounds
    return float(found[1]) / rounds


def main():
    program, shim = sys.argv[1:]
    links(shim)
    ways = [("threads", 1), ("threads", 2), ("ranks", 2), ("ranks", 3), ("ranks", 4)]
    with tempfile.TemporaryDirectory(prefix="concord-figures-") as scratch:
        for study, (rounds, lines) in STUDIES.items():
            spec = os.path.join(scratch, "figures.yaml")
            with open(spec, "w") as file:
                file.write(f"concord: 1\nname: figures\nseeds: [1]\nrounds: {rounds}\n{lines}checkpoint: {{every: {{rounds: {rounds}}}}}\nmeasure: [bytes]\n")
            least = {}
            for _ in range(TURNS):
                for how, count in ways:
                    took = seconds(program, spec, how, count, rounds, scratch)
                    least[how, count] = min(least.get((how, count), 1e9), took)
            print(study)
            for way in ways:
                print(f"  {way[1]} {way[0]:8} {least[way] * 1e3:9.4f} ms a round, {least['threads', 1] / least[way]:.2f} times as fast as one thread")
            print(f"  2 ranks beside 2 threads: {least['threads', 2] / least['ranks', 2]:.3f}", flush=True)


if __name__ == "__main__":
    main()
