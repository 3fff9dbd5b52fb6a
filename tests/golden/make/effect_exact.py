#!/usr/bin/env python3
"""Writes effect_exact.csv, hedges.csv and olkin_pratt.csv beside tests/golden/effect.csv, in 50-digit arithmetic.

  python3 tests/golden/make/effect_exact.py tests/golden

Needs mpmath (1.3.0 was used). Not needed to build or test: the tables are kept. The formulas are the published
ones as they stand (sources in engine/effect/*.c), not rearranged for double precision.
"""
import random
import sys

import mpmath as mp

mp.mp.dps = 50
HOW = "mpmath %s 50 digits" % mp.__version__


def text(x):
    return repr(float(x))


def exact_j(m):
    m = mp.mpf(m)
    # loggamma loses about log10(m) digits of 50 + 30
    with mp.workdps(80):
        return mp.exp(mp.loggamma(m / 2) - mp.loggamma((m - 1) / 2)) / mp.sqrt(m / 2)


def factor(m, bias):
    return {"exact": lambda: exact_j(m), "approx": lambda: 1 - mp.mpf(3) / (4 * m - 1), "none": lambda: mp.mpf(1)}[bias]()


def f21(c, z):
    """F(1/2, 1/2; c; z). For large c the series is short at any z; mpmath transforms it instead and gives up."""
    if c < 30:
        return mp.hyp2f1(0.5, 0.5, c, z)
    term = total = mp.mpf(1)
    k = 0
    while term > total * mp.mpf(10) ** -60:
        term *= (k + mp.mpf(0.5)) ** 2 / ((c + k) * (k + 1)) * z
        total += term
        k += 1
    return total


def variance(vtype, unit, unit_ub, m, n, d, j):
    g = j * d
    return {
        "LS": lambda: unit + g**2 / (2 * n),
        "LS2": lambda: j**2 * (unit + d**2 / (2 * n)),
        "UB": lambda: unit_ub + (1 - (m - 2) / (m * j**2)) * g**2,
        "H0": lambda: j**2 * unit_ub * m / (m - 2),
        "RV": lambda: unit + g**2 / (2 * (n - mp.mpf("3.94"))),
    }[vtype]()


def write(file, measure, vtype, options, inputs, yi, vi):
    pairs = ";".join("%s=%s" % (name, text(value)) for name, value in inputs.items())
    file.write(",".join([measure, vtype, options, pairs, text(yi), text(vi), "1e-12", HOW]) + "\n")


def exactly(inputs):
    return [mp.mpf(float(value)) for value in inputs.values()]


def smd(file, inputs, vtype, bias):
    n1, m1, s1, n2, m2, s2 = exactly(inputs)
    m = n1 + n2 - 2
    sp = mp.sqrt(((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / m)
    d = (m1 - m2) / sp
    j = factor(m, bias)
    unit = 1 / n1 + 1 / n2
    write(file, "SMD", vtype, "bias=" + bias, inputs, j * d, variance(vtype, unit, unit, m, n1 + n2, d, j))


def smcr(file, inputs, vtype, bias):
    n, m1, s1, m2, r = exactly(inputs)
    m = n - 1
    d = (m1 - m2) / s1
    j = factor(m, bias)
    unit = 2 * (1 - r) / n
    unit_ub = 2 * (1 - r * f21((n - 2) / 2, 1 - r**2)) / n
    write(file, "SMCR", vtype, "bias=" + bias, inputs, j * d, variance(vtype, unit, unit_ub, m, n, d, j))


def rom(file, inputs, vtype, correct):
    n1, m1, s1, n2, m2, s2 = exactly(inputs)
    v1, v2 = s1**2 / (n1 * m1**2), s2**2 / (n2 * m2**2)
    sp2 = ((n1 - 1) * s1**2 + (n2 - 1) * s2**2) / (n1 + n2 - 2)
    vi = {"LS": v1 + v2, "LS2": v1 + v2 + v1**2 / 2 + v2**2 / 2, "HO": sp2 / (n1 * m1**2) + sp2 / (n2 * m2**2)}[vtype]
    write(file, "ROM", vtype, "rom_correct=%d" % correct, inputs, mp.log(m1 / m2) + correct * (v1 - v2) / 2, vi)


def effects(path, rng):
    with open(path, "w", newline="\n") as file:
        file.write("measure,vtype,options,inputs,yi,vi,rtol,source\n")
        sizes = [(2, 2), (2, 3), (3, 4), (6, 6), (20, 22), (21, 21), (23, 4), (150, 90), (5000, 7000), (10**6, 3 * 10**5),
                 (10**9, 10**9), (12.5, 11.25)]
        for n1, n2 in sizes:
            for scale in (1e-150, 1.0, 1e150):
                inputs = dict(n1i=n1, m1i=scale * rng.uniform(1, 3), sd1i=scale * rng.uniform(0.5, 2), n2i=n2,
                              m2i=scale * rng.uniform(-1, 1), sd2i=scale * rng.uniform(0.5, 2))
                for vtype in ("LS", "LS2", "UB", "H0", "RV"):
                    for bias in ("exact", "approx", "none"):
                        if not (vtype == "H0" and n1 + n2 <= 4):
                            smd(file, inputs, vtype, bias)
        for n in (5, 6, 7, 9.5, 14, 40, 61, 62, 63, 1000, 10**6):
            for r in (-0.99, -0.3, 0.0, 1e-9, 0.5, 0.999):
                inputs = dict(ni=n, m1i=rng.uniform(1, 3), sd1i=rng.uniform(0.5, 2), m2i=rng.uniform(-1, 1), ri=r)
                for vtype in ("LS", "LS2", "UB", "H0"):
                    smcr(file, inputs, vtype, "exact")
                smcr(file, inputs, "UB", "approx")
        for close in (1e-12, 1e-6, 0.1, 3.0, 1e8):
            for n in (4, 30, 10**6):
                # SDs such that the correction does not cancel the logarithm
                inputs = dict(n1i=n, m1i=2.0 * (1 + close), sd1i=1e-9 * rng.uniform(1, 2), n2i=n + 3, m2i=2.0,
                              sd2i=1e-9 * rng.uniform(1, 2))
                for vtype in ("LS", "LS2", "HO"):
                    rom(file, inputs, vtype, 1)
                rom(file, inputs, "LS", 0)


def hedges(path, rng):
    degrees = list(range(2, 60)) + [10**e + d for e in range(2, 10) for d in (-1, 0, 1)] + [1.0625, 1.5, 2.25, 38.5, 39.75, 1e12]
    degrees += [float("%.6g" % 10 ** rng.uniform(0.31, 9)) for _ in range(60)]
    with open(path, "w", newline="\n") as file:
        file.write("m,J,K_exact,K_approx,source\n")
        for m in degrees:
            m = mp.mpf(float(m))
            k = [1 - (m - 2) / (m * factor(m, bias) ** 2) for bias in ("exact", "approx")]
            file.write(",".join([text(m), text(exact_j(m)), text(k[0]), text(k[1]), HOW]) + "\n")


def olkin_pratt(path, rng):
    with open(path, "w", newline="\n") as file:
        file.write("r,n,rest,source\n")
        for n in (4.25, 5, 6, 7, 8, 11, 20, 33.3, 61, 62, 63, 100, 10**4, 10**7):
            for r in [0.0, 1.0, -1.0, 1e-12, 1e-5, 0.01, 0.1, -0.5, 0.9, 0.9999] + [rng.uniform(-1, 1) for _ in range(4)]:
                n, r = mp.mpf(float(n)), mp.mpf(r)
                rest = 1 - r * f21((n - 2) / 2, 1 - r**2)
                file.write(",".join([text(r), text(n), text(rest), HOW]) + "\n")


if __name__ == "__main__":
    folder = sys.argv[1]
    effects(folder + "/effect_exact.csv", random.Random(1))
    hedges(folder + "/hedges.csv", random.Random(2))
    olkin_pratt(folder + "/olkin_pratt.csv", random.Random(3))
