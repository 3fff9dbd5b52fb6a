#!/usr/bin/python3
"""Writes tests/golden/effect_covariance.csv: covariances of two contrasts with one control, 50 digits.

Rows marked "derivatives": the estimates as functions of what is estimated from the control, differentiated numerically, with the
covariance matrix of those numbers (normal: mean sd^2/n and variance 2 sd^4/(n-1), independent; binomial; Poisson). Where the
measure takes the SDs of the groups to be equal, they are equal in the row. Rows marked "formula": variants of variance formulas
that are no delta method, from their second group's terms. simulate() holds the first kind against simulated trials; it writes nothing.
Usage: effect_covariance.py [simulate]
"""
import csv
import os
import sys

import mpmath as mp
from mpmath import mpf

mp.mp.dps = 50
HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
DERIVATIVES, FORMULA = "mpmath 50 digits, derivatives", "mpmath 50 digits, formula"


def covariance(fi, fj, point, variance):
    """Delta method: fi and fj functions of the independent numbers `point`."""
    total = mpf(0)
    for l in range(len(point)):
        def along(f):
            return mp.diff(lambda z: f(*(point[:l] + [z] + point[l + 1:])), point[l])
        total += along(fi) * along(fj) * variance[l]
    return total


def J(m):
    return mp.exp(mp.loggamma(m / 2) - mp.loggamma((m - 1) / 2)) / mp.sqrt(m / 2)


def normal_cdf_inverse(p):
    return mp.sqrt(2) * mp.erfinv(2 * p - 1)


# Two trials of two treatments: (n, mean, sd) of both treatments and the control.
MEANS = [((23, "5.5", "2"), (31, "7.25", "3"), (40, "4.2", "2.5")), ((12, "101", "12"), (9, "97.5", "15"), (15, "110", "11")),
         ((150, "0.31", "0.4"), (148, "0.27", "0.35"), (299, "0.22", "0.5")),
         ((20, "3", "2"), (25, "6", "2.4"), (30, "4.2", "2.1"))]
EQUAL = [((23, "5.5", "2"), (31, "7.25", "2"), (40, "4.2", "2")), ((12, "101", "16"), (9, "97.5", "16"), (15, "110", "16")),
         ((20, "3", "2.1"), (25, "6", "2.1"), (30, "4.2", "2.1"))]
COUNTS = [((7, 40), (12, 43), (15, 80)), ((33, 50), (29, 48), (20, 51)), ((1, 200), (3, 190), (2, 210))]
RATES = [((12, "310.5"), (9, "287.25"), (20, "301")), ((3, "1000"), (5, "1200"), (2, "800"))]


def numbers(arm):
    return tuple(mpf(e) for e in arm)


def means_inputs(treated, control, tail=""):
    return "n1i=%s;m1i=%s;sd1i=%s;n2i=%s;m2i=%s;sd2i=%s" % (treated + control) + tail


def of_control(f, treated, control):
    """f(mean, sd^2) of the control for one contrast."""
    n1, m1, s1 = numbers(treated)
    n2 = mpf(control[0])
    return lambda m2, q2: f(n1, m1, s1, n2, m2, q2)


def pooled(n1, s1, n2, q2):
    return mp.sqrt(((n1 - 1) * s1 ** 2 + (n2 - 1) * q2) / (n1 + n2 - 2))


def d(n1, m1, s1, n2, m2, q2):
    return (m1 - m2) / pooled(n1, s1, n2, q2)


MEASURES = {
    "MD": (lambda n1, m1, s1, n2, m2, q2: m1 - m2, "LS", "", MEANS),
    "ROM": (lambda n1, m1, s1, n2, m2, q2: mp.log(m1 / m2), "LS", "rom_correct=0", MEANS),
    "VR": (lambda n1, m1, s1, n2, m2, q2: mp.log(s1) - mp.log(q2) / 2, "LS", "", MEANS),
    "CVR": (lambda n1, m1, s1, n2, m2, q2: mp.log(s1 / m1) - mp.log(q2) / 2 + mp.log(m2), "LS", "rom_correct=0", MEANS),
    "SMD": (d, "LS", "bias=none", EQUAL),
    "D2ORN": (lambda *a: mpf("1.65") * d(*a), "", "", EQUAL),
    "D2ORL": (lambda *a: mp.pi / mp.sqrt(3) * d(*a), "", "", EQUAL),
    "SMDH": (lambda n1, m1, s1, n2, m2, q2: (m1 - m2) / mp.sqrt((s1 ** 2 + q2) / 2), "LS3", "bias=none", MEANS),
}


def write_means(add):
    for name, (f, vtype, options, trials) in MEASURES.items():
        for one, two, control in trials:
            n2, m2, s2 = numbers(control)
            value = covariance(of_control(f, one, control), of_control(f, two, control), [m2, s2 ** 2],
                               [s2 ** 2 / n2, 2 * s2 ** 4 / (n2 - 1)])
            add(name, vtype, options, means_inputs(one, control), means_inputs(two, control), value, DERIVATIVES)
    # the change of each group, by its SD
    one, two, control = MEANS[0]
    shown = lambda a: "n1i=%s;mc1i=%s;sdc1i=%s;n2i=%s;mc2i=%s;sdc2i=%s" % (a + control)
    add("MD", "LS", "endpoint=change", shown(one), shown(two), mpf(control[2]) ** 2 / control[0], DERIVATIVES)


def write_mean_formulas(add):
    for one, two, control in MEANS:
        n2, m2, s2 = numbers(control)
        inputs = means_inputs(one, control), means_inputs(two, control)
        sp = [pooled(n, s, n2, s2 ** 2) for n, _, s in (numbers(one), numbers(two))]
        cv = s2 / m2
        add("MD", "HO", "", *inputs, sp[0] * sp[1] / n2, FORMULA)
        add("ROM", "HO", "", *inputs, sp[0] * sp[1] / (n2 * m2 ** 2), FORMULA)
        add("ROM", "LS2", "", *inputs, cv ** 2 / n2 + cv ** 4 / (2 * n2 ** 2), FORMULA)
        add("VR", "LS2", "", *inputs, n2 / (2 * (n2 - 1) ** 2), FORMULA)
        add("CVR", "LS2", "", *inputs, n2 / (2 * (n2 - 1) ** 2) + cv ** 2 / n2 + cv ** 4 / (2 * n2 ** 2), FORMULA)
        part = []
        for n1, m1, s1 in (numbers(one), numbers(two)):
            m = n1 + n2 - 2
            part.append((J(m), J(m) * d(n1, m1, s1, n2, m2, s2 ** 2), m, (m1 - m2) / mp.sqrt((s1 ** 2 + s2 ** 2) / 2), 2 * s2 ** 2 / (s1 ** 2 + s2 ** 2), (m1 - m2) / s2))
        (j1, g1, k1, h1, q1, d1), (j2, g2, k2, h2, q2, d2) = part
        second = g1 * g2 * (n2 - 1) / (2 * k1 * k2)
        for vtype in ("LS", "UB", "RV"):
            add("SMD", vtype, "", *inputs, 1 / n2 + second, FORMULA)
        add("SMD", "LS2", "", *inputs, j1 * j2 / n2 + second, FORMULA)
        add("SMD", "H0", "", *inputs, j1 * j2 / n2 * mp.sqrt(k1 * k2 / ((k1 - 2) * (k2 - 2))), FORMULA)
        root = mp.sqrt(q1 * q2)
        cross = j1 * h1 * j2 * h2 * q1 * q2 / 8
        add("SMDH", "LS", "", *inputs, root / (n2 - 1) + cross / (n2 - 1), FORMULA)
        add("SMDH", "LS2", "", *inputs, root / n2 + cross / n2, FORMULA)
        m = n2 - 1
        j = J(m)
        average = mpf("0.75")
        shown = [e + ";average1=0.75" for e in inputs]
        add("SMD", "AV", "", *shown, 1 / n2 + average ** 2 * (n2 - 1) / (2 * k1 * k2), FORMULA)
        add("SMD1", "AV", "", *shown, 1 / n2 + average ** 2 / (2 * n2), FORMULA)
        add("ROM", "AVHO", "", *shown, average ** 2 / n2, FORMULA)
        add("ROM", "AV", "", *[e + ";average1=0.5;average2=0.75" for e in inputs], average ** 2 / n2, FORMULA)
        add("SMD1", "LS", "", *inputs, 1 / n2 + j * j * d1 * d2 / (2 * n2), FORMULA)
        add("SMD1", "LS2", "", *inputs, j * j * (1 / n2 + d1 * d2 / (2 * n2)), FORMULA)
        add("SMD1", "UB", "", *inputs, 1 / n2 + (1 - (m - 2) / (m * j * j)) * j * j * d1 * d2, FORMULA)
        add("SMD1", "H0", "", *inputs, j * j / n2 * m / (m - 2), FORMULA)
        add("SMD1H", "", "", *inputs, 1 / m + j * j * d1 * d2 / (2 * m), FORMULA)


def logit(p):
    return mp.log(p / (1 - p))


def yule(a, b, c, e, power):
    x, y = (a * e) ** power, (b * c) ** power
    return (x - y) / (x + y)


def count_measures(n1, a, n2):
    p1 = a / n1
    b = n1 - a
    return {
        "RR": lambda c: mp.log(p1) - mp.log(c / n2),
        "OR": lambda c: logit(p1) - logit(c / n2),
        "OR2DN": lambda c: (logit(p1) - logit(c / n2)) / mpf("1.65"),
        "OR2DL": lambda c: (logit(p1) - logit(c / n2)) * mp.sqrt(3) / mp.pi,
        "RD": lambda c: p1 - c / n2,
        "AS": lambda c: mp.asin(mp.sqrt(p1)) - mp.asin(mp.sqrt(c / n2)),
        "YUQ": lambda c: yule(a, b, c, n2 - c, mpf(1)),
        "YUY": lambda c: yule(a, b, c, n2 - c, mpf(1) / 2),
        "PBIT": lambda c: normal_cdf_inverse(p1) - normal_cdf_inverse(c / n2),
    }


def write_counts(add):
    for one, two, control in COUNTS:
        c, n2 = mpf(control[0]), mpf(control[1])
        shown = ["ai=%d;n1i=%d;ci=%d;n2i=%d" % (arm + control) for arm in (one, two)]
        functions = [count_measures(mpf(n), mpf(a), n2) for a, n in (one, two)]
        for name in functions[0]:
            if name == "PBIT" and n2 == 210:
                continue
            vtype = "LS" if name in ("RR", "OR", "OR2DN", "OR2DL", "RD") else ""
            value = covariance(functions[0][name], functions[1][name], [c], [c * (n2 - c) / n2])
            add(name, vtype, "", *shown, value, DERIVATIVES)
        add("RD", "UB", "", *shown, c * (n2 - c) / n2 ** 2 / (n2 - 1), FORMULA)
        p = [(mpf(a) + c) / (n + n2) for a, n in (one, two)]
        add("RR", "H0", "", *shown, mp.sqrt((1 - p[0]) / p[0] * (1 - p[1]) / p[1]) / n2, FORMULA)
        add("RD", "H0", "", *shown, mp.sqrt(p[0] * (1 - p[0]) * p[1] * (1 - p[1])) / n2, FORMULA)
        averaged = [e + ";average1=0.4;average2=0.25" for e in shown]
        add("RD", "AV", "", *averaged, mpf("0.25") * mpf("0.75") / n2, FORMULA)
        add("RR", "AV", "", *averaged, mpf(3) / n2, FORMULA)
        for name, scale in (("OR", mpf(1)), ("OR2DN", 1 / mpf("1.65") ** 2), ("OR2DL", 3 / mp.pi ** 2)):
            add(name, "AV", "", *averaged, scale / (n2 * mpf("0.25") * mpf("0.75")), FORMULA)
            add(name, "H0", "", *shown, scale / mp.sqrt(p[0] * (1 - p[0]) * p[1] * (1 - p[1])) / n2, FORMULA)


def write_corrected(add):
    """A treatment without events: its contrast is corrected by 1/2, the other is not. Each with its own counts of the control."""
    control, zero, other = (5, 60), (0, 31), (4, 33)
    shown = ["ai=%d;n1i=%d;ci=%d;n2i=%d" % (arm + control) for arm in (zero, other)]
    c, e = mpf(5), mpf(55)
    h = mpf(1) / 2
    add("RR", "LS", "", *shown, mp.sqrt((1 / (c + h) - 1 / (c + e + 1)) * (1 / c - 1 / (c + e))), FORMULA)
    add("RR", "LS", "zero_rule=metabin", *shown, mp.sqrt((1 / (c + h) - 1 / (c + e + h)) * (1 / c - 1 / (c + e))), FORMULA)
    add("OR", "LS", "", *shown, mp.sqrt((1 / (c + h) + 1 / (e + h)) * (1 / c + 1 / e)), FORMULA)
    pc, p = (c + h) / (c + e + 1), c / (c + e)
    add("RD", "LS", "", *shown, mp.sqrt(pc * (1 - pc) / (c + e + 1) * p * (1 - p) / (c + e)), FORMULA)
    add("AS", "", "", *shown, 1 / (4 * (c + e)), FORMULA)
    shown = ["x1i=%d;t1i=%d;x2i=%d;t2i=%d" % (arm + (5, 60)) for arm in ((0, 31), (4, 33))]
    add("IRR", "", "", *shown, mp.sqrt(1 / (c + h) / c), FORMULA)
    add("IRD", "", "", *shown, mp.sqrt((c + h) * c) / 60 ** 2, FORMULA)


def write_rates(add):
    for one, two, control in RATES:
        x2, t2 = numbers(control)
        shown = ["x1i=%s;t1i=%s;x2i=%s;t2i=%s" % (arm + control) for arm in (one, two)]
        for name, f in (("IRR", lambda x, t: mp.log(x / t)), ("IRD", lambda x, t: x / t), ("IRSD", lambda x, t: mp.sqrt(x / t))):
            g = lambda x, f=f: -f(x, t2)
            add(name, "", "", *shown, covariance(g, g, [x2], [x2]), DERIVATIVES)


def main():
    with open(os.path.join(HERE, "effect_covariance.csv"), "w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow("measure vtype options inputs_i inputs_j covariance rtol source".split())

        def add(measure, vtype, options, i, j, value, source):
            writer.writerow([measure, vtype, options, i, j, mp.nstr(value, 20), "1e-12", source])

        write_means(add)
        write_mean_formulas(add)
        write_counts(add)
        write_corrected(add)
        write_rates(add)


def simulate(trials=2000000, seed=7):
    """Covariance of two simulated contrasts over the delta method at the true values: 1 but for terms of order 1/n."""
    import numpy as np
    rng = np.random.default_rng(seed)
    n, mu, sd = np.array([60, 80, 70]), np.array([12.0, 11.0, 10.0]), 2.0
    mean = [rng.normal(mu[a], sd / np.sqrt(n[a]), trials) for a in range(3)]
    var = [sd ** 2 * rng.chisquare(n[a] - 1, trials) / (n[a] - 1) for a in range(3)]
    sp = [np.sqrt(((n[a] - 1) * var[a] + (n[2] - 1) * var[2]) / (n[a] + n[2] - 2)) for a in (0, 1)]
    g = [(mean[a] - mean[2]) / sp[a] for a in (0, 1)]
    true = (mu[:2] - mu[2]) / sd
    m = n[:2] + n[2] - 2
    h = [(mean[a] - mean[2]) / np.sqrt((var[a] + var[2]) / 2) for a in (0, 1)]
    lines = [("SMD", g, 1 / n[2] + true[0] * true[1] * (n[2] - 1) / (2 * m[0] * m[1])),
             ("SMDH", h, 1 / n[2] + true[0] * true[1] / (8 * (n[2] - 1))),
             ("SMD1", [(mean[a] - mean[2]) / np.sqrt(var[2]) for a in (0, 1)], 1 / n[2] + true[0] * true[1] / (2 * n[2])),
             ("ROM", [np.log(mean[a] / mean[2]) for a in (0, 1)], (sd / mu[2]) ** 2 / n[2]),
             ("VR", [np.log(var[a] / var[2]) / 2 for a in (0, 1)], 1 / (2 * (n[2] - 1)))]
    size, p = 400, np.array([0.3, 0.4, 0.25])
    x = [rng.binomial(size, p[a], trials) for a in range(3)]
    lines += [("RR", [np.log(x[a] / x[2]) for a in (0, 1)], (1 - p[2]) / (p[2] * size)),
              ("OR", [np.log(x[a] / (size - x[a])) - np.log(x[2] / (size - x[2])) for a in (0, 1)], 1 / (size * p[2] * (1 - p[2]))),
              ("RD", [(x[a] - x[2]) / size for a in (0, 1)], p[2] * (1 - p[2]) / size)]
    for name, y, delta in lines:
        print("%-5s simulated/delta %.4f" % (name, np.cov(y[0], y[1])[0, 1] / delta))


if __name__ == "__main__":
    simulate() if sys.argv[1:] == ["simulate"] else main()
