#!/usr/bin/env python3
"""Writes tests/golden/tutorial.csv: the analyses of docs/tutorial_liver.md from the printed numbers of both trials.

    python3 tests/golden/make/tutorial.py > tests/golden/tutorial.csv

In the root of the source. Needs mpmath. Not needed to build or test: the table is kept. 40 digits, dense matrices:
means and SDs of Luo 2018 and Wan 2014, SDs of changes, the covariance of contrasts with one control (its variance over its
size), REML by maximising the restricted likelihood, Hartung and Knapp's variance, Q-profile, prediction interval.
"""
import csv

import mpmath as mp

mp.mp.dps = 40
table = list(csv.DictReader(open("datasets/cell_therapy_arms.csv")))


def bisect(f, low, high):
    """The root of f between low and high, f(low) and f(high) of different sign."""
    low, high = mp.mpf(low), mp.mpf(high)
    at_low = f(low) > 0
    for _ in range(140):
        middle = (low + high) / 2
        if (f(middle) > 0) == at_low:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def normal_quantile(p):
    return mp.sqrt(2) * mp.erfinv(2 * p - 1)


def t_cdf(x, df):
    return 1 - mp.betainc(df / 2, mp.mpf(1) / 2, 0, df / (df + x * x), regularized=True) / 2


def t_quantile(p, df):
    return bisect(lambda x: t_cdf(x, mp.mpf(df)) - p, 0, 20)


def chi2_cdf(x, df):
    return mp.gammainc(mp.mpf(df) / 2, 0, x / 2, regularized=True)


def arm(row, corr, factor):
    """Size, mean and SD of the change."""
    n = mp.mpf(row["n"])
    if row["median"]:
        q1, m, q3 = (mp.mpf(row[c]) for c in ("q1", "median", "q3"))
        w = mp.mpf("0.7") + mp.mpf("0.39") / n
        mean = w * (q1 + q3) / 2 + (1 - w) * m
        sd = (q3 - q1) / (2 * normal_quantile((mp.mpf("0.75") * n - mp.mpf("0.125")) / (n + mp.mpf("0.25"))))
    else:
        s0, s1 = mp.mpf(row["sd0"]), mp.mpf(row["sd"])
        mean = mp.mpf(row["mean"]) - mp.mpf(row["mean0"])
        sd = mp.sqrt(s0**2 + s1**2 - 2 * corr * s0 * s1)
    return n, factor * mean, factor * sd


def contrasts(outcome, weeks, corr, combine):
    y, v, trial, shared = [], [], [], []
    rows = [r for r in table if r["outcome"] == outcome and r["weeks"] == weeks]
    for study in dict.fromkeys(r["study"] for r in rows):
        factor = 10 if outcome == "albumin" and study == "Zekri 2015" else 1
        own = [r for r in rows if r["study"] == study]
        control = [arm(r, corr, factor) for r in own if r["control"] == "1"][0]
        treated = [arm(r, corr, factor) for r in own if r["control"] == "0"]
        if combine:
            n = sum(a[0] for a in treated)
            mean = sum(a[0] * a[1] for a in treated) / n
            sd = mp.sqrt((sum((a[0] - 1) * a[2] ** 2 for a in treated) + sum(a[0] * (a[1] - mean) ** 2 for a in treated)) / (n - 1))
            treated = [(n, mean, sd)]
        for a in treated:
            y.append(a[1] - control[1])
            v.append(a[2] ** 2 / a[0] + control[2] ** 2 / control[0])
            trial.append(study)
            shared.append(control[2] ** 2 / control[0])
    k = len(y)
    V = mp.matrix(k, k)
    for i in range(k):
        for j in range(k):
            V[i, j] = v[i] if i == j else shared[i] if trial[i] == trial[j] else 0
    return mp.matrix(y), V


def gls(y, V, tau2):
    k = len(y)
    M = V + tau2 * mp.eye(k)
    W = M ** -1
    one = mp.ones(k, 1)
    a = (one.T * W * one)[0]
    b = (one.T * W * y)[0] / a
    r = y - b * one
    q = (r.T * W * r)[0]
    ll = -(mp.log(mp.det(M)) + mp.log(a) + q) / 2
    return b, a, q, ll


def reml(y, V):
    grid = [mp.mpf(10) ** (mp.mpf(i) / 8) for i in range(-48, 33)]
    best = max(grid, key=lambda t: gls(y, V, t)[3])
    if gls(y, V, mp.mpf(0))[3] >= gls(y, V, best)[3]:
        return mp.mpf(0)
    step = mp.mpf(10) ** -14
    return bisect(lambda t: gls(y, V, t + step)[3] - gls(y, V, t - step)[3], best / 2, best * 2)


def profile(y, V, p):
    """tau2 where Q(tau2) has the lower tail p; 0 if that is below."""
    k = len(y)
    target = bisect(lambda x: chi2_cdf(x, k - 1) - p, 0, 60)
    f = lambda t: gls(y, V, t)[2] - target
    if f(mp.mpf(0)) <= 0:
        return mp.mpf(0)
    high = mp.mpf(1)
    while f(high) > 0:
        high *= 2
    return bisect(f, 0, high)


def analyse(outcome, corr, combine):
    y, V = contrasts(outcome, "13", mp.mpf(corr), combine)
    k = len(y)
    tau2 = reml(y, V)
    b, a, q, _ = gls(y, V, tau2)
    se = mp.sqrt(q / (k - 1) / a)
    t = t_quantile(mp.mpf("0.975"), k - 1)
    pi = t * mp.sqrt(tau2 + se**2)
    out = {"estimate": b, "se": se, "ci_lb": b - t * se, "ci_ub": b + t * se, "pi_lb": b - pi, "pi_ub": b + pi, "tau2": tau2,
           "QE": gls(y, V, mp.mpf(0))[2]}
    if not combine:
        out["tau2_lb"] = profile(y, V, mp.mpf("0.975"))
        out["tau2_ub"] = profile(y, V, mp.mpf("0.025"))
    return out


print("dataset,args,quantity,expected,tolerance,source")
for outcome in ("MELD", "albumin"):
    for corr in ("0.5", "0.8"):
        for how in ("covariance", "combine"):
            args = f"--measure MD --where outcome={outcome} --where weeks=13 --unit albumin=g/dL:g/L --corr {corr} --multi-arm {how}"
            if outcome == "MELD":
                args = args.replace(" --unit albumin=g/dL:g/L", "")
            for quantity, value in analyse(outcome, corr, how == "combine").items():
                print(f'datasets/cell_therapy_arms.csv,{args},{quantity},{mp.nstr(value, 17)},{mp.nstr(abs(value) * mp.mpf(10) ** -10, 2)},'
                      f'"dense matrices in 40 digits, make/tutorial.py"')
