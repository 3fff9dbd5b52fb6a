"""Writes tests/golden/conversions.csv: SDs from standard errors and confidence limits of means, for effect.conversions.

    python3 tests/golden/make/conversions.py > tests/golden/conversions.csv

Needs mpmath. Not needed to build or test: the table is kept. All in 50 digits; the quantile of t solves for the
incomplete beta function. The numbers of a row stand for the doubles nearest to them.
"""
from mpmath import mp, mpf, sqrt, betainc, erfinv, findroot

mp.dps = 50


def tail_t(t, df):
    return betainc(mpf(df) / 2, mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2


def quantile_t(level, df):
    tail = (1 - mpf(level) / 100) / 2
    low, high = mpf(0), mpf(1)
    while tail_t(high, df) > tail:
        high *= 2
    return findroot(lambda t: tail_t(t, df) - tail, (low, high), solver="anderson", tol=1e-60)


def quantile_z(level):
    return sqrt(mpf(2)) * erfinv(mpf(level) / 100)


def row(conversion, n, se, lb, ub, level, quantile, sd, rtol, source):
    print(",".join([conversion, str(n), se, lb, ub, str(level), quantile, sd, rtol, source]))


print("conversion,n,se,lb,ub,level,quantile,sd,rtol,source")
for n, se in ((2, "0.3"), (25, "1.0204"), (60, "0.125"), (1000000, "1e-6")):
    row("se", n, se, "", "", 95, "t", mp.nstr(mpf(float(se)) * sqrt(mpf(n)), 20), "1e-14", "SE sqrt(n) in 50 digits")
for n, lb, ub in ((2, "-1", "4"), (5, "12.5", "17.25"), (25, "30", "34.2"), (26, "-1.7", "0.5"), (59, "0.125", "0.25"), (400, "98.5", "99.5")):
    width = mpf(float(ub)) - mpf(float(lb))
    for level in (95, 90, 99):
        row("limits", n, "", lb, ub, level, "t", mp.nstr(sqrt(mpf(n)) * width / (2 * quantile_t(level, n - 1)), 20), "1e-13", "t quantile in 50 digits")
        row("limits", n, "", lb, ub, level, "z", mp.nstr(sqrt(mpf(n)) * width / (2 * quantile_z(level)), 20), "1e-13", "normal quantile in 50 digits")
row("limits", 25, "", "30.0", "34.2", 95, "t", "5.09", "1e-3", "Cochrane Handbook 6.5.2.2")
