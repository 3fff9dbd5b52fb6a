#!/usr/bin/env python3
"""Prints the values of tests/fit/test_hard_models.c, tests/resample/test_many_design.c and tests/fit/test_properties.c where
double precision is hard, in 60 digits.

    python3 tests/golden/make/hard_models.py

In the root of the source. Needs mpmath. Not needed to build or test: the values stand in the tests. Decimals stand for the
double nearest to them. Restricted likelihood: of K'y, K'K = I, K'X = 0 (and half the log of |X'X|, as metafor has it); with
K'VK = U diag(lambda) U' it is that of independent normal numbers U'K'y with variances lambda + tau2.
"""
import csv

from mpmath import det, diag, eigsy, findroot, log, lu_solve, matrix, mp, mpf, nstr, pi, qr, sqrt

mp.dps = 60


def numbers(text):
    return [mpf(float(x)) for x in text.split()]


def design(k, moderators):
    """An intercept and the moderators."""
    return matrix([[1] + [x[i] for x in moderators] for i in range(k)])


def common_effect(name, y, v, *moderators):
    """Q and both log-likelihoods, tau2 = 0."""
    X = design(len(y), moderators)
    k, p = X.rows, X.cols
    W, y = diag([1 / x for x in v]), matrix(y)
    information = X.T * W * X
    rest = y - X * lu_solve(information, X.T * W * y)
    Q = (rest.T * W * rest)[0]
    log_v = sum(log(x) for x in v)
    ml = -(k * log(2 * pi) + log_v + Q) / 2
    reml = -((k - p) * log(2 * pi) - log(det(X.T * X)) + log_v + log(det(information)) + Q) / 2
    print(f"{name}, {p - 1} moderators: Q {nstr(Q, 20)}, ll_ml {nstr(ml, 20)}, ll_reml {nstr(reml, 20)}")


def reml(name, y, v, moderators):
    """tau2 over the least v: the roots of the slope on a fine grid; there is one."""
    least = min(v)
    X = design(len(y), moderators)
    k, p = X.rows, X.cols
    K = qr(X)[0][:, p:k]
    values, vectors = eigsy(K.T * diag([x / least for x in v]) * K)
    u = vectors.T * (K.T * matrix(y)) / sqrt(least)

    def slope(t):
        return sum((u[i] / (values[i] + t)) ** 2 - 1 / (values[i] + t) for i in range(k - p))

    grid = [mpf(0)] + [mpf(10) ** (mpf(e) / 20) for e in range(-200, 200)]
    found = [findroot(slope, ends, solver="anderson", tol=mpf(10) ** -90, verify=False)
             for ends in zip(grid, grid[1:]) if slope(ends[0]) * slope(ends[1]) < 0]
    print(f"studies_of_high_leverage_cost_no_digits, {name}: {', '.join(nstr(t, 18) for t in found)}")


y = numbers("-0.08 0.25 -0.38 0.57 0.28 -0.23 0.3 -0.16 1.33 0.26 -0.3 1.78")
v = numbers("0.05 0.18 0.17 0.21 0.16 0.13 0.15 0.21 0.4 0.03 0.16 0.22")
x = [numbers("1.42 -0.14 1.38 -0.21 1.36 0.58 -0.15 0.28 -0.5 -1.08 -1.01 1e8"),
     numbers("-1.01 0.49 0.59 0.53 -0.44 0.12 0.04 1.39 -0.74 -0.32 -0.17 -0.08"),
     numbers("0.09 -0.93 -0.26 1.9 -0.04 1.13 0.59 -0.37 -1.33 -1.63 -0.17 0.07"),
     numbers("1.25 0.99 -0.26 0.16 0.73 -0.03 -0.97 -0.44 -1.51 -0.24 -0.32 -1.34")]
common_effect("a_study_far_out_in_a_moderator", y, v, *x[:2])
common_effect("a_study_far_out_in_a_moderator", y, v, *x)
common_effect("precise_studies_among_imprecise_ones",
              numbers("1.29 -62.6 -60.3 37.5 0.762 -0.454 201 0.799 0.447 0.428 83.9"),
              numbers("0.12 18800 3640 13600 0.0592 0.197 31900 0.0661 0.035 0.0818 30900"),
              numbers("2.43 -0.185 -0.571 -0.643 0.966 0.0874 -0.885 0.416 0.0448 0.0996 -0.324"),
              numbers("1.26 -0.0627 0.574 -0.0572 1.76 -0.423 0.749 -1.64 1.5 -1.31 -0.771"),
              numbers("-0.196 0.622 -0.552 0.883 0.544 0.958 -1.33 -0.603 -0.746 0.156 0.0176"))

for y, v in (("-12.5 0.00131 900", "9554.5 0.000485 123456789"),
             ("-12.52559792806378 0.0013230588113391365", "9554.4505668906713 0.00048485367099948974")):
    w = [1 / x for x in numbers(v)]
    mean = sum(a * b for a, b in zip(w, numbers(y))) / sum(w)
    print(f"a_dominant_study_keeps_the_digits_of_the_mean: {nstr(mean, 25)}")

sets = {}
for row in csv.DictReader(open("tests/golden/leverage_data.csv")):
    sets.setdefault(row["dataset"], []).append(row)
for name, rows in sets.items():
    columns = [c for c in ("x1", "x2", "x3", "x4") if rows[0][c] != ""]
    reml(name, *([mpf(float(r[c])) for r in rows] for c in ("yi", "vi")), [[mpf(float(r[c])) for r in rows] for c in columns])
