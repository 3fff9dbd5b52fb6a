#!/usr/bin/python3
"""Writes tests/golden/designs_data.csv and designs.csv: small data sets with one to three moderators, by five methods, 50 digits.

From the eigenvalues of K'VK, K a basis of the contrasts that are free of the moderators: y'Py and its like are sums over them. The
library forms none of these.
Usage: designs.py   (seconds)
"""
import csv
import os
import random

import mpmath as mp
from mpmath import mpf

mp.mp.dps = 50
HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(HERE)
METHODS = ["FE", "DL", "PM", "REML", "ML"]


def six(x):
    return float("%.6g" % x)


def moderator(rng, kind, k, first):
    if kind == "normal":
        return [six(rng.gauss(0, 1)) for _ in range(k)]
    if kind == "group":
        column = [float(rng.random() < 0.4) for _ in range(k)]
        column[0], column[1] = 0.0, 1.0
        return column
    if kind == "alone":
        return [1.0 if i == k // 2 else 0.0 for i in range(k)]
    if kind == "year":
        return [float(1950 + rng.randrange(70)) for _ in range(k)]
    if kind == "square":
        return [x * x for x in first]
    return [six(30 + 25 * rng.random()) for _ in range(k)]


def data_sets():
    rng = random.Random(20261122)
    kinds = ["normal", "group", "year", "dose", "square", "alone"]
    for number in range(60):
        m = 1 + number % 3
        k = m + 3 + rng.randrange(13 - m)
        scale = 10.0 ** rng.choice([-6, -1, 0, 0, 0, 3])
        spread = rng.choice([0.5, 1.0, 1.5, 2.5])
        tau2 = rng.choice([0.0, 0.02, 0.2, 2.0])
        columns = []
        while len(columns) < m:
            kind = kinds[rng.randrange(6)]
            if kind == "square" and not columns or kind == "alone" and k < m + 4:
                continue
            column = moderator(rng, kind, k, columns[0] if columns else None)
            if column not in columns:
                columns.append(column)
        v = [six(scale ** 2 * 10 ** (-spread * rng.random())) for _ in range(k)]
        y = [six(0.3 * scale + rng.gauss(0, 1) * (v[i] + tau2 * scale ** 2) ** 0.5) for i in range(k)]
        if all(len(set(c)) > 1 for c in columns):
            yield number, y, v, columns


def contrasts(x):
    """An orthonormal basis of what is orthogonal to the columns of x."""
    k, p = x.rows, x.cols
    basis = []
    for vector in [x[:, j] for j in range(p)] + [mp.matrix([mpf(i == j) for i in range(k)]) for j in range(k)]:
        for _ in range(2):
            for b in basis:
                vector = vector - b * mp.fdot(b, vector)
        norm = mp.sqrt(mp.fdot(vector, vector))
        if norm > mpf(10) ** -20 * max(abs(e) for e in list(x) + [1]) and len(basis) < k:
            basis.append(vector / norm)
    assert len(basis) == k
    out = mp.matrix(k, k - p)
    for j in range(k - p):
        out[:, j] = basis[p + j]
    return out


class Problem:
    def __init__(self, y, v, columns):
        self.k, self.m = len(y), len(columns)
        self.y, self.v = mp.matrix(y), [mpf(e) for e in v]
        self.x = mp.matrix([[1] + [mpf(c[i]) for c in columns] for i in range(self.k)])
        self.df = self.k - self.m - 1
        basis = contrasts(self.x)
        scaled = basis.copy()
        for i in range(self.k):
            for j in range(self.df):
                scaled[i, j] *= self.v[i]
        self.eigenvalue, u = mp.eigsy(basis.T * scaled)
        self.square = [e ** 2 for e in u.T * (basis.T * self.y)]

    def total(self, t, power, squares=True):
        return mp.fsum((c if squares else 1) / (e + t) ** power for c, e in zip(self.square, self.eigenvalue))

    def slope(self, t, restricted):
        return self.total(t, 2) - (self.total(t, 1, False) if restricted else mp.fsum(1 / (e + t) for e in self.v))

    def likelihood(self, t, restricted):
        terms = self.eigenvalue if restricted else self.v
        return -(mp.fsum(mp.log(e + t) for e in terms) + self.total(t, 1)) / 2

    def maximum(self, restricted):
        least, most = min(self.v), max(self.v) + self.total(0, 0)
        grid = [mpf(0)] + [least * mpf(10) ** (mpf(i) / 12 - 6) for i in range(400)]
        grid = [t for t in grid if t < 1000 * most]
        found = [mpf(0)] if self.slope(0, restricted) <= 0 else []
        for a, b in zip(grid, grid[1:]):
            if self.slope(a, restricted) > 0 >= self.slope(b, restricted):
                found.append(root(lambda t: self.slope(t, restricted), a, b))
        return max(found, key=lambda t: self.likelihood(t, restricted))

    def tau2(self, method):
        if method == "FE":
            return mpf(0)
        if method == "DL":
            return max(mpf(0), (self.total(0, 1) - self.df) / self.total(0, 1, False))
        if method == "PM":
            if self.total(0, 1) <= self.df:
                return mpf(0)
            high = min(self.v)
            while self.total(high, 1) > self.df:
                high *= 4
            return root(lambda t: self.total(t, 1) - self.df, mpf(0), high)
        return self.maximum(method == "REML")

    def fit(self, method):
        t, q = self.tau2(method), self.total(0, 1)
        w = [1 / (e + t) for e in self.v]
        weighted = self.x.copy()
        for i in range(self.k):
            weighted[i, :] = self.x[i, :] * w[i]
        variance = (weighted.T * self.x) ** -1
        b = variance * (weighted.T * self.y)
        if method != "FE":
            variance = variance * (self.total(t, 1) / self.df)
        of_all = b[1:, 0].T * variance[1:, 1:] ** -1 * b[1:, 0]
        typical = self.df / self.total(0, 1, False)
        i2 = 100 * t / (t + typical) if method != "FE" else 100 * max(mpf(0), (q - self.df) / q)
        coefficients = [e for c in range(self.m + 1) for e in (b[c], mp.sqrt(variance[c, c]))]
        return [t, i2, q, of_all[0] / (1 if method == "FE" else self.m)] + coefficients


def root(f, a, b):
    """Bisection, then secant steps that stay inside."""
    fa = f(a)
    for _ in range(30):
        c = (a + b) / 2
        fc = f(c)
        a, fa, b = (c, fc, b) if (fc > 0) == (fa > 0) else (a, fa, c)
    return mp.findroot(f, (a, b), solver="anderson", tol=mpf(10) ** -70, verify=False)


def main():
    data = csv.writer(open(os.path.join(TOP, "designs_data.csv"), "w"), lineterminator="\n")
    rows = csv.writer(open(os.path.join(TOP, "designs.csv"), "w"), lineterminator="\n")
    data.writerow(["dataset", "yi", "vi", "x1", "x2", "x3"])
    rows.writerow(["dataset", "m", "method", "tau2", "I2", "QE", "QM"] + [n + str(c) for c in range(4) for n in ("b", "se")])
    for number, y, v, columns in data_sets():
        for i in range(len(y)):
            cells = [repr(c[i]) for c in columns] + [""] * (3 - len(columns))
            data.writerow([number, repr(y[i]), repr(v[i])] + cells)
        problem = Problem(y, v, columns)
        for method in METHODS:
            numbers = [mp.nstr(e, 18) for e in problem.fit(method)]
            rows.writerow([number, len(columns), method] + numbers + [""] * (12 - len(numbers)))


main()
