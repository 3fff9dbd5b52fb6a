#!/usr/bin/python3
"""Writes tests/golden/reference.csv: fits of some of the data sets of fit_data.csv to 50 digits.

Written from the formulas with explicit k x k matrices; nothing here is shared with the library. What is checked while it runs is
listed in README.md. Usage: reference.py [dataset ...]   (default: all of SETS; takes some minutes)
"""
import csv
import os
import sys

import mpmath as mp
from mpmath import mpf

import precise

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
SOURCE = "mpmath 50 digits"
SETS = ["bcg.rr", "bcg.rd", "scale.small", "scale.large", "berkey1998.pd", "bonett2010", "hart1999", "hine1989", "normand1999",
        "raudenbush1985", "nielweise2008", "craft2003.k4", "bcg.rr+ablat", "bcg.rr+ablat+year", "molloy2014+meanage+quality"]
TOP = mpf("0.025")


def read_data():
    data = {}
    with open(os.path.join(HERE, "fit_data.csv"), newline="") as source:
        for row in csv.DictReader(source):
            x = [mpf(float(row[c])) for c in ("x1", "x2", "x3") if row[c] != ""]
            data.setdefault(row["dataset"], []).append(
                (mpf(float(row["yi"])), mpf(float(row["vi"])), mpf(float(row["weight"])), x))
    return data


def trace(a):
    return mp.fsum(a[i, i] for i in range(a.rows))


class Study:
    """One data set, and what weighted least squares makes of it."""

    def __init__(self, rows):
        self.k = len(rows)
        self.y = mp.matrix([r[0] for r in rows])
        self.v = [r[1] for r in rows]
        self.user = [r[2] for r in rows]
        self.X = mp.matrix([[mpf(1)] + r[3] for r in rows])
        self.p = self.X.cols
        self.df = self.k - self.p

    def projection(self, weights):
        """P = A - A X (X'AX)^-1 X'A and (X'AX)^-1 for A = diag(weights)."""
        AX = mp.matrix(self.k, self.p)
        for i in range(self.k):
            for j in range(self.p):
                AX[i, j] = weights[i] * self.X[i, j]
        inverse = (AX.T * self.X) ** -1
        P = -(AX * inverse * AX.T)
        for i in range(self.k):
            P[i, i] += weights[i]
        return P, inverse, AX

    def quadratic(self, P):
        return (self.y.T * P * self.y)[0]

    def inverse_weights(self, t):
        return [1 / (v + t) for v in self.v]

    def Q(self, t):
        return self.quadratic(self.projection(self.inverse_weights(t))[0])

    def score(self, t, restricted):
        w = self.inverse_weights(t)
        P = self.projection(w)[0]
        r = P * self.y
        return mp.fsum(e * e for e in r) - (trace(P) if restricted else mp.fsum(w))

    def loglik(self, t, restricted):
        w = self.inverse_weights(t)
        P, inverse, _ = self.projection(w)
        free = self.df if restricted else self.k
        value = -free * mp.log(2 * mp.pi) / 2 + mp.fsum(mp.log(e) for e in w) / 2 - self.quadratic(P) / 2
        if restricted:
            value += mp.log(mp.det(self.X.T * self.X)) / 2 + mp.log(mp.det(inverse)) / 2
        return value

    def beyond(self):
        """A tau2 beyond every root of the equations here."""
        mean = mp.fsum(self.y) / self.k
        return 1000 * (max(self.v) + mp.fsum((e - mean) ** 2 for e in self.y))

    def falling_root(self, f):
        """The root of a falling function on [0, inf), 0 where it begins below 0."""
        if f(mpf(0)) <= 0:
            return mpf(0)
        return precise.root(f, mpf(0), self.beyond(), 48)

    def likelihood_maximum(self, restricted):
        """Global maximum over all sign changes of the score on a grid, and 0."""
        grid = [mpf(0)] + [min(self.v) * mpf("1e-6") * mp.e ** (mpf(i) / 8) for i in range(4000)]
        grid = [t for t in grid if t < self.beyond()]
        with mp.workdps(20):
            values = [self.score(t, restricted) for t in grid]
        found = [mpf(0)] if values[0] <= 0 else []
        for i in range(len(grid) - 1):
            if values[i] > 0 >= values[i + 1]:
                found.append(precise.root(lambda t: self.score(t, restricted), grid[i], grid[i + 1], 48))
        return max(found, key=lambda t: self.loglik(t, restricted))

    # moments with fixed weights
    def moment(self, weights):
        P = self.projection(weights)[0]
        PV = mp.matrix(self.k, self.k)
        for i in range(self.k):
            for j in range(self.k):
                PV[i, j] = P[i, j] * self.v[j]
        raw = (self.quadratic(P) - trace(PV)) / trace(P)
        t = max(mpf(0), raw)
        variance = 2 * trace(PV * PV) + 4 * t * trace(PV * P) + 2 * t * t * trace(P * P)
        return t, mp.sqrt(variance) / trace(P)

    # the generalised Q statistic with fixed weights
    def mixture(self, weights, t):
        P = self.projection(weights)[0]
        S = [mp.sqrt(v + t) for v in self.v]
        M = mp.matrix(self.k, self.k)
        for i in range(self.k):
            for j in range(self.k):
                M[i, j] = S[i] * P[i, j] * S[j]
        return sorted(mp.eigsy(M, eigvals_only=True), reverse=True)[:self.df]

    def generalised_q(self, weights, probability):
        """tau2 with P(Q > observed) = probability."""
        observed = self.quadratic(self.projection(weights)[0])

        def gap(t):  # falls with t
            lower, upper = precise.quadform_contour(self.mixture(weights, t), observed)
            return mp.log(mpf(probability) / upper)

        with mp.workdps(22):
            if gap(mpf(0)) <= 0:
                return mpf(0)
            t = precise.root(gap, mpf(0), self.beyond(), 18)
            confirm(self.mixture(weights, t), observed, mpf(probability))
        return t


def confirm(lambdas, x, probability):
    """The tail at the solution by a second contour and, where it converges, by Ruben's series, to 1e-15."""
    other = precise.quadform_contour(lambdas, x, shape=mpf("0.6"))[1]
    if abs(other - probability) > mpf("1e-15"):
        raise ArithmeticError("contours disagree")
    if max(lambdas) / min(lambdas) < 60:
        series = 1 - precise.quadform_series(lambdas, x, 18)
        if abs(series - probability) > mpf("1e-15"):
            raise ArithmeticError("series disagrees")
        CONFIRMED.append("Ruben")
    CONFIRMED.append("contour")


CONFIRMED = []
QUANTILES = {}


def t_quantile(df):
    key = mp.nstr(mpf(df), 30)
    if key not in QUANTILES:
        QUANTILES[key] = precise.quantile("t", df, None, TOP)
    return QUANTILES[key]


class Table:
    def __init__(self, out):
        self.writer = csv.writer(out, lineterminator="\n")
        self.writer.writerow("dataset method test quantity value rtol atol source".split())

    def add(self, dataset, method, test, quantity, value, rtol="1e-12", atol=0, source=SOURCE):
        atol = "0" if atol == 0 else mp.nstr(mpf(atol), 2)
        self.writer.writerow([dataset, method, test, quantity, mp.nstr(value, 20), rtol, atol, source])


def locations(table, name, method, test, centre, half, low, high):
    """Limits are judged against their half width."""
    for quantity, value in ((low, centre - half), (high, centre + half)):
        table.add(name, method, test, quantity, value, "0", half * mpf("1e-12"))


def estimators(table, name, s):
    """tau2 by every method; returns those that later parts use."""
    k, df = s.k, s.df
    w0 = s.inverse_weights(mpf(0))
    Q0, vt = s.Q(mpf(0)), df / trace(s.projection(w0)[0])
    table.add(name, "DL", "-", "QE", Q0)
    table.add(name, "DL", "-", "vt", vt)
    table.add(name, "DL", "-", "QE_p", precise.chi2_tails(Q0, df)[1], "1e-11")
    tau2 = {"DL": s.moment(w0), "HE": s.moment([mpf(1)] * k), "GENQ": s.moment(s.user)}
    tau2["DL2"] = s.moment(s.inverse_weights(tau2["DL"][0]))
    tau2["CA2"] = s.moment(s.inverse_weights(tau2["HE"][0]))
    mean = mp.fsum(s.y) / k
    t0 = mp.fsum((e - mean) ** 2 for e in s.y) / k
    tau2["SJ"] = t0 * s.Q(t0) / df, None
    tau2["HS"] = max(mpf(0), (Q0 - k) / mp.fsum(w0)), None
    tau2["HSk"] = max(mpf(0), (mpf(k) / df * Q0 - k) / mp.fsum(w0)), None
    tau2["HM"] = Q0 ** 2 * vt / ((2 * df + Q0) * df), None
    pm = s.falling_root(lambda t: s.Q(t) - df)
    check_fixed_points(s, pm)
    median = precise.quantile("chi2", df, None, mpf(1) / 2)
    pmm = s.falling_root(lambda t: s.Q(t) - median)
    for method, t in (("PM", pm), ("EB", pm), ("DLIT", pm), ("SJIT", pm), ("PMM", pmm)):
        tau2[method] = t, mp.sqrt(2 * mpf(k) ** 2 / df) / mp.fsum(s.inverse_weights(t))
    ml, reml = s.likelihood_maximum(False), s.likelihood_maximum(True)
    P = s.projection(s.inverse_weights(reml))[0]
    tau2["ML"] = ml, mp.sqrt(2 / mp.fsum(w * w for w in s.inverse_weights(ml)))
    tau2["REML"] = reml, mp.sqrt(2 / trace(P * P))
    for method, (t, se) in tau2.items():
        table.add(name, method, "-", "tau2", t)
        table.add(name, method, "-", "I2", 100 * t / (t + vt))
        if se is not None:
            table.add(name, method, "-", "se_tau2", se)
    return {m: t for m, (t, _) in tau2.items()}, Q0, vt


def check_fixed_points(s, t):
    """At a positive solution of y'Py = k - p the steps of DLIT, SJIT and EB do not move; the step of EB is Fisher's."""
    if t == 0:
        return
    w = s.inverse_weights(t)
    P = s.projection(w)[0]
    rss = s.quadratic(P)
    trPV = mp.fsum(P[i, i] * s.v[i] for i in range(s.k))
    steps = ((rss - trPV) / trace(P), t * rss / s.df, t + (rss * s.k / s.df - s.k) / mp.fsum(w))
    for step in steps:
        if abs(step - t) > t * mpf("1e-40"):
            raise ArithmeticError("not a fixed point")


def qprofile(table, name, s, vt):
    for end, tail in (("lb", TOP), ("ub", 1 - TOP)):
        c = precise.quantile("chi2", s.df, None, tail)
        t = s.falling_root(lambda t: s.Q(t) - c)
        table.add(name, "DL", "-", "tau2_%s_QP" % end, t)
        table.add(name, "DL", "-", "I2_%s_QP" % end, 100 * t / (t + vt))
        table.add(name, "DL", "-", "H2_%s_QP" % end, t / vt + 1)


def profile_likelihood(table, name, s, tau2):
    c = precise.quantile("chi2", 1, None, 2 * TOP)
    for method, restricted in (("ML", False), ("REML", True)):
        t = tau2[method]
        top = s.loglik(t, restricted)
        drop = lambda u: 2 * (top - s.loglik(u, restricted)) - c
        low = precise.root(drop, mpf(0), t, 48) if t > 0 and drop(mpf(0)) > 0 else mpf(0)
        table.add(name, method, "-", "tau2_lb_PL", low, "1e-12", max(s.v) * mpf("1e-15"))
        table.add(name, method, "-", "tau2_ub_PL", precise.root(drop, t, s.beyond() * 1000, 48), "1e-12", max(s.v) * mpf("1e-15"))


def higgins_thompson(table, name, s, Q, vt):
    """Higgins and Thompson 2002, p. 1549: ln H +- z SE, for H2 = Q/df about the DL estimate."""
    if s.p > 1 or s.k <= 2:
        return
    k, z = mpf(s.k), precise.quantile("normal", None, None, TOP)
    if Q > k:
        se = (mp.log(Q) - mp.log(k - 1)) / (mp.sqrt(2 * Q) - mp.sqrt(2 * k - 3)) / 2
    else:
        se = mp.sqrt(1 / (2 * (k - 2)) * (1 - 1 / (3 * (k - 2) ** 2)))
    H2 = 1 + max(mpf(0), Q / (k - 1) - 1)
    for end, sign in (("lb", -1), ("ub", 1)):
        limit = max(mpf(1), H2 * mp.exp(sign * 2 * z * se))
        table.add(name, "DL", "-", "tau2_%s_HT" % end, (limit - 1) * vt)


def generalised(table, name, s):
    for kind, weights in (("BJ", [1 / v for v in s.v]), ("J", [1 / mp.sqrt(v) for v in s.v])):
        for end, tail in (("lb", TOP), ("ub", 1 - TOP)):
            table.add(name, "DL", "-", "tau2_%s_%s" % (end, kind), s.generalised_q(weights, tail), "1e-12")
    table.add(name, "GENQM", "-", "tau2", s.generalised_q(s.user, mpf(1) / 2), "1e-12")
    for end, tail in (("lb", TOP), ("ub", 1 - TOP)):
        table.add(name, "GENQ", "-", "tau2_%s_GENQ" % end, s.generalised_q(s.user, tail), "1e-12")


def kenward_roger(table, name, s, t):
    """Kenward and Roger 1997 with the expected information of REML; df of each coefficient with the adjusted covariance in both
    places, as Partlett and Riley 2017 (2c: 2 I / (Var w2)^2). With an intercept alone these are the formulas of the latter."""
    w = s.inverse_weights(t)
    P, phi, _ = s.projection(w)
    info = trace(P * P) / 2

    def cross(power):
        return s.X.T * mp.diag([e ** power for e in w]) * s.X

    second, third = cross(2), cross(3)
    adjusted = phi + 2 / info * phi * (third - second * phi * second) * phi
    b = phi * (s.X.T * mp.diag(w) * s.y)
    spread = adjusted * second * adjusted
    for j in range(s.p):
        var = adjusted[j, j]
        df = 2 * info * (var / spread[j, j]) ** 2
        se = mp.sqrt(var)
        stat = b[j] / se
        table.add(name, "REML", "kr", "se%d" % j, se)
        table.add(name, "REML", "kr", "df%d" % j, df)
        table.add(name, "REML", "kr", "statistic%d" % j, stat)
        table.add(name, "REML", "kr", "pval%d" % j, 2 * precise.t_tails(abs(stat), df)[1], "1e-11")
        locations(table, name, "REML", "kr", b[j], t_quantile(df) * se, "ci_lb%d" % j, "ci_ub%d" % j)
    if s.p > 1:
        joint_kenward_roger(table, name, s, b, adjusted, spread, info)
    if s.p == 1:
        w1, w2, w3 = (mp.fsum(e ** i for e in w) for i in (1, 2, 3))
        I = w2 / 2 - w3 / w1 + (w2 / w1) ** 2 / 2
        V = (1 + 2 * (w3 / w1 - (w2 / w1) ** 2) / I) / w1
        if abs(V - adjusted[0, 0]) > V * mpf("1e-40") or abs(2 * I / (V * w2) ** 2 - df) > df * mpf("1e-40"):
            raise ArithmeticError("the general formula is not Partlett and Riley's")
        for kind, d in (("KR", df), ("KR-PR", df - 1)):
            if d > 0:
                half = t_quantile(d) * mp.sqrt(t + V)
                locations(table, name, "REML", "kr", b[0], half, "pi_lb_" + kind, "pi_ub_" + kind)


def joint_kenward_roger(table, name, s, b, adjusted, spread, info):
    """All coefficients but the intercept: Kenward and Roger 1997, section 3, Theta formed with the adjusted covariance as above."""
    m = s.p - 1
    block = adjusted[1:s.p, 1:s.p]
    slopes = mp.matrix([b[j] for j in range(1, s.p)])
    F = (slopes.T * block ** -1 * slopes)[0] / m
    ratio = block ** -1 * spread[1:s.p, 1:s.p]
    A1, A2 = trace(ratio) ** 2 / info, trace(ratio * ratio) / info  # the variance of tau2 is 1/info
    B = (A1 + 6 * A2) / (2 * m)
    g = ((m + 1) * A1 - (m + 4) * A2) / ((m + 2) * A2)
    d = 3 * m + 2 * (1 - g)
    c1, c2, c3 = g / d, (m - g) / d, (m + 2 - g) / d
    E = 1 / (1 - A2 / m)
    V = mpf(2) / m * (1 + c1 * B) / ((1 - c2 * B) ** 2 * (1 - c3 * B))
    df = 4 + (m + 2) / (m * V / (2 * E * E) - 1)
    scale = df / (E * (df - 2))
    table.add(name, "REML", "kr", "QM", scale * F)
    table.add(name, "REML", "kr", "QM_df2", df, "1e-11")
    table.add(name, "REML", "kr", "QM_p", precise.f_tails(scale * F, m, df)[1], "1e-11")


def mean_and_prediction(table, name, s, t):
    w = s.inverse_weights(t)
    P, phi, _ = s.projection(w)
    b = phi * (s.X.T * mp.diag(w) * s.y)
    s2w = s.quadratic(P) / s.df
    z = precise.quantile("normal", None, None, TOP)
    for test, factor, quantile in (("z", mpf(1), z), ("t", mpf(1), t_quantile(s.df)), ("knha", s2w, t_quantile(s.df)),
                                   ("adhoc", max(mpf(1), s2w), t_quantile(s.df))):
        for j in range(s.p):
            se = mp.sqrt(factor * phi[j, j])
            table.add(name, "REML", test, "b%d" % j, b[j], "0", se * mpf("1e-12"))
            table.add(name, "REML", test, "se%d" % j, se)
            locations(table, name, "REML", test, b[j], quantile * se, "ci_lb%d" % j, "ci_ub%d" % j)
    table.add(name, "REML", "knha", "s2w", s2w)
    if s.p > 1:
        return
    kinds = [("z", "z", mpf(1), z), ("z", "V", mpf(1), t_quantile(s.df)), ("knha", "HK", s2w, t_quantile(s.df))]
    if s.df > 1:
        kinds += [("z", "HTS", mpf(1), t_quantile(s.df - 1)), ("knha", "HK-PR", s2w, t_quantile(s.df - 1))]
    for test, kind, factor, quantile in kinds:
        locations(table, name, "REML", test, b[0], quantile * mp.sqrt(t + factor * phi[0, 0]), "pi_lb_" + kind, "pi_ub_" + kind)


def one(table, name, rows):
    s = Study(rows)
    tau2, Q, vt = estimators(table, name, s)
    qprofile(table, name, s, vt)
    profile_likelihood(table, name, s, tau2)
    higgins_thompson(table, name, s, Q, vt)
    mean_and_prediction(table, name, s, tau2["REML"])
    kenward_roger(table, name, s, tau2["REML"])
    generalised(table, name, s)


def main():
    mp.mp.dps = 50
    data = read_data()
    with open(os.path.join(HERE, "reference.csv"), "w", newline="") as out:
        table = Table(out)
        for name in sys.argv[1:] or SETS:
            one(table, name, data[name])
            print(name, {c: CONFIRMED.count(c) for c in set(CONFIRMED)}, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
