#!/usr/bin/env python3
"""The neural tangent kernel of all outputs against the same algorithm in numpy, and against per-sample gradients by torch's
autograd (by hand, where torch is missing): n = 32 sequences, m = 2048, L = 16, d = 1, one thread each, side by side in one run.
Weights and sequences are those of `lemmata export`.

Per-sample gradients of all 480 outputs are 16 GB. Those of two sequences are timed and so is the Gram matrix of all on 1/64 of
the weights; both are scaled to the whole.

usage: ntk.py PATH/TO/lemmata      (needs numpy, may use torch: apt-get install python3-numpy python3-torch)
"""
import subprocess
import sys
import tempfile

import side_by_side

if len(sys.argv) != 2:
    sys.exit(__doc__)
side_by_side.right_kernels(sys.argv[1])

import numpy as np

N, M, L, DIM, SHARE, SAMPLES = 32, 2048, 16, 5, 64, 2
OUTPUTS = N * (L - 1)
rng = np.random.default_rng(1)
with tempfile.TemporaryDirectory() as folder:
    subprocess.run([sys.argv[1], "export", folder, "--widths", str(M), "--length", str(L), "--outputs", "1"], check=True,
                   capture_output=True)
    W, A, b = (np.load(f"{folder}/m{M}-r0/{name}.npy") for name in "WAB")
    b, x = b[0], np.load(f"{folder}/inputs.npy")[:, 1:].reshape(N, L, DIM).swapaxes(0, 1).copy()


def forward():
    h, gate = np.zeros((L, N, M)), np.zeros((L, N, M), bool)
    for l in range(L):
        g = x[l] @ A.T + (h[l - 1] @ W.T if l > 0 else 0)
        gate[l] = g >= 0
        h[l] = g * gate[l]
    return h, gate


def factored():
    """Signals of all outputs, one symmetric product (numpy takes syrk for Z Z'), its contraction with that of the states."""
    h, gate = forward()
    signals, back = [], np.empty((0, N, M))
    for l in range(L - 1, 0, -1):
        back = np.concatenate([np.broadcast_to(b, (1, N, M)), back]) * gate[l]
        signals.append(back.reshape(-1, M))
        back = (signals[-1] @ W).reshape(-1, N, M) if l > 1 else back
    signals.reverse()
    start = np.cumsum([0] + [len(z) for z in signals])
    Z, H = np.concatenate(signals), h[:-1].reshape(-1, M)
    products, states, K = Z @ Z.T, (H @ H.T).reshape(L - 1, N, L - 1, N), np.zeros((OUTPUTS, OUTPUTS))
    for l in range(L - 1):
        for k in range(L - 1):
            block = products[start[l] : start[l + 1], start[k] : start[k + 1]].reshape(L - 1 - l, N, L - 1 - k, N)
            K[l * N :, k * N :] += (block * states[l][None, :, None, k]).reshape((L - 1 - l) * N, -1)
    return K


def gradients_by_hand(s):
    """Those of all outputs of sequence s, as autograd finds them: step by step back through time, an outer product each."""
    h, gate = np.zeros((L, M)), np.zeros((L, M), bool)
    for l in range(L):
        g = A @ x[l, s] + (W @ h[l - 1] if l > 0 else 0)
        gate[l] = g >= 0
        h[l] = g * gate[l]
    for a in range(1, L):
        signal, gradient = b * gate[a], np.zeros((M, M))
        for l in range(a, 0, -1):
            gradient += np.outer(signal, h[l - 1])
            signal = (signal @ W) * gate[l - 1]
        yield gradient


def gradients_by_torch(s):
    Wt = torch.from_numpy(W).requires_grad_()
    At, bt, xt = (torch.from_numpy(a) for a in (A, b, x))
    h, y = torch.relu(xt[0, s] @ At.T), []
    for l in range(1, L):
        h = torch.relu(h @ Wt.T + xt[l, s] @ At.T)
        y.append(h @ bt)
    for output in y:
        yield torch.autograd.grad(output, Wt, retain_graph=True)[0].numpy()


torch = side_by_side.torch_or_none()
gradients = gradients_by_hand
if torch:
    torch.set_num_threads(1)
    gradients = gradients_by_torch
K = factored()
first = [gradient.copy() for gradient in gradients(0)]
for i in (0, L - 2):
    for j in (0, 7, L - 2):
        assert abs(np.vdot(first[i], first[j]) - K[i * N, j * N]) <= 1e-9 * abs(K[i * N, i * N] + K[j * N, j * N])
del first
block = rng.normal(0, 1, (OUTPUTS, M * M // SHARE))


def per_sample():
    """Processor time of the whole in ms."""
    one = side_by_side.seconds(lambda: [None for s in range(SAMPLES) for gradient in gradients(s)], 1)
    return 1e3 * (one * N / SAMPLES + SHARE * side_by_side.seconds(lambda: block @ block.T, 1))


rivals = {
    "factored numpy": (lambda: 1e3 * side_by_side.seconds(factored, 1), 1),
    "autograd" if torch else "gradients by hand": (per_sample, 50),
}
side_by_side.compare(sys.argv[1], "ntk", rivals, rounds=3)
