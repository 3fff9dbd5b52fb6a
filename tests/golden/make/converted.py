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
row("est-limits", "MD", "", "est=-2.3;est_lb=-4.1;est_ub=-0.5;est_df=12", f("-2.3"), ((f("-0.5") - f("-4.1")) / (2 * t(95, 12))) ** 2, "t in 50 digits")
row("est-limits", "MD", "", "est=-2.3;est_lb=-4.1;est_ub=-0.5;est_df=3;est_level=99", f("-2.3"), ((f("-0.5") - f("-4.1")) / (2 * t(99, 3))) ** 2, "t in 50 digits")
row("est-limits", "HR", "", "hr=0.8;hr_ub=1.1;est_sides=1", log(f("0.8")), (log(f("1.1") / f("0.8")) / z(95, 1)) ** 2, "one-sided limit in 50 digits")
row("est-limits", "RD", "limits_level=97.5", "rd=0.04;rd_lb=0.01;est_sides=1", f("0.04"), ((f("0.04") - f("0.01")) / z(97.5, 1)) ** 2, "one-sided limit in 50 digits")
row("est-limits", "MD", "", "est=-2.3;est_lb=-4.1;est_ub=-0.5;est_sides=1", f("-2.3"), ((f("-0.5") - f("-4.1")) / (2 * z(95, 1))) ** 2, "one-sided limits in 50 digits")
row("est-limits", "RR", "", "est_lb=0.5;est_ub=1.25", (log(f("0.5")) + log(f("1.25"))) / 2, (log(f("2.5")) / (2 * z(95))) ** 2, "middle in 50 digits")
row("est-limits", "GEN", "", "yi=0.2;est_lb=-0.1;est_ub=0.5", f("0.2"), ((f("0.5") - f("-0.1")) / (2 * z(95))) ** 2, "50 digits")
# Of transformed proportions and rates the limits are transformed too: after Freeman & Tukey with the size of the study.
def ft(p, n):
    p, n = f(p), f(n)
    return (mp.asin(sqrt(n * p / (n + 1))) + mp.asin(sqrt((n * p + 1) / (n + 1)))) / 2


def ft_rate(rate, t):
    rate, t = f(rate), f(t)
    return (sqrt(rate) + sqrt(rate + 1 / t)) / 2


# The standard error of a printed correlation, proportion, rate, mean or alpha is transformed by the delta method, the slope by mpmath.
def probit(p):
    return sqrt(mpf(2)) * erfinv(2 * p - 1)


slopes = [
    ("ZCOR", "", ("0.4", "-0.97", "0"), mp.atanh), ("ZTET", "", ("0.4",), mp.atanh), ("ZR2", "", ("0.4", "0.02"), lambda x: mp.atanh(sqrt(x))),
    ("PLO", "", ("0.2", "0.999"), lambda x: log(x / (1 - x))), ("PRZ", "", ("0.2", "0.999"), probit), ("PAS", "", ("0.2", "0.75"), lambda x: mp.asin(sqrt(x))),
    ("PFT", "ni=40;", ("0.2", "0.6"), lambda x: (mp.asin(sqrt(40 * x / 41)) + mp.asin(sqrt((40 * x + 1) / 41))) / 2),
    ("IRS", "", ("0.2", "1700"), sqrt), ("IRFT", "ti=50;", ("0.2", "3"), lambda x: (sqrt(x) + sqrt(x + mpf(1) / 50)) / 2),
    ("AHW", "", ("0.8", "-0.3"), lambda x: 1 - mp.cbrt(1 - x)), ("ABT", "", ("0.8", "-0.3"), lambda x: -log(1 - x)),
    ("PLN", "", ("0.2",), log), ("IRLN", "", ("0.2",), log), ("MNLN", "", ("120",), log), ("SDLN", "", ("17",), log), ("CVLN", "", ("0.2",), log)]
for measure, size, printed, scale in slopes:
    for text in printed:
        row("est-se", measure, "", size + "est=%s;est_se=0.03" % text, scale(f(text)), (mp.diff(scale, f(text)) * f("0.03")) ** 2, "delta method in 50 digits")
row("est-limits", "PFT", "", "est=0.2;est_lb=0.1;est_ub=0.35;ni=40", ft("0.2", 40), ((ft("0.35", 40) - ft("0.1", 40)) / (2 * z(95))) ** 2, "limits transformed in 50 digits")
row("est-limits", "IRFT", "", "est=0.2;est_lb=0.1;est_ub=0.35;ti=50", ft_rate("0.2", 50), ((ft_rate("0.35", 50) - ft_rate("0.1", 50)) / (2 * z(95))) ** 2, "limits transformed in 50 digits")
row("est-limits", "PAS", "", "est=0.2;est_lb=0.1;est_ub=0.35", mp.asin(sqrt(f("0.2"))), ((mp.asin(sqrt(f("0.35"))) - mp.asin(sqrt(f("0.1")))) / (2 * z(95))) ** 2, "limits transformed in 50 digits")
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

# Counts of 2x2 tables, back from what a paper prints of them: ai = 12 of 50, ci = 20 of 55.
def odds(a, n1, c, n2):
    a, c = mpf(a), mpf(c)
    return log(a * (n2 - c) / (c * (n1 - a))), 1 / a + 1 / (n1 - a) + 1 / c + 1 / (n2 - c)


def risks(a, n1, c, n2):
    a, c = mpf(a), mpf(c)
    return log(a * n2 / (c * n1)), 1 / a - mpf(1) / n1 + 1 / c - mpf(1) / n2


sizes = "n1i=50;n2i=55"
table = (12, 50, 20, 55)
row("counts-total", "OR", "", sizes + ";ai=12;events_total=32", *odds(*table), "exact table")
row("counts-total", "RR", "", sizes + ";ci=20;events_total=32", *risks(*table), "exact table")
for known in ("events_total=32", "ai=12", "ci=20"):
    row("counts-or", "RR", "", sizes + ";or=0.553;" + known, *risks(*table), "exact table: OR 0.5526")
    row("counts-rr", "OR", "", sizes + ";rr=0.66;" + known, *odds(*table), "exact table: RR 0.66")
    row("counts-rd", "OR", "", sizes + ";rd=-0.124;" + known, *odds(*table), "exact table: RD -0.1236")
    row("counts-yule-q", "OR", "", sizes + ";yule_q=-0.288;" + known, *odds(*table), "exact table: Q -0.2881")
    row("counts-yule-y", "OR", "", sizes + ";yule_y=-0.147;" + known, *odds(*table), "exact table: Y -0.1472")
row("counts-rr", "RR", "", sizes + ";est=0.66;events_total=32", *risks(*table), "exact table: RR 0.66")
row("counts-or", "PETO", "", sizes + ";or=0.553;events_total=32", (12 - mpf(32) * 50 / 105) / (mpf(32) * 73 * 50 * 55 / (mpf(105) ** 2 * 104)), 1 / (mpf(32) * 73 * 50 * 55 / (mpf(105) ** 2 * 104)), "exact table: OR 0.5526")
row("counts-phi", "RR", "", sizes + ";phi=-0.134;events_total=32", *risks(*table), "exact table: phi -0.1342")
row("counts-chi2", "RR", "", sizes + ";chi2=-1.89;yates=0;events_total=32", *risks(*table), "exact table: chi-square 1.8909")
row("counts-chi2", "RR", "yates=off", sizes + ";chi2=-1.35;yates=1;events_total=32", *risks(*table), "exact table: chi-square with Yates' correction 1.353")
row("counts-percent", "OR", "", sizes + ";pct1i=24;pct2i=36.4", *odds(*table), "exact table")
row("counts-percent", "OR", "", sizes + ";ai=12;pct2i=36", *odds(*table), "exact table")
row("counts-percent", "RR", "", sizes + ";risk1i=0.24;risk2i=0.364", *risks(*table), "exact table")
row("counts-percent", "RR", "counts=exact", sizes + ";risk1i=0.25;risk2i=0.4", *risks(mpf("12.5"), 50, 22, 55), "50 digits")
a = f("0.55") * 50 * 32 / (55 + 50 * f("0.55"))
row("counts-rr", "OR", "counts=exact", sizes + ";rr=0.55;events_total=32", *odds(a, 50, 32 - a, 55), "50 digits")
row("counts-percent", "OR", "", sizes + ";pct1i=24;pct2i=36.4;deff=1.5", odds(*table)[0], mpf("1.5") * odds(*table)[1], "exact table")
for tp, fp, fn, tn in ((40, 7, 10, 93), (9, 1, 1, 12), (180, 33, 20, 267)):
    n = tp + fp + fn + tn
    s = ["%.3f" % x for x in (tp / (tp + fn), tn / (tn + fp), tp / (tp + fp), tn / (tn + fn))]
    every = {"sens": s[0], "spec": s[1], "ppv": s[2], "npv": s[3]}
    for left_out in ("", "sens", "spec", "ppv", "npv"):
        some = ";".join(k + "=" + v for k, v in every.items() if k != left_out)
        row("counts-diagnostic", "OR", "", "ni=%d;" % n + some, *odds(tp, tp + fp, fn, fn + tn), "exact table")

# Ratios of one kind from another; the limits go the same way.
def mapped(function, numbers, scale=log, level=95):
    est, lb, ub = (scale(function(f(x))) for x in numbers)
    return est, ((ub - lb) / (2 * z(level))) ** 2


def same(x):
    return x


p = f("0.3")
ratio = ("1.8", "1.2", "2.7")
limits = "{0}=1.8;{0}_lb=1.2;{0}_ub=2.7"
rr_or = lambda x: x / (1 - p + p * x)
rr_hr = lambda x: (1 - exp(x * log(1 - p))) / p
or_rr = lambda x: x * (1 - p) / (1 - p * x)
hr_rr = lambda x: log(1 - p * x) / log(1 - p)
for risk in ("risk2i=0.3", "pct2i=30"):
    row("rr-or", "RR", "", limits.format("or") + ";" + risk, *mapped(rr_or, ratio), "50 digits", "1e-11")
row("rr-or", "RR", "limits_level=90", limits.format("or") + ";risk2i=0.3", *mapped(rr_or, ratio, level=90), "50 digits", "1e-11")
row("rr-hr", "RR", "", limits.format("hr") + ";risk2i=0.3", *mapped(rr_hr, ratio), "50 digits", "1e-11")
row("or-rr", "OR", "", limits.format("rr") + ";risk2i=0.3", *mapped(or_rr, ratio), "50 digits", "1e-11")
row("hr-rr", "HR", "", limits.format("rr") + ";risk2i=0.3", *mapped(hr_rr, ratio), "50 digits", "1e-11")
row("rd-rr", "RD", "", limits.format("rr") + ";risk2i=0.3", *mapped(lambda x: p * (x - 1), ratio, same), "50 digits", "1e-11")
row("rd-or", "RD", "", limits.format("or") + ";risk2i=0.3", *mapped(lambda x: p * (rr_or(x) - 1), ratio, same), "50 digits", "1e-11")
row("rr-or-common", "RR", "", limits.format("or"), *mapped(sqrt, ratio), "50 digits", "1e-11")
row("rr-hr-common", "RR", "", limits.format("hr"), *mapped(lambda x: (1 - mpf("0.5") ** sqrt(x)) / (1 - mpf("0.5") ** sqrt(1 / x)), ratio), "50 digits", "1e-11")
se = f("0.2")
row("rr-or", "RR", "", "or=1.8;est_se=0.2;risk2i=0.3", log(rr_or(f("1.8"))), ((log(rr_or(f("1.8") * exp(z(95) * se))) - log(rr_or(f("1.8") * exp(-z(95) * se)))) / (2 * z(95))) ** 2, "50 digits", "1e-11")
row("rr-hr-common", "RR", "", "hr=0.56;hr_lb=0.46;hr_ub=0.69", *mapped(lambda x: (1 - mpf("0.5") ** sqrt(x)) / (1 - mpf("0.5") ** sqrt(1 / x)), ("0.56", "0.46", "0.69")), "50 digits", "1e-11")

# Log-rank: V by the events of both groups, by their total and the sizes, and by the total alone.
row("o-e", "HR", "", "oe=-6.5;voe=18.2", f("-6.5") / f("18.2"), 1 / f("18.2"), "50 digits")
row("o-e", "PETO", "", "oe=-6.5;voe=18.2", f("-6.5") / f("18.2"), 1 / f("18.2"), "50 digits")
zp = z(100 * (1 - f("0.03")))
for known, v in (("ai=30;ci=45", mpf(30) * 45 / 75), ("events_total=75;n1i=100;n2i=150", mpf(75) * 100 * 150 / 250 ** 2), ("events_total=75", mpf(75) / 4)):
    row("logrank", "HR", "", known + ";pi=-0.03", -zp / sqrt(v), 1 / v, "50 digits")
    row("logrank", "HR", "", known + ";est_z=-2.1", -f("2.1") / sqrt(v), 1 / v, "50 digits")
    row("hr-events", "HR", "", known + ";hr=0.7", log(f("0.7")), 1 / v, "50 digits")

# Limits of either group.
def mover(groups, level=95):
    (m1, l1, u1), (m2, l2, u2) = groups
    lower, upper = sqrt((m1 - l1) ** 2 + (u2 - m2) ** 2), sqrt((u1 - m1) ** 2 + (m2 - l2) ** 2)
    return m1 - m2, ((lower + upper) / (2 * z(level))) ** 2


groups = ((f("5.5"), f("4.25"), f("7")), (f("3"), f("2.5"), f("3.75")))
means = "m1i=5.5;lb1i=4.25;ub1i=7;m2i=3;lb2i=2.5;ub2i=3.75"
row("mover", "MD", "", means, *mover(groups), "50 digits", "1e-11")
row("mover", "MD", "limits_level=99", means, *mover(groups, 99), "50 digits", "1e-11")
row("mover", "ROM", "", means, *mover([[log(x) for x in g] for g in groups]), "50 digits", "1e-11")
groups = ((f("0.3"), f("0.2"), f("0.42")), (f("0.15"), f("0.1"), f("0.25")))
risks_with_limits = "risk1i=0.3;lb1i=0.2;ub1i=0.42;risk2i=0.15;lb2i=0.1;ub2i=0.25"
row("mover", "RD", "", risks_with_limits, *mover(groups), "50 digits", "1e-11")
row("mover", "RR", "", risks_with_limits, *mover([[log(x) for x in g] for g in groups]), "50 digits", "1e-11")

# The statistic of a test alone: r, or phi with the variance that it has where both margins are even.
def of_correlation(measure, r, n):
    rest = 1 - r * r
    return {"COR": (r, rest ** 2 / (n - 1)), "ZCOR": (mp.atanh(r), mpf(1) / (n - 3)), "PHI": (r, rest / n), "ZPHI": (mp.atanh(r), 1 / (n * rest))}[measure]


for measure in ("COR", "ZCOR", "PHI", "ZPHI"):
    for n, text in ((4, "1.99"), (1234567, "-25.5"), (90, "0")):
        row("z-r", measure, "", "zi=%s;ni=%d" % (text, n), *of_correlation(measure, f(text) / sqrt(mpf(n)), n), "50 digits")
    for n, text in ((5, "4.875"), (5, "-4.875"), (800, "10.83")):
        r = mp.sign(f(text)) * sqrt(abs(f(text)) / n)
        row("chi2-r", measure, "", "chi2=%s;ni=%d;yates=0" % (text, n), *of_correlation(measure, r, n), "50 digits")
for measure in ("PHI", "ZPHI"):
    for text in ("0.05", "-1e-20", "1"):
        r = mp.sign(f(text)) * sqrt(mpf(2)) * erfinv(1 - abs(f(text))) / sqrt(mpf(130))
        row("p-phi", measure, "", "pi=%s;n1i=50;n2i=80" % text, *of_correlation(measure, r, 130), "50 digits")
    row("chi2-r", measure, "icc=0.05", "chi2=2.5;n1i=60;n2i=60;cluster_size=21", *(x * y for x, y in zip(of_correlation(measure, sqrt(f("2.5") / 120), 120), (1, 2))), "variance times the design effect in 50 digits")
