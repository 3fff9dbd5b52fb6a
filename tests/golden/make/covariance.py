#!/usr/bin/python3
"""Writes tests/golden/covariance_data.csv, covariance_pairs.csv and covariance_fit.csv: fits of estimates with covariances, 50 digits.

Written with the whole matrix V + tau2 I and its inverse: nothing is taken apart into blocks or turned, as the library does it.
Usage: covariance.py   (some minutes)
"""
import csv
import os
import random
import sys

import mpmath as mp
from mpmath import mpf

import precise
from reference import HERE, TOP, Table, confirm, higgins_thompson, joint_kenward_roger, locations, qprofile, t_quantile, trace

SOURCE = "mpmath 50 digits, dense V"


def shared(rng, sizes, scale=1.0, correlation=None, spread=1.0):
    """Blocks of contrasts with a control: v = treated + control part, covariance = control part."""
    y, v, pairs = [], [], []
    for size in sizes:
        common = rng.uniform(0.02, 0.3)
        first = len(y)
        for _ in range(size):
            own = rng.uniform(0.02, 0.4) if correlation is None else common * (1 / correlation - 1)
            y.append(float("%.6g" % (scale * rng.gauss(0.3, spread))))
            v.append(float("%.6g" % (scale ** 2 * (own + common))) if correlation is None else scale ** 2 * (own + common))
        for i in range(first, first + size):
            for j in range(i + 1, first + size):
                pairs.append((i, j, scale ** 2 * common if correlation else float("%.6g" % (scale ** 2 * common))))
    return y, v, pairs


def data_sets():
    rng = random.Random(20261121)
    sets = {}
    sets["blocks"] = shared(rng, [2, 1, 3, 1, 2]) + ([],)
    sets["agree"] = shared(rng, [2, 2, 1, 1], spread=0.1) + ([],)
    sets["one.block"] = shared(rng, [2]) + ([],)
    sets["three"] = shared(rng, [3]) + ([],)
    y, v, pairs = shared(rng, [2, 2, 3, 1, 1, 2])
    sets["moderators"] = y, v, pairs, [[float("%.4g" % rng.gauss(50, 10)) for _ in y], [2001.0, 2001.0, 2004.0, 2004.0, 2010.0, 2010.0, 2010.0, 1999.0, 2007.0, 2015.0, 2015.0]]
    sets["twenty"] = shared(rng, [20, 1, 2]) + ([],)
    sets["small.unit"] = shared(rng, [2, 3, 1, 1], scale=1e-60) + ([],)
    sets["large.unit"] = shared(rng, [2, 3, 1, 1], scale=1e60) + ([],)
    # a correlation of 1 - 1e-10 where the variances are equal, and one near 1 where they are not
    y, v, pairs = shared(rng, [2, 1, 1, 2], correlation=1 - 1e-10, spread=0.3)
    y[1], y[5] = y[0] + 3e-6, y[4] - 1e-6
    v[5] = v[4] * (1 + 2e-5)
    sets["nearly.singular"] = y, v, pairs, []
    # any covariances, negative ones among them, in a chain where not all are related to all
    sets["chain"] = ([0.12, -0.4, 0.61, 0.33, 0.9, -0.05, 0.2], [0.1, 0.25, 0.2, 0.3, 0.15, 0.12, 0.4],
                     [(0, 1, -0.08), (1, 2, 0.1), (2, 4, 0.05), (3, 5, -0.11)], [])
    # two studies alike in all but their covariances
    sets["ties"] = ([0.5, 0.5, 0.5, 0.1, 0.5, -0.3], [0.2] * 5 + [0.3],
                    [(0, 3, 0.1), (1, 5, 0.15), (2, 4, 0.05)], [])
    return sets


class Dense:
    def __init__(self, y, v, pairs, columns):
        self.k, self.p = len(y), 1 + len(columns)
        self.df = self.k - self.p
        self.y = mp.matrix([mpf(e) for e in y])
        self.v = [mpf(e) for e in v]
        self.V = mp.diag(self.v)
        for i, j, c in pairs:
            self.V[i, j] = self.V[j, i] = mpf(c)
        self.root(self.V)
        self.X = mp.matrix([[mpf(1)] + [mpf(c[i]) for c in columns] for i in range(self.k)])
        self.one = mp.matrix([mpf(1)] * self.k)
        self.eye = mp.eye(self.k)

    def root(self, S):
        """Cholesky's factor, in a unit that mpmath's test for definiteness can bear."""
        return mp.cholesky(S / self.v[0]) * mp.sqrt(self.v[0])

    def at(self, t):
        return self.V + t * self.eye

    def weights(self, t):
        return self.at(t) ** -1

    def projection(self, A):
        AX = A * self.X
        phi = (self.X.T * AX) ** -1
        return A - AX * phi * AX.T, phi

    def quadratic(self, P):
        return (self.y.T * P * self.y)[0]

    def Q(self, t):
        return self.quadratic(self.projection(self.weights(t))[0])

    def score(self, t, restricted):
        W = self.weights(t)
        P = self.projection(W)[0]
        r = P * self.y
        return (r.T * r)[0] - trace(P if restricted else W)

    def loglik(self, t, restricted):
        S = self.at(t)
        P, phi = self.projection(S ** -1)
        free = self.df if restricted else self.k
        value = -free * mp.log(2 * mp.pi) / 2 - mp.log(mp.det(S)) / 2 - self.quadratic(P) / 2
        if restricted:
            value += mp.log(mp.det(self.X.T * self.X)) / 2 + mp.log(mp.det(phi)) / 2
        return value

    def beyond(self):
        mean = mp.fsum(self.y) / self.k
        return 1000 * (max(self.v) + mp.fsum((e - mean) ** 2 for e in self.y))

    def falling_root(self, f):
        return mpf(0) if f(mpf(0)) <= 0 else precise.root(f, mpf(0), self.beyond(), 48)

    def likelihood_maximum(self, restricted):
        least = min(self.v) * mpf("1e-7")
        steps = 400 if self.k < 15 else 150
        grid = [mpf(0)] + [least * mp.e ** (mpf(i) * 30 / steps) for i in range(steps)]
        grid = [t for t in grid if t < self.beyond()]
        values = [self.score(t, restricted) for t in grid]
        found = [mpf(0)] if values[0] <= 0 else []
        for i in range(len(grid) - 1):
            if values[i] > 0 >= values[i + 1]:
                found.append(precise.root(lambda t: self.score(t, restricted), grid[i], grid[i + 1], 48))
        return max(found, key=lambda t: self.loglik(t, restricted))

    def moment(self, A):
        P = self.projection(A)[0]
        PV = P * self.V
        t = max(mpf(0), (self.quadratic(P) - trace(PV)) / trace(P))
        variance = 2 * trace(PV * PV) + 4 * t * trace(PV * P) + 2 * t * t * trace(P * P)
        return t, mp.sqrt(variance) / trace(P)

    def mixture(self, A, t):
        L = self.root(self.at(t))
        M = L.T * self.projection(A)[0] * L
        return sorted(mp.eigsy(M, eigvals_only=True), reverse=True)[:self.df]

    def generalised_q(self, A, probability):
        observed = self.quadratic(self.projection(A)[0])

        def gap(t):
            return mp.log(mpf(probability) / precise.quadform_contour(self.mixture(A, t), observed)[1])

        with mp.workdps(24):
            if gap(mpf(0)) <= 0:
                return mpf(0)
            t = precise.root(gap, mpf(0), self.beyond(), 18)
            confirm(self.mixture(A, t), observed, mpf(probability))
        return t

    def inverse_root(self):
        E, U = mp.eigsy(self.V / self.v[0])
        return U * mp.diag([1 / mp.sqrt(e * self.v[0]) for e in E]) * U.T


def estimators(add, s):
    k, df = s.k, s.df
    W0 = s.weights(mpf(0))
    Q0, vt = s.Q(mpf(0)), df / trace(s.projection(W0)[0])
    add("DL", "-", "QE", Q0)
    add("DL", "-", "vt", vt)
    add("DL", "-", "QE_p", precise.chi2_tails(Q0, df)[1], "1e-11")
    tau2 = {"DL": s.moment(W0), "HE": s.moment(s.eye)}
    tau2["DL2"] = s.moment(s.weights(tau2["DL"][0]))
    tau2["CA2"] = s.moment(s.weights(tau2["HE"][0]))
    mean = mp.fsum(s.y) / k
    t0 = mp.fsum((e - mean) ** 2 for e in s.y) / k
    P0 = s.projection(s.weights(t0))[0] if t0 > 0 else s.projection(W0)[0]
    sj = t0 * s.Q(t0) / df
    spread = 2 * trace(P0 * s.at(sj) * P0 * s.at(sj))
    tau2["SJ"] = sj, t0 / df * mp.sqrt(spread)
    tau2["HS"] = max(mpf(0), (Q0 - k) / trace(W0)), None
    tau2["HSk"] = max(mpf(0), (mpf(k) / df * Q0 - k) / trace(W0)), None
    tau2["HM"] = Q0 ** 2 * vt / ((2 * df + Q0) * df), None
    pm = s.falling_root(lambda t: s.Q(t) - df)
    median = precise.quantile("chi2", df, None, mpf(1) / 2)
    pmm = s.falling_root(lambda t: s.Q(t) - median)
    for method, t in (("PM", pm), ("EB", pm), ("DLIT", pm), ("SJIT", pm), ("PMM", pmm)):
        tau2[method] = t, mp.sqrt(2 * mpf(k) ** 2 / df) / trace(s.weights(t))
    ml, reml = s.likelihood_maximum(False), s.likelihood_maximum(True)
    P, W = s.projection(s.weights(reml))[0], s.weights(ml)
    tau2["ML"] = ml, mp.sqrt(2 / trace(W * W))
    tau2["REML"] = reml, mp.sqrt(2 / trace(P * P))
    for method, (t, se) in tau2.items():
        add(method, "-", "tau2", t, "1e-11" if method in ("ML", "REML") else "1e-12", vt * mpf("1e-14"))
        add(method, "-", "I2", 100 * t / (t + vt), "1e-11", mpf("1e-12"))
        if se is not None:
            add(method, "-", "se_tau2", se, "1e-11")
    return {m: t for m, (t, _) in tau2.items()}, Q0, vt


def likelihoods(add, s, tau2):
    for method in ("ML", "REML", "FE"):
        t, extra = (mpf(0), 0) if method == "FE" else (tau2[method], 1)
        for kind, restricted, n in (("ml", False, s.k), ("reml", True, s.df)):
            ll, q = s.loglik(t, restricted), s.p + extra
            enough = max(n, q + 2)
            add(method, "-", "ll_" + kind, ll, "1e-12", mpf("1e-11"))
            add(method, "-", "aic_" + kind, 2 * q - 2 * ll, "1e-12", mpf("1e-11"))
            add(method, "-", "bic_" + kind, q * mp.log(n) - 2 * ll, "1e-12", mpf("1e-11"))
            add(method, "-", "aicc_" + kind, 2 * mpf(q) * enough / (enough - q - 1) - 2 * ll, "1e-12", mpf("1e-11"))


def profile_likelihood(add, s, tau2):
    c = precise.quantile("chi2", 1, None, 2 * TOP)
    for method, restricted in (("ML", False), ("REML", True)):
        t = tau2[method]
        top = s.loglik(t, restricted)
        drop = lambda u: 2 * (top - s.loglik(u, restricted)) - c
        low = precise.root(drop, mpf(0), t, 48) if t > 0 and drop(mpf(0)) > 0 else mpf(0)
        add(method, "-", "tau2_lb_PL", low, "1e-12", max(s.v) * mpf("1e-14"))
        add(method, "-", "tau2_ub_PL", precise.root(drop, t, s.beyond() * 1000, 48), "1e-12", max(s.v) * mpf("1e-14"))


def coefficients(table, add, name, s, method, t):
    W = s.weights(t)
    P, phi = s.projection(W)
    b = phi * (s.X.T * W * s.y)
    s2w = s.quadratic(P) / s.df
    z = precise.quantile("normal", None, None, TOP)
    tq = t_quantile(s.df)
    tests = (("z", mpf(1), z), ("t", mpf(1), tq), ("knha", s2w, tq), ("adhoc", max(mpf(1), s2w), tq))
    for test, factor, quantile in tests[:4 if method == "REML" else 1]:
        for j in range(s.p):
            se = mp.sqrt(factor * phi[j, j])
            add(method, test, "b%d" % j, b[j], "0", se * mpf("1e-12"))
            add(method, test, "se%d" % j, se)
            locations(table, name, method, test, b[j], quantile * se, "ci_lb%d" % j, "ci_ub%d" % j)
        if s.p > 1:
            m = s.p - 1
            slopes = mp.matrix([b[j] for j in range(1, s.p)])
            QM = (slopes.T * (phi[1:s.p, 1:s.p] * factor) ** -1 * slopes)[0]
            add(method, test, "QM", QM if test == "z" else QM / m, "1e-11")
    rows = W * s.one
    for i in range(s.k):
        add(method, "-", "weight%d" % i, 100 * rows[i] / mp.fsum(rows), "1e-12", max(abs(e) for e in rows) / mp.fsum(rows) * mpf("1e-11"))
    if method != "REML":
        return
    add(method, "knha", "s2w", s2w)
    if s.p == 1:
        kinds = [("z", "z", mpf(1), z), ("z", "V", mpf(1), tq), ("knha", "HK", s2w, tq)]
        if s.df > 1:
            kinds += [("z", "HTS", mpf(1), t_quantile(s.df - 1)), ("knha", "HK-PR", s2w, t_quantile(s.df - 1))]
        for test, kind, factor, quantile in kinds:
            locations(table, name, method, test, b[0], quantile * mp.sqrt(t + factor * phi[0, 0]), "pi_lb_" + kind, "pi_ub_" + kind)


def kenward_roger(table, add, name, s, t):
    W = s.weights(t)
    P, phi = s.projection(W)
    info = trace(P * P) / 2
    second, third = s.X.T * W * W * s.X, s.X.T * W * W * W * s.X
    adjusted = phi + 2 / info * phi * (third - second * phi * second) * phi
    b = phi * (s.X.T * W * s.y)
    spread = adjusted * second * adjusted
    for j in range(s.p):
        df, se = 2 * info * (adjusted[j, j] / spread[j, j]) ** 2, mp.sqrt(adjusted[j, j])
        add("REML", "kr", "se%d" % j, se)
        add("REML", "kr", "df%d" % j, df, "1e-11")
        add("REML", "kr", "pval%d" % j, 2 * precise.t_tails(abs(b[j] / se), df)[1], "1e-10")
        locations(table, name, "REML", "kr", b[j], t_quantile(df) * se, "ci_lb%d" % j, "ci_ub%d" % j)
    if s.p > 1:
        joint_kenward_roger(table, name, s, b, adjusted, spread, info)
    else:
        for kind, d in (("KR", df), ("KR-PR", df - 1)):
            if d > 0:
                locations(table, name, "REML", "kr", b[0], t_quantile(d) * mp.sqrt(t + adjusted[0, 0]), "pi_lb_" + kind, "pi_ub_" + kind)


def one(table, name, content):
    s = Dense(*content)

    def add(method, test, quantity, value, rtol="1e-12", atol=0):
        table.add(name, method, test, quantity, value, rtol, atol, SOURCE)

    tau2, Q, vt = estimators(add, s)
    likelihoods(add, s, tau2)
    qprofile(table, name, s, vt)
    profile_likelihood(add, s, tau2)
    higgins_thompson(table, name, s, Q, vt)
    for method in ("REML", "DL", "PM"):
        coefficients(table, add, name, s, method, tau2[method])
    coefficients(table, add, name, s, "FE", mpf(0))
    kenward_roger(table, add, name, s, tau2["REML"])
    if name not in ("twenty",):
        for kind, A in (("BJ", s.weights(mpf(0))), ("J", s.inverse_root())):
            for end, tail in (("lb", TOP), ("ub", 1 - TOP)):
                add("DL", "-", "tau2_%s_%s" % (end, kind), s.generalised_q(A, tail), "1e-11", vt * mpf("1e-14"))


def write_data(sets):
    with open(os.path.join(HERE, "covariance_data.csv"), "w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow("dataset study yi vi x1 x2".split())
        for name, (y, v, _, columns) in sets.items():
            for i in range(len(y)):
                writer.writerow([name, i, repr(y[i]), repr(v[i])] + [repr(c[i]) for c in columns] + [""] * (2 - len(columns)))
    with open(os.path.join(HERE, "covariance_pairs.csv"), "w", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow("dataset i j value".split())
        for name, (_, _, pairs, _) in sets.items():
            for i, j, c in pairs:
                writer.writerow([name, i, j, repr(c)])


def main():
    mp.mp.dps = 50
    sets = data_sets()
    write_data(sets)
    with open(os.path.join(HERE, "covariance_fit.csv"), "w", newline="") as out:
        table = Table(out)
        for name in sys.argv[1:] or sets:
            one(table, name, sets[name])
            print(name, file=sys.stderr, flush=True)
            out.flush()


if __name__ == "__main__":
    main()
