#!/usr/bin/env python3
"""Writes tests/golden/effect_quantitative_exact.csv in 50-digit arithmetic.

  python3 tests/golden/make/effect_quantitative.py > tests/golden/effect_quantitative_exact.csv

Needs mpmath (1.3.0 was used). Not needed to build or test: the table is kept. The formulas are the published ones as
they stand (sources in engine/effect/*.c), not rearranged for double precision. Inputs are those for which metafor's
arithmetic loses digits: very unequal scales, values next to a limit, large samples; and what metafor leaves to other
packages.
"""
import random

import mpmath as mp

mp.mp.dps = 50
HOW = "mpmath %s 50 digits" % mp.__version__
RNG = random.Random(20261121)


def text(x):
    return repr(float(x))


def row(measure, vtype, inputs, yi, vi, options=""):
    pairs = ";".join("%s=%s" % (name, text(value)) for name, value in inputs.items())
    print(",".join([measure, vtype, options, pairs, text(yi), text(vi), "1e-12", HOW]))


def exactly(inputs):
    return [mp.mpf(float(value)) for value in inputs.values()]


def f21(a, b, c, z):
    """For large c the series is short at any z; mpmath transforms it instead and gives up."""
    if c < 30:
        return mp.hyp2f1(a, b, c, z)
    term = total = mp.mpf(1)
    k = 0
    while term > total * mp.mpf(10) ** -60:
        term *= (k + a) * (k + b) / ((c + k) * (k + 1)) * z
        total += term
        k += 1
    return total


def correlations():
    half = mp.mpf(1) / 2
    for n in (4.25, 5, 6, 7, 11, 33.5, 61, 62, 63, 100, 10**4, 10**7):
        for r in (0.0, 1e-9, 0.01, -0.3, 0.7, 0.72, -0.9, 0.999, 1 - 2.0**-30):
            inputs = dict(ri=r, ni=n)
            r_, n_ = exactly(inputs)
            z = 1 - r_**2
            row("COR", "LS", inputs, r_, z**2 / (n_ - 1))
            row("COR", "H0", inputs, r_, z / (n_ - 2))
            row("ZCOR", "", inputs, mp.atanh(r_), 1 / (n_ - 3))
            with mp.workdps(80):
                u = r_ * f21(half, half, (n_ - 2) / 2, z)
                row("UCOR", "LS", inputs, u, (1 - u**2) ** 2 / (n_ - 1))
                q = 1 - (n_ - 3) / (n_ - 2) * z * f21(mp.mpf(1), mp.mpf(1), n_ / 2, z)
                row("UCOR", "UB", inputs, u, u**2 - q)


if __name__ == "__main__":
    print("measure,vtype,options,inputs,yi,vi,rtol,source")
    correlations()
