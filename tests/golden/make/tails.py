#!/usr/bin/python3
"""Writes tests/golden/tails.csv and quantiles.csv: tail probabilities and quantiles to 25 digits."""
import csv
import os

import mpmath as mp
from mpmath import mpf

import precise

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
SOURCE = "mpmath 60 and 85 digits"


def number(text):
    """The double that strtod makes of the text, exactly."""
    return mpf(float(text)) if text != "" else None


def points():
    for x in ("0 1e-300 1e-20 1e-10 1e-5 0.001 0.01 0.1 0.5 0.6744897501960817 1 1.5 1.959963984540054 2.385 3 4 5 6 "
              "7.5 8.3 10 15 20 25 30 35 37 37.5 38 38.4 38.6 39 40 50 100 300 1000 1e5 1e10").split():
        yield "normal", "", "", x
        if x != "0" and float(x) < 50:
            yield "normal", "", "", "-" + x
    for df in "1 2 3 4 5 7 10 12 25 60 99 100 500 1000 9999 1e5 1e6".split():
        d = float(df)
        near = {d, d - 0.5, d + 0.7, d - (2 * d) ** 0.5 * 0.3, d + (2 * d) ** 0.5 * 1.7, d - (2 * d) ** 0.5 * 4.3,
                d + (2 * d) ** 0.5 * 8.9, d * 2.385, d * 0.2385, d / 1000, d + 1400, d + 1500, d + 2385, d + 1e5}
        for x in sorted(near | {1e-300, 1e-10, 0.001}):
            if x > 0:
                yield "chi2", df, "", repr(x)
    for df in "1 2 3 4 5 7 10 12 30 99 100 1000 12345 1e5 1e6".split():
        for x in ("0 1e-300 1e-16 1e-8 0.001 0.1 0.71 1 2.385 5 12.7 38 100 2385 1e5 1e10 1e50 1e150 -0.3 -2.385 -40").split():
            if float(df) > 9 and float(x) > 1e50:
                continue
            yield "t", df, "", x
    for d1 in ("1", "2", "3", "7", "25", "1000"):
        for d2 in ("1", "2", "5", "9", "30", "120", "10000", "1e6"):
            for x in ("1e-300", "1e-10", "0.02385", "0.99", "1", "2.385", "17", "300", "1e6", "1e100"):
                if (int(float(d1)) + int(float(d2)) + len(x)) % 3 == 0 or x in ("1", "2.385", "300"):
                    yield "F", d1, d2, x
    for d in ("1000", "100000", "1000000"):
        for x in ("0.99", "1.001", "1.05", "2.385"):
            yield "F", d, d, x


def quantile_points():
    ps = "1e-300 1e-100 1e-30 1e-12 1e-5 0.0005 0.005 0.01 0.025 0.05 0.1 0.25 0.4 0.4999 0.5 0.5001 0.75 0.9 0.95 0.975 0.99 0.9999 0.99999999".split()
    for p in ps:
        yield "normal", "", "", p
    for df in "1 2 3 4 9 10 12 30 100 1000 1e5 1e6".split():
        for p in ps:
            if float(p) > 1e-200 or float(df) <= 100:
                yield "chi2", df, "", p
            if float(p) > 1e-31:
                yield "t", df, "", p
    for d1, d2 in (("1", "1"), ("1", "12"), ("2", "9"), ("3", "30"), ("5", "1000"), ("12", "1e6"), ("1000", "1000")):
        for p in "1e-12 0.0005 0.005 0.025 0.05 0.1 0.5 0.9 0.975".split():
            yield "F", d1, d2, p


def twice(f):
    values = []
    for dps in (60, 85):
        mp.mp.dps = dps
        values.append(f())
    for a, b in zip(*values):
        if abs(a - b) > abs(b) * mpf("1e-40"):
            raise ArithmeticError("precisions disagree")
    return values[1]


def tail_row(distribution, d1, d2, x):
    def both():
        return precise.TAILS[distribution](number(x), number(d1), number(d2))
    lower, upper = twice(both)
    return [distribution, d1, d2, x, mp.nstr(upper, 25), mp.nstr(mp.log10(upper), 25) if upper > 0 else "-inf",
            mp.nstr(lower, 25), SOURCE]


def main():
    mp.mp.dps = 60
    with open(os.path.join(HERE, "tails.csv"), "w", newline="") as out:
        w = csv.writer(out, lineterminator="\n")
        w.writerow("distribution df1 df2 x p log10p lower source".split())
        for point in points():
            w.writerow(tail_row(*point))
    with open(os.path.join(HERE, "quantiles.csv"), "w", newline="") as out:
        w = csv.writer(out, lineterminator="\n")
        w.writerow("distribution df1 df2 p x source".split())
        mp.mp.dps = 45
        for distribution, d1, d2, p in quantile_points():
            x = precise.quantile(distribution, number(d1), number(d2), number(p))
            w.writerow([distribution, d1, d2, p, mp.nstr(x, 25), "mpmath 45 digits"])


if __name__ == "__main__":
    main()
