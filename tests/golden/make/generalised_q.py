#!/usr/bin/env python3
"""Generalised-Q intervals of tau2 for datasets/bcg.csv (rows BJ and J of presets.csv), without tausq.

Q = sum a (y - ybar_a)^2 with fixed weights a = 1/v (BJ) or 1/sqrt(v) (J). At tau2, Q is distributed as
sum lambda_i chi2_1 with lambda the eigenvalues of S^(1/2) A S^(1/2), S = diag(v + tau2), A = diag(a) - aa'/sum a
(Biggerstaff and Jackson 2008; Jackson 2013). The tail is Imhof's integral (1961) in 30-digit arithmetic; the limits
are its roots. usage: generalised_q.py datasets/bcg.csv
"""
import csv
import sys

from mpmath import atan, eigsy, findroot, matrix, mp, mpf, pi, quad, sin, sqrt

mp.dps = 30
rows = list(csv.DictReader(open(sys.argv[1])))
y = [mpf(r["yi"]) for r in rows]
v = [mpf(r["vi"]) for r in rows]
k = len(y)


def upper_tail(q, lam):
    def f(u):
        if u == 0:
            return (sum(lam) - q) / 2
        theta = sum(atan(l * u) for l in lam) / 2 - q * u / 2
        rho = mpf(1)
        for l in lam:
            rho *= (1 + (l * u) ** 2) ** mpf("0.25")
        return sin(theta) / (u * rho)
    # rho grows like u^((k-1)/2): the rest beyond the last point is far below the digits that are kept
    scale = 1 / max(lam)
    points = [scale * p for p in (0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096, 16384, 65536)]
    return mpf(1) / 2 + quad(f, points) / pi


def limits(a):
    total = sum(a)
    mean = sum(ai * yi for ai, yi in zip(a, y)) / total
    q = sum(ai * (yi - mean) ** 2 for ai, yi in zip(a, y))

    def tail(t):
        s = [sqrt(vi + t) for vi in v]
        m = matrix(k, k)
        for i in range(k):
            for j in range(k):
                m[i, j] = s[i] * s[j] * ((a[i] if i == j else 0) - a[i] * a[j] / total)
        lam = [e for e in eigsy(m, eigvals_only=True) if e > mpf(10) ** -20 * max(a) * max(s) ** 2]
        return upper_tail(q, lam)
    return [findroot(lambda t: tail(t) - p, start, solver="anderson", tol=mpf(10) ** -32)
            for p, start in ((mpf("0.025"), (mpf("0.08"), mpf("0.14"))), (mpf("0.975"), (mpf("0.9"), mpf("2"))))]


for name, a in (("BJ", [1 / vi for vi in v]), ("J", [1 / sqrt(vi) for vi in v])):
    print(name, *[mp.nstr(x, 13) for x in limits(a)], flush=True)
