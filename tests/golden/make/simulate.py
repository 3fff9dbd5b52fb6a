#!/usr/bin/env python3
"""Prints the exact values of tests/resample/test_simulate.c, in its order, and those of tests/num/test_draw.c: what simulations
must come near to.

    python3 tests/golden/make/simulate.py

Needs mpmath. Not needed to build or test: the values stand in the test. 30 digits. Counts: all tables, each with its binomial
probability. Estimates of tau2 and what is beyond a limit: integrals over the density, where the test names closed forms.
"""
from itertools import product

from mpmath import betainc, binomial, erfc, erfinv, exp, findroot, gamma, gammainc, log, mp, mpf, npdf, quad, sqrt

mp.dps = 30
Z = sqrt(2) * erfinv(mpf("0.95"))  # 1.96


def show(what, **values):
    print(what)
    for name, value in values.items():
        print(f"    {name:12} {mp.nstr(value, 18)}")


def normal_above(x):
    return erfc(x / sqrt(2)) / 2


def t_within(x, df):
    """P(|T| < x)."""
    return 1 - betainc(mpf(df) / 2, mpf(1) / 2, 0, df / (df + x * x), regularized=True)


def chi(df):
    """Density of the root of a chi-square."""
    return lambda x: 2 * x ** (df - 1) * exp(-x * x / 2) / (2 ** (mpf(df) / 2) * gamma(mpf(df) / 2))


def mean_chi(df):
    return sqrt(2) * gamma(mpf(df + 1) / 2) / gamma(mpf(df) / 2)


# ---- known variances ---------------------------------------------------------------------------------------------------


def normal_test(mu, vi):
    se = 1 / sqrt(sum(1 / mpf(v) for v in vi))
    shift = mpf(mu) / se
    show("the_normal_test_has_its_power", se=se, power=normal_above(Z - shift) + normal_above(Z + shift), width=2 * Z * se)


def hartung_knapp(k, mu, variance):
    """A mean of k numbers with this variance: sqrt(m) S/sigma is chi with m = k - 1; beyond t S sqrt(1/k) the mean is normal."""
    m = k - 1
    t = findroot(lambda x: t_within(x, m) - mpf("0.95"), 3)
    sigma = sqrt(mpf(variance) / k)
    shift = mpf(mu) / sigma

    def beyond(x):
        reach = t * x / sqrt(m)
        return (normal_above(reach - shift) + normal_above(reach + shift)) * chi(m)(x)

    power = quad(beyond, [0, 0.5, 1, 2, 4, 8, 20])
    show("hartung_and_knapp_are_exact_for_equal_variances", power=power, width=2 * t * sigma * mean_chi(m) / sqrt(m))


def tau2(k, truth, v):
    """max(0, s^2 - v), by integration over chi."""
    m, a, v, truth = k - 1, mpf(truth) + mpf(v), mpf(v), mpf(truth)
    edge = sqrt(m * v / a)
    points = [edge, edge + 1, edge + 2, edge + 4, edge + 8, edge + 20]
    density = chi(m)
    first = quad(lambda x: (a * x * x / m - v) * density(x), points)
    second = quad(lambda x: (a * x * x / m - v - truth) ** 2 * density(x), points)
    zero = gammainc(mpf(m) / 2, 0, m * v / a / 2, regularized=True)
    show(f"estimates_of_tau2_have_their_bias, k = {k}", bias=first - truth, rmse=sqrt(second + zero * truth**2), zero=zero)


# ---- counts ------------------------------------------------------------------------------------------------------------


def chance(events, n, risk):
    return binomial(n, events) * risk**events * (1 - risk) ** (n - events)


def tables(n1, n2, risk1, risk2):
    """All tables (a, b, c, d) of a trial with their probabilities."""
    for a, c in product(range(n1 + 1), range(n2 + 1)):
        yield (a, n1 - a, c, n2 - c), chance(a, n1, risk1) * chance(c, n2, risk2)


def treated_risk(measure, mu, risk):
    if measure == "OR":
        odds = exp(mu) * risk / (1 - risk)
        return odds / (1 + odds)
    return risk * exp(mu) if measure == "RR" else risk + mu


def one_study(measure, table):
    """yi and vi, with 1/2 added to a table that holds a 0."""
    add = mpf(1) / 2 if 0 in table else mpf(0)
    a, b, c, d = (x + add for x in table)
    if measure == "OR":
        return log(a * d / (b * c)), 1 / a + 1 / b + 1 / c + 1 / d
    if measure == "RR":
        return log(a / (a + b) / (c / (c + d))), 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)
    return a / (a + b) - c / (c + d), a * b / (a + b) ** 3 + c * d / (c + d) ** 3


def single(measure, mu, n1, n2, risk):
    mu, risk = mpf(mu), mpf(risk)
    sums = [mpf(0)] * 3
    for table, p in tables(n1, n2, treated_risk(measure, mu, risk), risk):
        y, v = one_study(measure, table)
        sums = [s + p * x for s, x in zip(sums, (y, y * y, sqrt(v)))]
    show(f"one study, {measure}, {n1} and {n2}", bias=sums[0] - mu, emp_se=sqrt(sums[1] - sums[0] ** 2), mean_se=sums[2])


def mantel_haenszel(measure, trials):
    """The estimate and its variance, None where there is none."""
    sizes = [(a + b, c + d, mpf(a + b + c + d)) for a, b, c, d in trials]
    if measure == "OR":  # Robins, Breslow and Greenland 1986
        r = [a * d / n for (a, b, c, d), (_, _, n) in zip(trials, sizes)]
        s = [b * c / n for (a, b, c, d), (_, _, n) in zip(trials, sizes)]
        p = [(a + d) / n for (a, b, c, d), (_, _, n) in zip(trials, sizes)]
        up, down = sum(r), sum(s)
        if up == 0 or down == 0:
            return None
        one = sum(x * y for x, y in zip(p, r)) / (2 * up**2)
        both = sum(x * z + (1 - x) * y for x, y, z in zip(p, r, s)) / (2 * up * down)
        other = sum((1 - x) * z for x, z in zip(p, s)) / (2 * down**2)
        return log(up / down), one + both + other
    if measure == "RR":  # Greenland and Robins 1985
        up = sum(a * n2 / n for (a, _, _, _), (_, n2, n) in zip(trials, sizes))
        down = sum(c * n1 / n for (_, _, c, _), (n1, _, n) in zip(trials, sizes))
        if up == 0 or down == 0:
            return None
        shared = sum((n1 * n2 * (a + c) - a * c * n) / n**2 for (a, _, c, _), (n1, n2, n) in zip(trials, sizes))
        return log(up / down), shared / (up * down)
    weight = sum(n1 * n2 / n for n1, n2, n in sizes)  # Sato, Greenland and Robins 1989
    estimate = sum((a * n2 - c * n1) / n for (a, _, c, _), (n1, n2, n) in zip(trials, sizes)) / weight
    p = sum((n1**2 * c - n2**2 * a + n1 * n2 * (n2 - n1) / 2) / n**2 for (a, _, c, _), (n1, n2, n) in zip(trials, sizes))
    q = sum((a * (n2 - c) + c * (n1 - a)) / (2 * n) for (a, _, c, _), (n1, n2, n) in zip(trials, sizes))
    return estimate, (estimate * p + q) / weight**2


def peto(_, trials):
    """Observed less expected over the hypergeometric variance (Yusuf and others 1985)."""
    up = variance = mpf(0)
    for a, b, c, d in trials:
        n, n1, n2, events = a + b + c + d, a + b, c + d, a + c
        up += a - mpf(events) * n1 / n
        variance += mpf(events) * (n - events) * n1 * n2 / (mpf(n) ** 2 * (n - 1))
    return None if variance == 0 else (up / variance, 1 / variance)


def pooled(pool, measure, mu, sizes, risk):
    mu, risk = mpf(mu), mpf(risk)
    with_estimate = power = coverage = mpf(0)
    sums = [mpf(0)] * 3
    each = [list(tables(n, n, treated_risk(measure, mu, risk), risk)) for n in sizes]
    for (table, p), (table2, p2) in product(*each):
        found = pool(measure, (table, table2))
        if found is None:
            continue
        y, se, p = found[0], sqrt(found[1]), p * p2
        with_estimate += p
        sums = [s + p * x for s, x in zip(sums, (y, y * y, se))]
        coverage += p if y - Z * se <= mu <= y + Z * se else 0
        power += p if y - Z * se > 0 or y + Z * se < 0 else 0
    mean, square, se = (s / with_estimate for s in sums)
    show(f"counts_are_pooled, {pool.__name__}, {measure}", failed=1 - with_estimate, bias=mean - mu,
         emp_se=sqrt(square - mean**2), mean_se=se, coverage=coverage / with_estimate, power=power / with_estimate)


# ---- selection ---------------------------------------------------------------------------------------------------------


def selected(mu, v, publish):
    mu, se, publish = mpf(mu), sqrt(mpf(v)), mpf(publish)
    pieces = [([mu - 12 * se, mu - 4 * se, mu, Z * se], publish), ([Z * se, mu + 4 * se, mu + 12 * se], mpf(1))]

    def moment(f, parts):
        return sum(share * quad(lambda y: f(y) * npdf(y, mu, se), ends) for ends, share in parts)

    all_of_them = moment(lambda y: 1, pieces)
    mean = moment(lambda y: y, pieces) / all_of_them
    square = moment(lambda y: y * y, pieces) / all_of_them
    beyond = publish * normal_above(Z + mu / se) + normal_above(Z - mu / se)
    show("selection_biases_as_computed", bias=mean - mu, emp_se=sqrt(square - mean**2), power=beyond / all_of_them)


def gelman_carlin(mu, v):
    mu, se = mpf(mu), sqrt(mpf(v))
    high, low = normal_above(Z - mu / se), normal_above(Z + mu / se)
    size = quad(lambda y: y * npdf(y, mu, se), [Z * se, 3 * Z * se, 8 * Z * se])
    size -= quad(lambda y: y * npdf(y, mu, se), [-8 * Z * se, -3 * Z * se, -Z * se])
    show("errors_of_sign_and_size_are_those_of_gelman_and_carlin", power=high + low, type_s=low / (high + low),
         exaggeration=size / (high + low) / mu)


normal_test("0.25", ("0.02", "0.05", "0.1", "0.2"))
hartung_knapp(4, "0.5", "0.3")
tau2(4, "0.2", "0.1")
tau2(10, "0.05", "0.1")
tau2(5, "0", "0.1")
single("OR", "0.7", 8, 8, "0.3")
df = 14  # Hedges 1981: the SD of g = J d for d of 8 and 8
J = gamma(mpf(df) / 2) / (sqrt(mpf(df) / 2) * gamma(mpf(df - 1) / 2))
d = mpf("0.6")
show("one study, SMD", emp_se=sqrt(J**2 * df / (df - 2) * (mpf(1) / 4 + d**2) - d**2))
show("one study, MD, SD 1", emp_se=sqrt(mpf(1) / 5), mean_se=sqrt(mpf(1) / 5) * mean_chi(18) / sqrt(18), coverage=t_within(Z, 18))
pooled(mantel_haenszel, "OR", "0.9", (6, 9), "0.3")
pooled(peto, "OR", "0.9", (6, 9), "0.3")
pooled(mantel_haenszel, "RR", "0.5", (6, 9), "0.3")
pooled(mantel_haenszel, "RD", "0.2", (6, 9), "0.3")
single("RR", "0.5", 8, 8, "0.3")
single("RR", "0.5", 12, 8, "0.3")
single("RD", "0.25", 12, 8, "0.3")
show("one study, MD, SD 5, 20 and 10", emp_se=5 * sqrt(mpf(1) / 20 + mpf(1) / 10))
selected("0.2", "0.04", "0.2")
gelman_carlin("2", "65.61")
for shape in ("0.1", "0.5", "1", "2.5", "40"):
    show(f"gamma_numbers_have_their_moments, shape {shape}", below=gammainc(mpf(shape), 0, mpf(shape), regularized=True))
