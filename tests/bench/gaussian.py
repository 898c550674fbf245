#!/usr/bin/env python3
"""Gaussian numbers of lemmata against numpy's default generator, one thread each, side by side in one run.

usage: gaussian.py PATH/TO/lemmata      (needs numpy: pip install numpy)
"""
import re
import subprocess
import sys
import time

import numpy as np

COUNT, REPEATS = 1 << 20, 9


def numpy_ns():
    rng, out, seconds = np.random.default_rng(1), np.empty(COUNT), []
    for _ in range(REPEATS):
        start = time.perf_counter()
        rng.standard_normal(out=out)
        seconds.append(time.perf_counter() - start)
    return 1e9 * sorted(seconds)[REPEATS // 2] / COUNT


if len(sys.argv) != 2:
    sys.exit(__doc__)
ratios = []
for _ in range(5):  # in turn, so that a drift of the machine hits both
    theirs = numpy_ns()
    text = subprocess.run([sys.argv[1], "bench", "generation"], check=True, capture_output=True, text=True).stdout
    ours = float(re.search(r"([0-9.]+) ns each", text).group(1))
    ratios.append(theirs / ours)
    print(f"numpy {theirs:.2f} ns, lemmata {ours:.2f} ns")
median = sorted(ratios)[len(ratios) // 2]
print(f"numpy over lemmata: {median:.2f}   goal >= 5   {'reached' if median >= 5 else 'MISSED'}")
