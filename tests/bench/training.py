#!/usr/bin/env python3
"""A step of gradient descent against numpy and, where it is installed, torch: n = 16 sequences, m = 1024, L = 8, d = 4, one
thread each, side by side in one run.

usage: training.py PATH/TO/lemmata      (needs numpy, may use torch: apt-get install python3-numpy python3-torch)
"""
import sys

import side_by_side

if len(sys.argv) != 2:
    sys.exit(__doc__)
side_by_side.right_kernels(sys.argv[1])

import numpy as np

N, M, L, D, DIM, ETA, REPEATS = 16, 1024, 8, 4, 5, 1e-6, 9


def network():
    rng = np.random.default_rng(1)
    W, A = rng.normal(0, np.sqrt(2 / M), (M, M)), rng.normal(0, np.sqrt(2 / M), (M, DIM))
    B, x = rng.normal(0, np.sqrt(1 / D), (D, M)), rng.normal(0, np.sqrt(1 / DIM), (L, N, DIM))
    return W, A, B, x, np.ones((L, N, D))


def numpy_step():
    """Written as for this comparison: all sequences at once, one product for the update, no memory taken in a step."""
    W, A, B, x, target = network()
    g, h, signal, update = np.empty((L, N, M)), np.empty((L, N, M)), np.empty((L, N, M)), np.empty((M, M))

    def step():
        for l in range(L):
            np.matmul(x[l], A.T, out=g[l])
            if l > 0:
                g[l] += h[l - 1] @ W.T
            np.maximum(g[l], 0, out=h[l])
        of_y = h @ B.T - target
        of_y[0] = 0
        np.matmul(of_y, B, out=signal)
        for l in range(L - 1, 0, -1):
            signal[l] *= g[l] >= 0
            if l > 1:
                signal[l - 1] += signal[l] @ W
        left = signal[1:].reshape(-1, M)
        left *= ETA
        np.matmul(left.T, h[:-1].reshape(-1, M), out=update)
        np.subtract(W, update, out=W)
        return (of_y**2).sum() / 2

    return step


def torch_step(torch):
    """Autograd and in-place SGD, as one writes it."""
    torch.set_num_threads(1)
    W, A, B, x, target = (torch.from_numpy(a) for a in network())
    W.requires_grad_()

    def step():
        h, loss = torch.relu(x[0] @ A.T), 0
        for l in range(1, L):
            h = torch.relu(h @ W.T + x[l] @ A.T)
            loss = loss + ((h @ B.T - target[l]) ** 2).sum() / 2
        W.grad = None
        loss.backward()
        with torch.no_grad():
            W.sub_(W.grad, alpha=ETA)
        return loss.item()

    return step


steps, goals = {"numpy": numpy_step()}, {"numpy": 2.5, "torch": 3}
torch = side_by_side.torch_or_none()
if torch:
    steps["torch"] = torch_step(torch)
    losses = [step() for step in steps.values()]
    assert abs(losses[0] - losses[1]) <= 1e-9 * losses[0], "numpy and torch do not compute the same"
rivals = {name: (lambda step=step: 1e3 * side_by_side.seconds(step, REPEATS), goals[name]) for name, step in steps.items()}
side_by_side.compare(sys.argv[1], "training", rivals)
