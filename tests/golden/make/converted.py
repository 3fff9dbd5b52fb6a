"""Writes tests/golden/converted.csv: effects by the conversions of whole rows, and of trials of other designs.

    Rscript tests/golden/make/converted.R > metafor.csv
    python3 tests/golden/make/converted.py metafor.csv > tests/golden/converted.csv

Needs mpmath. Not needed to build or test: the table is kept. All but the rows of metafor in 50 digits; the numbers of a
row stand for the doubles nearest to them. The column conversion has its id, or for the designs of trials "design".
"""
import sys
from mpmath import mp, mpf, sqrt, log, exp, erfinv, betainc

mp.dps = 50


def f(x):
    return mpf(float(x))


def z(level, sides=2):
    tail = (1 - f(level) / 100) / sides
    return sqrt(mpf(2)) * erfinv(1 - 2 * tail)


def t(level, df, sides=2):
    tail = (1 - f(level) / 100) / sides
    low, high = mpf(0), mpf(1000)
    for _ in range(200):
        middle = (low + high) / 2
        upper = betainc(mpf(df) / 2, mpf(1) / 2, 0, df / (df + middle * middle), regularized=True) / 2
        low, high = (middle, high) if upper > tail else (low, middle)
    return (low + high) / 2


def row(conversion, measure, options, inputs, yi, vi, source, rtol="1e-12"):
    print(",".join([conversion, measure, options, inputs, mp.nstr(yi, 20), mp.nstr(vi, 20), rtol, source]))


print("conversion,measure,options,inputs,yi,vi,rtol,source")
if len(sys.argv) > 1:
    sys.stdout.write(open(sys.argv[1]).read())

# Effects as printed.
row("est-se", "MD", "", "est=-2.3;est_se=0.9", f("-2.3"), f("0.9") ** 2, "50 digits")
row("est-se", "OR", "", "or=1.7;est_se=0.21", log(f("1.7")), f("0.21") ** 2, "50 digits")
row("est-se", "ZCOR", "", "est=0.4;est_se=0.1", mp.atanh(f("0.4")), f("0.1") ** 2, "50 digits")
row("est-limits", "MD", "", "est=-2.3;est_lb=-4.1;est_ub=-0.5;est_df=12", f("-2.3"), ((f("-0.5") - f("-4.1")) / (2 * t(95, 12))) ** 2, "t in 50 digits")
row("est-limits", "MD", "", "est=-2.3;est_lb=-4.1;est_ub=-0.5;est_df=3;est_level=99", f("-2.3"), ((f("-0.5") - f("-4.1")) / (2 * t(99, 3))) ** 2, "t in 50 digits")
row("est-limits", "HR", "", "hr=0.8;hr_ub=1.1;est_sides=1", log(f("0.8")), (log(f("1.1") / f("0.8")) / z(95, 1)) ** 2, "one-sided limit in 50 digits")
row("est-limits", "RD", "limits_level=97.5", "rd=0.04;rd_lb=0.01;est_sides=1", f("0.04"), ((f("0.04") - f("0.01")) / z(97.5, 1)) ** 2, "one-sided limit in 50 digits")
row("est-limits", "RR", "", "est_lb=0.5;est_ub=1.25", (log(f("0.5")) + log(f("1.25"))) / 2, (log(f("2.5")) / (2 * z(95))) ** 2, "middle in 50 digits")
row("est-limits", "GEN", "", "yi=0.2;est_lb=-0.1;est_ub=0.5", f("0.2"), ((f("0.5") - f("-0.1")) / (2 * z(95))) ** 2, "50 digits")
row("est-z", "MD", "", "est=3.8;est_z=2.78;est_df=45", f("3.8"), (f("3.8") / f("2.78")) ** 2, "50 digits")
row("est-p", "MD", "", "est=3.8;est_p=0.008;est_df=45", f("3.8"), (f("3.8") / t(100 * (1 - f("0.008")), 45)) ** 2, "t in 50 digits")
row("est-p", "MD", "", "est=3.8;est_p=0.004;est_sides=1", f("3.8"), (f("3.8") / z(100 * (1 - f("0.004")), 1)) ** 2, "one-sided p in 50 digits")
row("est-p", "MD", "", "est=-3.8;est_p=0.98;est_sides=1", f("-3.8"), (f("-3.8") / z(100 * (1 - f("0.98")), 1)) ** 2, "one-sided p above 1/2 in 50 digits")
row("est-limits", "MD", "icc=0.05", "est=-2.3;est_lb=-4.1;est_ub=-0.5;cluster_size=21", f("-2.3"), 2 * ((f("-0.5") - f("-4.1")) / (2 * z(95))) ** 2, "variance times the design effect in 50 digits", "1e-12")

# Cluster trials. Handbook 23.1.4.1 gives the design effect 1 + (M - 1) ICC: (295 + 330)/(10 + 11) = 29.8 per
# cluster and ICC 0.02 make 1.576, with 40/187.2 against 53.3/209.4 (printed rounded).
m = mpf(625) / 21
deff = 1 + (m - 1) * f("0.02")
a, n1, c, n2 = mpf(63) / deff, mpf(295) / deff, mpf(84) / deff, mpf(330) / deff
row("design", "OR", "", "ai=63;n1i=295;ci=84;n2i=330;icc=0.02;clusters=21", log(a * (n2 - c) / (c * (n1 - a))), 1 / a + 1 / (n1 - a) + 1 / c + 1 / (n2 - c), "Handbook 6.5 23.1.5 example in 50 digits")
row("design", "RR", "icc=0.02", "ai=63;bi=232;ci=84;di=246;clusters=21", log(a / n1 / (c / n2)), 1 / a - 1 / n1 + 1 / c - 1 / n2, "50 digits")
row("design", "RR", "", "ai=63;n1i=295;ci=84;n2i=330;deff=1.576", log(f(63) / 295 / (f(84) / 330)), f("1.576") * (mpf(1) / 63 - mpf(1) / 295 + mpf(1) / 84 - mpf(1) / 330), "50 digits")
d = 1 + 24 * f("0.1")
row("design", "MD", "", "n1i=100;m1i=5;sd1i=3;n2i=120;m2i=6.5;sd2i=4;icc=0.1;cluster_size=25", f("-1.5"), d * (mpf(9) / 100 + mpf(16) / 120), "50 digits")
row("design", "MD", "", "n1i=100;m1i=5;se1i=0.3;n2i=120;m2i=6.5;sd2i=4;icc=0.1;cluster_size=25", f("-1.5"), d * (f("0.3") ** 2 + mpf(16) / 120), "50 digits")
row("design", "IRR", "", "x1i=30;t1i=1000;x2i=45;t2i=900;icc=0.1;cluster_size=25", log(mpf(30) / 1000 / (mpf(45) / 900)), d * (mpf(1) / 30 + mpf(1) / 45), "50 digits")
row("design", "ZCOR", "", "ri=0.4;ni=103;icc=0.1;cluster_size=25", mp.atanh(f("0.4")), d / 100, "50 digits")
row("design", "GEN", "", "yi=0.3;vi=0.04;icc=0.1;cluster_size=25", f("0.3"), d * f("0.04"), "50 digits")
row("design", "PLO", "", "xi=30;ni=100;icc=0.1;cluster_size=25", log(mpf(30) / 70), d * (mpf(1) / 30 + mpf(1) / 70), "50 digits")

# Cross-over trials: Handbook 5.1, 16.4.6.4 (10 participants; 7.0 with SD 2.38 against 6.5 with SD 2.21).
trial = "design=crossover;n1i=10;m1i=7.0;sd1i=2.38;m2i=6.5;sd2i=2.21"
printed = [f("0.5"), f("0.632455532"), f("0.5826810448"), f("0.2177156501"), f("0.2559702483")]
handbook = "Handbook 5.1 16.4.6.4; more digits of its numbers"
row("crossover-sd", "MD", "", trial + ";sd_diff=2", printed[0], printed[1] ** 2, handbook, "2e-9")
row("crossover-corr", "MD", "", trial + ";ri=0.68", printed[0], printed[2] ** 2, handbook, "1e-9")
row("crossover-corr", "SMD", "bias=none", trial + ";ri=0.68", printed[3], printed[4] ** 2, "Handbook 5.1 16.4.6.4; its SE takes the SMD as 0.218", "1e-4")
row("crossover-corr", "SMD", "bias=none;crossover_corr=0.68", trial, printed[3], printed[4] ** 2, "Handbook 5.1 16.4.6.4; its SE takes the SMD as 0.218", "1e-4")
row("crossover-test", "MD", "", trial + ";est_p=0.45", printed[0], printed[1] ** 2, "Handbook 5.1 16.4.6.1: p rounded", "1e-2")
row("crossover-test", "MD", "", trial + ";est_z=0.7906", printed[0], printed[1] ** 2, "Handbook 5.1 16.4.6.1: t rounded", "1e-3")
row("crossover-test", "MD", "", trial + ";est_lb=-0.93;est_ub=1.93", printed[0], printed[1] ** 2, "Handbook 5.1 16.4.6.1: limits rounded", "1e-2")
row("crossover-test", "MD", "", trial + ";est=0.5;est_se=0.632455532", printed[0], printed[1] ** 2, handbook, "1e-12")
sd1, sd2, d = f("2.38"), f("2.21"), f("7.0") - f("6.5")
s = sqrt((sd1 ** 2 + sd2 ** 2) / 2)


def smd(r, n, j):
    g = j * d / s
    return g, 2 * (1 - r) * (mpf(1) / n + g ** 2 / (2 * n))


def hedges(m):
    return mp.gamma(m / 2) / (sqrt(m / 2) * mp.gamma((m - 1) / 2))


r = f("0.68")
row("crossover-corr", "SMD", "", trial + ";ri=0.68", *smd(r, 10, hedges(18 / (1 + r ** 2))), "50 digits", "1e-11")
r = (sd1 ** 2 + sd2 ** 2 - 4) / (2 * sd1 * sd2)
row("crossover-sd", "SMD", "bias=none", trial + ";sd_diff=2", *smd(r, 10, 1), "50 digits")
row("crossover-sd", "SMD", "bias=none", trial + ";se_diff=0.632455532033675866", *smd(r, 10, 1), "50 digits")
t0 = f("1.25")
r = (sd1 ** 2 + sd2 ** 2 - (d / t0) ** 2 * 10) / (2 * sd1 * sd2)
row("crossover-test", "SMD", "bias=none", trial + ";est_z=1.25", *smd(r, 10, 1), "50 digits")
r = (sd1 ** 2 + sd2 ** 2 - (d / t(90, 9)) ** 2 * 10) / (2 * sd1 * sd2)
row("crossover-test", "SMD", "bias=none", trial + ";est_p=0.1", *smd(r, 10, 1), "t in 50 digits", "1e-11")
row("crossover-corr", "MD", "", "design=crossover;n1i=16;n2i=16;m1i=7;se1i=0.5;m2i=6.5;se2i=0.75;ri=0.5", f("0.5"), (f("2") ** 2 + f("3") ** 2 - 6) / 16, "50 digits")
row("crossover-corr", "MD", "", trial + ";ri=0.68;deff=1.5", printed[0], mpf("1.5") * printed[2] ** 2, handbook, "1e-9")
row("est-se", "OR", "", "design=cross-over;ai=3;n1i=9;ci=5;n2i=9;est=0.4;est_se=0.5", log(f("0.4")), mpf("0.25"), "50 digits")
