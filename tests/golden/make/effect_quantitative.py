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

def exact_j(m):
    with mp.workdps(90):
        return mp.exp(mp.loggamma(m / 2) - mp.loggamma((m - 1) / 2)) / mp.sqrt(m / 2)


SIZES = (2.5, 3, 5, 21, 63, 400, 10**6)
SCALES = (1e-120, 1.0, 1e120)


def two_groups():
    for n1 in SIZES:
        for n2 in (3, 33, 10**5):
            for scale in SCALES:
                close = RNG.choice((1e-9, 1e-4, 0.5, 2))
                m2, s2 = scale * RNG.uniform(1, 3), scale * RNG.uniform(0.5, 2)
                inputs = dict(n1i=n1, m1i=m2 * (1 + close), sd1i=s2 * (1 + RNG.choice((-0.3, 1e-3, 0.7, 40))), n2i=n2,
                              m2i=m2, sd2i=s2)
                n1_, m1, s1, n2_, m2, s2 = exactly(inputs)
                a, b = n1_ - 1, n2_ - 1
                s = mp.sqrt((s1**2 + s2**2) / 2)
                g = exact_j(a + b) * (m1 - m2) / s
                for vtype, means, sds in (("LS", (a, b), (a, b)), ("LS2", (n1_, n2_), (n1_, n2_)), ("LS3", (n1_, n2_), (a, b))):
                    vi = g**2 * (s1**4 / sds[0] + s2**4 / sds[1]) / (8 * s**4) + (s1**2 / means[0] + s2**2 / means[1]) / s**2
                    row("SMDH", vtype, inputs, g, vi)
                glass(inputs, n1_, n2_, (m1 - m2) / s2, (s1 / s2) ** 2)
                ratios(inputs, n1_, m1, s1, n2_, m2, s2)


def glass(inputs, n1, n2, d, variance_ratio):
    m, unit = n2 - 1, 1 / n1 + 1 / n2
    for bias, j in (("exact", exact_j(m)), ("approx", 1 - 3 / (4 * m - 1)), ("none", mp.mpf(1))):
        g = j * d
        row("SMD1", "LS", inputs, g, unit + g**2 / (2 * n2), "bias=" + bias)
        row("SMD1", "LS2", inputs, g, j**2 * (unit + d**2 / (2 * n2)), "bias=" + bias)
        row("SMD1", "UB", inputs, g, unit + (1 - (m - 2) / (m * j**2)) * g**2, "bias=" + bias)
        if m > 2:
            row("SMD1", "H0", inputs, g, j**2 * unit * m / (m - 2), "bias=" + bias)
        row("SMD1H", "", inputs, g, variance_ratio / (n1 - 1) + 1 / m + g**2 / (2 * m), "bias=" + bias)


def ratios(inputs, n1, m1, s1, n2, m2, s2):
    v1, v2 = s1**2 / (n1 * m1**2), s2**2 / (n2 * m2**2)
    vr = mp.log(s1 / s2) + 1 / (2 * (n1 - 1)) - 1 / (2 * (n2 - 1))
    ls, ls2 = 1 / (2 * (n1 - 1)) + 1 / (2 * (n2 - 1)), (n1 / (n1 - 1) ** 2 + n2 / (n2 - 1) ** 2) / 2
    row("VR", "LS", inputs, vr, ls)
    row("VR", "LS2", inputs, vr, ls2)
    cvr = vr - mp.log(m1 / m2)
    if abs(cvr) > 0.1:
        row("CVR", "LS", inputs, cvr, ls + v1 + v2, "rom_correct=0")
        row("CVR", "LS2", inputs, cvr + (v2 - v1) / 2, ls2 + v1 + v2 + v1**2 / 2 + v2**2 / 2)


def one_group():
    for n in SIZES:
        for scale in SCALES:
            inputs = dict(mi=scale * RNG.uniform(1, 3), sdi=scale * RNG.uniform(0.5, 2), ni=n)
            m, s, n_ = exactly(inputs)
            g = exact_j(n_ - 1) * m / s
            row("SMN", "", inputs, g, 1 / n_ + g**2 / (2 * n_))
            row("MNLN", "", inputs, mp.log(m), s**2 / (n_ * m**2))
            row("SDLN", "", inputs, mp.log(s) + 1 / (2 * (n_ - 1)), 1 / (2 * (n_ - 1)))
            row("CVLN", "", inputs, mp.log(s / m) + 1 / (2 * (n_ - 1)), 1 / (2 * (n_ - 1)) + s**2 / (n_ * m**2))


def measured_twice():
    for n in SIZES:
        for r in (-0.99, 0.0, 1e-9, 0.6, 1 - 2.0**-20):
            scale = RNG.choice(SCALES)
            m2, s2 = scale * RNG.uniform(1, 3), scale * RNG.uniform(0.5, 2)
            inputs = dict(m1i=m2 * (1 + RNG.choice((1e-9, 0.1, 3))), sd1i=s2 * RNG.choice((1 + 1e-6, 1.5)), m2i=m2, sd2i=s2,
                          ni=n, ri=r)
            m1, s1, m2, s2, n_, r_ = exactly(inputs)
            change2, s = s1**2 + s2**2 - 2 * r_ * s1 * s2, mp.sqrt((s1**2 + s2**2) / 2)
            g = exact_j(n_ - 1) * (m1 - m2) / s1
            row("SMCRH", "LS", inputs, g, change2 / (s1**2 * (n_ - 1)) + g**2 / (2 * (n_ - 1)))
            row("SMCRH", "LS2", inputs, g, change2 / (s1**2 * n_) + g**2 / (2 * n_))
            g = exact_j(2 * (n_ - 1) / (1 + r_**2)) * (m1 - m2) / s
            row("SMCRP", "", inputs, g, 2 * (1 - r_) / n_ + g**2 * (1 + r_**2) / (4 * n_))
            of_sd = g**2 * (s1**4 + s2**4 + 2 * r_**2 * s1**2 * s2**2) / (8 * s**4)
            for vtype, by in (("LS", n_ - 1), ("LS2", n_)):
                row("SMCRPH", vtype, inputs, g, change2 / (s**2 * by) + of_sd / by)
            ratios_twice(inputs, m1, s1, m2, s2, n_, r_)


def ratios_twice(inputs, m1, s1, m2, s2, n, r):
    v1, v2 = s1**2 / m1**2, s2**2 / m2**2
    correction = (v1 - v2) / (2 * n)
    romc, vrc = mp.log(m1 / m2), mp.log(s1 / s2)
    means = (v1 + v2 - 2 * r * s1 * s2 / (m1 * m2)) / n
    means2 = means + (v1**2 + v2**2 + r**2 * s1**2 * s2**2 * (m1**4 + m2**4) / (m1**4 * m2**4)) / (2 * n**2)
    sds = (1 - r**2) / (n - 1)
    sds2 = n / (n - 1) ** 2 - r**2 / (n - 1) + r**4 * (s1**8 + s2**8) / (2 * (n - 1) ** 2 * s1**4 * s2**4)
    row("ROMC", "LS", inputs, romc, means, "rom_correct=0")
    if abs(romc + correction) > 0.01:
        row("ROMC", "LS", inputs, romc + correction, means)
        row("ROMC", "LS2", inputs, romc + correction, means2)
    row("VRC", "LS", inputs, vrc, sds)
    row("VRC", "LS2", inputs, vrc, sds2)
    if abs(vrc - romc - correction) > 0.1:
        row("CVRC", "LS", inputs, vrc - romc - correction, sds + means)
        row("CVRC", "LS2", inputs, vrc - romc - correction, sds2 + means2)

def regressions():
    for n in (6, 9.5, 40, 10**6):
        for m in (1, 2, 3):
            for r in (1e-9, -0.4, 0.999, 1 - 2.0**-25):
                inputs = dict(ri=r, mi=m, ni=n)
                r_, m_, n_ = exactly(inputs)
                row("PCOR", "", inputs, r_, (1 - r_**2) ** 2 / (n_ - m_))
                row("ZPCOR", "", inputs, mp.atanh(r_), 1 / (n_ - m_ - 2))
                inputs = dict(r2i=abs(r), mi=m, ni=n)
                r2, m_, n_ = exactly(inputs)
                row("R2", "LS", inputs, r2, 4 * r2 * (1 - r2) ** 2 / n_)
                row("R2", "LS2", inputs, r2, 4 * r2 * (1 - r2) ** 2 * (n_ - m_ - 1) ** 2 / ((n_**2 - 1) * (n_ + 3)))
                row("ZR2", "", inputs, mp.atanh(mp.sqrt(r2)), 1 / n_)
            for r in (1e-9, -0.4, 0.9):
                inputs = dict(ri=r, mi=m, ni=n, r2i=0.5 * (1 + r * r))
                r_, m_, n_, r2 = exactly(inputs)
                vi = (r2**2 - 2 * r2 + (r2 - r_**2) + 1 - (r2 - r_**2) ** 2) / n_
                row("SPCOR", "", inputs, r_, vi)
                row("ZSPCOR", "", inputs, mp.atanh(r_), vi / (1 - r_**2) ** 2)


def biserials():
    for n1, n2 in ((2, 2), (3, 40), (50, 50), (10**6, 3)):
        for t in (1e-9, -2.4, 60.0):
            inputs = dict(ti=t, n1i=n1, n2i=n2)
            t_, n1_, n2_ = exactly(inputs)
            n = n1_ + n2_
            d, h = t_ * mp.sqrt(1 / n1_ + 1 / n2_), (n - 2) * (1 / n1_ + 1 / n2_)
            r = d / mp.sqrt(d**2 + h)
            unit = 1 / n1_ + 1 / n2_ + d**2 / (2 * n)
            st = h**2 / (h + d**2) ** 3 * unit
            row("RPB", "ST", inputs, r, st)
            row("ZPB", "ST", inputs, mp.atanh(r), st / (1 - r**2) ** 2)
            if abs(t) < 10:
                cs = (1 - r**2) ** 2 * (n * r**2 / (4 * n1_ * n2_) + (2 - 3 * r**2) / (2 * n))
                row("RPB", "CS", inputs, r, cs)
                p1, p2 = n1_ / n, n2_ / n
                z = mp.sqrt(2) * mp.erfinv(1 - 2 * p1)
                f = mp.npdf(z)
                b = mp.sqrt(p1 * p2) / f * r
                if abs(b) < 0.9:
                    vi = (p1 * p2 / f**2 - (1.5 + (1 - p1 * z / f) * (1 + p2 * z / f)) * b**2 + b**4) / (n - 1)
                    row("RBIS", "", inputs, b, vi)
                    row("ZBIS", "", inputs, mp.atanh(b), vi / (1 - b**2) ** 2)
            for measure, a in (("D2ORN", mp.mpf(1.65)), ("D2ORL", mp.pi / mp.sqrt(3))):
                row(measure, "", inputs, a * d, a**2 * unit)


def reliabilities():
    for a in (-3.0, 1e-9, 0.5, 0.9, 1 - 2.0**-30):
        for m in (2, 17):
            for n in (3, 40, 10**7):
                inputs = dict(ai=a, mi=m, ni=n)
                a_, m_, n_ = exactly(inputs)
                root = mp.cbrt(1 - a_)
                row("ARAW", "", inputs, a_, 2 * m_ * (1 - a_) ** 2 / ((m_ - 1) * (n_ - 2)))
                row("AHW", "", inputs, 1 - root, 18 * m_ * (n_ - 1) * root**2 / ((m_ - 1) * (9 * n_ - 11) ** 2))
                row("ABT", "", inputs, -mp.log(1 - a_), 2 * m_ / ((m_ - 1) * (n_ - 2)))


def superiorities():
    for a in (1e-9, 0.03, 0.5, 0.9, 1 - 2.0**-30):
        for n1, n2 in ((2, 3), (30, 8), (10**6, 5)):
            inputs = dict(ai=a, n1i=n1, n2i=n2)
            a_, n1_, n2_ = exactly(inputs)
            q0, pairs = a_ * (1 - a_), (n1_ - 1) * (n2_ - 1)
            row("CLES", "LS", inputs, a_, q0 / pairs * (n1_ + n2_ - 1 - 3 * ((n1_ + n2_) / 2 - 1) / ((2 - a_) * (1 + a_))))
            row("CLES", "LS2", inputs, a_, (q0 + (n1_ - 1) * (a_ / (2 - a_) - a_**2) + (n2_ - 1) * (2 * a_**2 / (1 + a_) - a_**2)) / pairs)
            row("CLES", "MAX", inputs, a_, q0 / (min(n1_, n2_) - 1))
    for d in (-12.0, -1e-9, 0.4, 3.0):
        inputs = dict(n1i=9, m1i=7 + 2 * d, sd1i=2, n2i=40, m2i=7, sd2i=2.5)
        n1, m1, s1, n2, m2, s2 = exactly(inputs)
        s = mp.sqrt((s1**2 + s2**2) / 2)
        d_ = (m1 - m2) / s
        scale = mp.exp(-(d_**2) / 2) / (4 * mp.pi)
        for vtype, means, sds in (("LS", 1, 1), ("LS2", 0, 0), ("LS3", 0, 1)):
            vd = d_**2 * (s1**4 / (n1 - sds) + s2**4 / (n2 - sds)) / (8 * s**4) + (s1**2 / (n1 - means) + s2**2 / (n2 - means)) / s**2
            row("CLESN", vtype, inputs, mp.erfc(-d_ / 2) / 2, scale * vd)
        inputs = dict(m1i=7 + 2 * d, sd1i=2, m2i=7, sd2i=2.5, ni=30, ri=0.6)
        m1, s1, m2, s2, n, r = exactly(inputs)
        vd = ((s1**2 + s2**2 - 2 * r * s1 * s2) / s**2 + d_**2 * (s1**4 + s2**4 + 2 * r**2 * s1**2 * s2**2) / (8 * s**4)) / (n - 1)
        row("CLESCN", "", inputs, mp.erfc(-d_ / 2) / 2, scale * vd)


def hazard_ratios():
    z = mp.sqrt(2) * mp.erfinv(mp.mpf("0.95"))
    for hr, lb, ub in ((0.72, 0.55, 0.94), (1.31, 0.98, 1.76), (1 + 2.0**-30, 0.9, 1.1), (4.5, 1.2, 17.0), (1e-5, 1e-6, 1e-4)):
        inputs = dict(hr=hr, hr_lb=lb, hr_ub=ub)
        hr_, lb_, ub_ = exactly(inputs)
        row("HR", "", inputs, mp.log(hr_), (mp.log(ub_ / lb_) / (2 * z)) ** 2)
        row("HR", "", dict(hr=hr, hr_lb=lb), mp.log(hr_), (mp.log(hr_ / lb_) / z) ** 2)
        row("HR", "", dict(hr=hr, hr_ub=ub), mp.log(hr_), (mp.log(ub_ / hr_) / z) ** 2)
    for lb, ub in ((0.55, 0.94), (1.2, 17.0)):
        lb_, ub_ = mp.mpf(lb), mp.mpf(ub)
        row("HR", "", dict(hr_lb=lb, hr_ub=ub), mp.log(lb_ * ub_) / 2, (mp.log(ub_ / lb_) / (2 * z)) ** 2)


if __name__ == "__main__":
    print("measure,vtype,options,inputs,yi,vi,rtol,source")
    correlations()
    two_groups()
    one_group()
    measured_twice()
    regressions()
    biserials()
    reliabilities()
    superiorities()
    hazard_ratios()
