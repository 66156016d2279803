"""What the JAX programs share: one core, networks with Adam, and CartPole. To be imported before jax."""

import os

os.environ["XLA_FLAGS"] = os.environ.get("XLA_FLAGS", "") + " --xla_cpu_multi_thread_eigen=false"
os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # one core, as the others

import jax
import jax.numpy as jnp


def network(key, *widths):
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        key, weight, bias = jax.random.split(key, 3)
        bound = inputs**-0.5
        layers.append(
            (
                jax.random.uniform(weight, (inputs, outputs), minval=-bound, maxval=bound),
                jax.random.uniform(bias, (outputs,), minval=-bound, maxval=bound),
            )
        )
    return layers


def forward(layers, x, activation=jax.nn.relu):
    for weight, bias in layers[:-1]:
        x = activation(x @ weight + bias)
    return x @ layers[-1][0] + layers[-1][1]


def no_moments(layers):
    """Adam's state before its first step."""
    zeros = jax.tree.map(jnp.zeros_like, layers)
    return zeros, zeros, 0.0


def adam(layers, gradient, moments, rate):
    first, second, count = moments
    count = count + 1
    first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, gradient)
    second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, gradient)
    low, high = 1 - 0.9**count, 1 - 0.999**count
    layers = jax.tree.map(lambda p, m, v: p - rate * (m / low) / (jnp.sqrt(v / high) + 1e-8), layers, first, second)
    return layers, (first, second, count)


def cart(state, pushes_right):
    """CartPole's next state, as a tuple, and whether the pole has fallen."""
    x, v, angle, spin = state
    force, sine, cosine = jnp.where(pushes_right, 10.0, -10.0), jnp.sin(angle), jnp.cos(angle)
    swing = (force + 0.05 * spin * spin * sine) / 1.1
    bend = (9.8 * sine - cosine * swing) / (0.5 * (4 / 3 - 0.1 * cosine * cosine / 1.1))
    push = swing - 0.05 * bend * cosine / 1.1
    moved = (x + 0.02 * v, v + 0.02 * push, angle + 0.02 * spin, spin + 0.02 * bend)
    return moved, (jnp.abs(moved[0]) > 2.4) | (jnp.abs(moved[2]) > 0.20943951023931953)
