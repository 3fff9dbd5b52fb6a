"""DerSimonian-Laird and REML over many data sets at once, as array programs do it: one NumPy operation for all of them.
Prints case,k,nanoseconds per fit."""
import time
import numpy as np


def sums(y, v, tau2):
    w = 1.0 / (v + tau2[:, None])
    total = w.sum(axis=1)
    mean = (w * y).sum(axis=1) / total
    return w, total, mean


def dersimonian_laird(y, v):
    w, total, mean = sums(y, v, np.zeros(len(y)))
    q = (w * (y - mean[:, None]) ** 2).sum(axis=1)
    tau2 = np.maximum(0.0, (q - (y.shape[1] - 1)) / (total - (w**2).sum(axis=1) / total))
    _, total, mean = sums(y, v, tau2)
    return mean, 1.0 / np.sqrt(total), tau2, q


def reml(y, v):
    tau2 = dersimonian_laird(y, v)[2]
    for _ in range(100):
        w, total, mean = sums(y, v, tau2)
        w2 = w * w
        trace = total - w2.sum(axis=1) / total
        trace2 = w2.sum(axis=1) - 2.0 * (w2 * w).sum(axis=1) / total + (w2.sum(axis=1) / total) ** 2
        score = (w2 * (y - mean[:, None]) ** 2).sum(axis=1)
        step = np.maximum(tau2 + (score - trace) / trace2, 0.0) - tau2
        tau2 = tau2 + step
        if np.all(np.abs(step) < 1e-9 * (tau2 + v.min(axis=1))):
            break
    _, total, mean = sums(y, v, tau2)
    return mean, 1.0 / np.sqrt(total), tau2


rng = np.random.default_rng(20261121)
for k in (8, 20, 100):
    n = 100000 if k < 100 else 20000
    v = 4.0 / np.floor(20 + 381 * rng.random((n, k)))
    y = 0.3 + rng.standard_normal((n, k)) * np.sqrt(v + 0.04)
    for name, run, rounds in (("DL", dersimonian_laird, 5), ("REML", reml, 1)):
        spent = []
        for _ in range(rounds):
            start = time.process_time()
            run(y, v)
            spent.append(time.process_time() - start)
        print(f"{name} numpy,{k},{1e9 * sorted(spent)[len(spent) // 2] / n:.0f}", flush=True)
