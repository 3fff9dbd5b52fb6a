#!/usr/bin/python3
"""Writes tests/golden/quadform.csv: tails of sum lambda_i chi2_1 to 20 digits.

Each row by the inversion integral on two contours of different shape; rows of moderate ratio by Ruben's series too,
and rows whose lambdas come in equal pairs by the closed form for sums of exponentials.
"""
import csv
import os
import random
import sys

import mpmath as mp
from mpmath import mpf

import precise

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")


def exponentials(lambdas, x):
    """(lower, upper) when every lambda is there twice: sums of exponentials with means 2 lambda."""
    means = [2 * mpf(l) for l in sorted(set(lambdas))]
    with mp.workdps(400):
        upper = mp.fsum(mp.exp(-x / m) * mp.fprod(m / (m - o) for o in means if o != m) for m in means)
        return +(1 - upper), +upper


def cases():
    rng = random.Random(20240229)
    yield "two", [1.0, 0.25]
    yield "two wide", [1.0, 1e-6]
    yield "three", [0.71, 0.2385, 1.9]
    yield "equal", [0.35] * 5
    yield "nearly equal", [1.0, 1.0 + 1e-9, 1.0 - 3e-8, 1.0 + 2e-6]
    yield "one big", [50.0] + [0.1] * 8
    yield "one small", [1e-6] + [1.0] * 6
    yield "pairs", [v for v in (0.03, 0.2, 0.9, 1.7) for _ in (0, 1)]
    yield "wide pairs", [v for v in (1e-6, 1e-3, 0.0625, 1.0) for _ in (0, 1)]
    yield "decades", [10.0 ** -i for i in range(7)]
    for k in (5, 12, 13, 30, 49):
        yield "random %d" % k, [float("%.6g" % rng.lognormvariate(0, 0.7)) for _ in range(k)]
    yield "random wide 50", [float("%.6g" % 10 ** rng.uniform(-6, 0)) for _ in range(50)]
    yield "small unit", [float("%.6g" % (1e-9 * rng.uniform(0.5, 3))) for _ in range(10)]
    yield "large unit", [float("%.6g" % (1e12 * rng.uniform(0.5, 3))) for _ in range(10)]


def places(lambdas):
    """Points from the far lower to the far upper tail: the mean, fractions of it, and beyond it in units of the largest."""
    mean, top = sum(lambdas), max(lambdas)
    sd = (2 * sum(l * l for l in lambdas)) ** 0.5
    for factor in (1e-3, 0.05, 0.25, 0.6, 1.0, 1.4):
        yield factor * mean
    for count in (2.385, 6.0):
        yield mean + count * sd
    for units in (70.0, 138.0, 1300.0):
        yield mean + units * top


def check(name, a, b, digits):
    if abs(a - b) > abs(b) * mpf(10) ** -digits:
        raise ArithmeticError("%s: %s and %s" % (name, mp.nstr(a, 30), mp.nstr(b, 30)))


def row(name, lambdas, x):
    mp.mp.dps = 30
    lower, upper = precise.quadform_contour(lambdas, x)
    other = precise.quadform_contour(lambdas, x, shape=mpf("0.6"))
    check(name, lower, other[0], 24)
    check(name, upper, other[1], 24)
    methods = ["two contours"]
    if abs(lower + upper - 1) > mpf("1e-24"):
        raise ArithmeticError(name + ": tails do not add up")
    counted = sorted(lambdas)
    if counted[::2] == counted[1::2] and len(set(counted)) * 2 == len(counted):
        exact = exponentials(lambdas, mpf(x))
        check(name, lower, exact[0], 24)
        check(name, upper, exact[1], 24)
        methods.append("sum of exponentials")
    if max(lambdas) / min(lambdas) < 40 and x < 2.5 * sum(lambdas):
        check(name, lower, precise.quadform_series(lambdas, x, 26), 22)
        methods.append("Ruben series")
    return [";".join(repr(l) for l in lambdas), repr(x), mp.nstr(upper, 20), mp.nstr(lower, 20),
            name + ": " + ", ".join(methods)]


def main():
    with open(os.path.join(HERE, "quadform.csv"), "w", newline="") as out:
        w = csv.writer(out, lineterminator="\n")
        w.writerow("lambdas x upper lower source".split())
        for name, lambdas in cases():
            for x in places(lambdas):
                w.writerow(row(name, lambdas, float("%.8g" % x)))
            print(name, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
