"""Writes tests/golden/conversions.csv: SDs from standard errors, confidence limits and tests of means, for effect.conversions.

    python3 tests/golden/make/conversions.py > tests/golden/conversions.csv

Needs mpmath. Not needed to build or test: the table is kept. All in 50 digits; the quantile of t solves for the
incomplete beta function. The numbers of a row stand for the doubles nearest to them.
"""
from mpmath import mp, mpf, sqrt, betainc, erfinv

mp.dps = 50


def tail_t(t, df):
    return betainc(mpf(df) / 2, mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2


def quantile_t(level, df):
    tail = (1 - mpf(level) / 100) / 2
    low, high = mpf(0), mpf(1)
    while tail_t(high, df) > tail:
        high *= 2
    for _ in range(160):
        middle = (low + high) / 2
        low, high = (middle, high) if tail_t(middle, df) > tail else (low, middle)
    return (low + high) / 2


def quantile_z(level):
    return sqrt(mpf(2)) * erfinv(mpf(level) / 100)


def row(conversion, n, se, lb, ub, level, quantile, sd, rtol, source, difference="", n_other="", t="", p="", sides="two"):
    print(",".join([conversion, str(n), se, lb, ub, str(level), quantile, sides, difference, str(n_other), t, p, sd, rtol, source]))


print("conversion,n,se,lb,ub,level,quantile,sides,difference,n_other,t,p,sd,rtol,source")
for n, se in ((2, "0.3"), (25, "1.0204"), (60, "0.125"), (1000000, "1e-6")):
    row("se", n, se, "", "", 95, "t", mp.nstr(mpf(float(se)) * sqrt(mpf(n)), 20), "1e-14", "SE sqrt(n) in 50 digits")
for n, lb, ub in ((2, "-1", "4"), (5, "12.5", "17.25"), (25, "30", "34.2"), (26, "-1.7", "0.5"), (59, "0.125", "0.25"), (400, "98.5", "99.5")):
    width = mpf(float(ub)) - mpf(float(lb))
    for level in (95, 90, 99):
        row("limits", n, "", lb, ub, level, "t", mp.nstr(sqrt(mpf(n)) * width / (2 * quantile_t(level, n - 1)), 20), "1e-13", "t quantile in 50 digits")
        row("limits", n, "", lb, ub, level, "z", mp.nstr(sqrt(mpf(n)) * width / (2 * quantile_z(level)), 20), "1e-13", "normal quantile in 50 digits")
        row("limits", n, "", lb, ub, level, "t", mp.nstr(sqrt(mpf(n)) * width / (2 * quantile_t(2 * level - 100, n - 1)), 20), "1e-13", "t quantile in 50 digits", sides="one")
        row("limit", n, "", "", ub, level, "t", mp.nstr(sqrt(mpf(n)) * (mpf(float(ub)) - mpf(float(lb))) / quantile_t(level, n - 1), 20), "1e-13", "t quantile in 50 digits; the mean is lb of the row above", difference=lb)
        row("limit", n, "", lb, "", level, "z", mp.nstr(sqrt(mpf(n)) * (mpf(float(ub)) - mpf(float(lb))) / quantile_z(2 * level - 100), 20), "1e-13", "normal quantile in 50 digits; the mean is ub of the row above", difference=ub, sides="one")
row("limits", 25, "", "30.0", "34.2", 95, "t", "5.09", "1e-3", "Cochrane Handbook 6.5.2.2")
for difference, n, n_other, t in (("3.8", 25, 22, "2.78"), ("-0.25", 2, 2, "-0.5"), ("12", 100, 301, "7.5")):
    sd = abs(mpf(float(difference))) / (abs(mpf(float(t))) * sqrt(mpf(1) / n + mpf(1) / n_other))
    row("t", n, "", "", "", 95, "t", mp.nstr(sd, 20), "1e-14", "difference/(t sqrt(1/n1 + 1/n2)) in 50 digits", difference, n_other, t)
    row("z", n, "", "", "", 95, "t", mp.nstr(sd, 20), "1e-14", "z taken as t in 50 digits", difference, n_other, t)
    sd = abs(mpf(float(difference))) / (sqrt(abs(mpf(float(t)))) * sqrt(mpf(1) / n + mpf(1) / n_other))
    row("f", n, "", "", "", 95, "t", mp.nstr(sd, 20), "1e-14", "difference/(sqrt(F) sqrt(1/n1 + 1/n2)) in 50 digits", difference, n_other, t)
for difference, n, n_other, p in (("3.8", 25, 22, "0.008"), ("-0.25", 2, 2, "0.9"), ("12", 100, 301, "1e-12"), ("1", 2, 3, "-0.05")):
    t = quantile_t(100 * (1 - abs(mpf(float(p)))), n + n_other - 2)
    sd = abs(mpf(float(difference))) / (t * sqrt(mpf(1) / n + mpf(1) / n_other))
    row("p", n, "", "", "", 95, "t", mp.nstr(sd, 20), "1e-13", "t quantile in 50 digits", difference, n_other, "", p)
row("p", 25, "", "", "", 95, "t", "4.69", "2e-3", "Cochrane Handbook 6.5.2.3 (t and SE rounded on the way)", "3.8", 22, "", "0.008")
