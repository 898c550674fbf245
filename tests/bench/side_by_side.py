"""What the benchmarks against Python have in common."""
import os
import re
import subprocess
import sys
import time


def right_kernels(lemmata):
    """Starts the script again with one thread and the BLAS kernels that the program itself would run on this processor: where
    OpenBLAS is older than the processor, Debian's numpy and torch would be several times slower than they need to be."""
    text = subprocess.run([lemmata, "doctor"], check=True, capture_output=True, text=True).stdout
    core = re.search(r"^BLAS kernels +(\w+)", text, re.M).group(1)
    wanted = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENBLAS_CORETYPE": core}
    if any(os.environ.get(name) != value for name, value in wanted.items()):
        os.environ.update(wanted)
        os.execv(sys.executable, [sys.executable] + sys.argv)
    print(f"BLAS kernels: {core}, one thread")


def torch_or_none():
    try:
        import torch
    except ImportError:
        print("torch: not installed, not compared")
        return None
    return torch


def seconds(work, repeats):
    """The median processor time of `work`, like that of `lemmata bench`; one run more comes first."""
    out = []
    for k in range(repeats + 1):
        start = time.process_time()
        work()
        out.append(time.process_time() - start)
    return sorted(out[1:])[repeats // 2]


def compare(lemmata, part, rivals, rounds=5):
    """Prints the median ratio of each rival to `lemmata bench PART`; rivals: name -> (function that returns milliseconds, goal)."""
    ratios = {name: [] for name in rivals}
    for _ in range(rounds):  # in turn, so that a drift of the machine hits all
        theirs = {name: milliseconds() for name, (milliseconds, goal) in rivals.items()}
        text = subprocess.run([lemmata, "bench", part], check=True, capture_output=True, text=True).stdout
        ours = float(re.search(r": ([0-9.]+) ms$", text, re.M).group(1))
        for name in rivals:
            ratios[name].append(theirs[name] / ours)
        print(", ".join(f"{name} {value:.2f} ms" for name, value in theirs.items()) + f", lemmata {ours:.2f} ms", flush=True)
    for name, (milliseconds, goal) in rivals.items():
        median = sorted(ratios[name])[rounds // 2]
        print(f"{name} over lemmata: {median:.2f}   goal >= {goal:g}   {'reached' if median >= goal else 'MISSED'}")
