"""Writes tests/golden/medians.csv: means and SDs from medians by quantile estimation, Box-Cox, MLN and BLUE.

    python3 tests/golden/make/medians.py > tests/golden/medians.csv

Needs mpmath, numpy and scipy. Not needed to build or test: the table is kept. The optimum of each method is found by a
search over a wide grid in double precision, then solved for in 40 digits; integrals by mpmath's quadrature. `fitted` is the
distribution that quantile estimation chose.
"""
import numpy as np
from mpmath import mp, mpf, sqrt, log, exp, erfinv, erfc, gammainc, betainc, findroot, diff, quad, npdf, gamma, floor, matrix, lu_solve
from scipy import stats, optimize

mp.dps = 40


def normal_quantile(p):
    return sqrt(mpf(2)) * erfinv(2 * p - 1)


def luo(x, n):
    n = mpf(n)
    if len(x) == 5:
        w1, w2 = mpf("2.2") / (mpf("2.2") + n ** mpf("0.75")), mpf("0.7") - mpf("0.72") / n ** mpf("0.55")
        return w1 * (x[0] + x[4]) / 2 + w2 * (x[1] + x[3]) / 2 + (1 - w1 - w2) * x[2]
    return None


def luo3(x, n, case):
    n = mpf(n)
    w = 4 / (4 + n ** mpf("0.75")) if case == "range" else mpf("0.7") + mpf("0.39") / n
    return w * (x[0] + x[2]) / 2 + (1 - w) * x[1]


def location(x, n, case):
    return luo(x, n) if case == "five-numbers" else luo3(x, n, case)


def spread(x, n, case):
    n = mpf(n)
    by_range = (x[-1] - x[0]) / (2 * normal_quantile((n - mpf("0.375")) / (n + mpf("0.25"))))
    wide = 2 * normal_quantile((mpf("0.75") * n - mpf("0.125")) / (n + mpf("0.25")))
    if case == "range":
        return by_range
    if case == "quartiles":
        return (x[2] - x[0]) / wide
    return (by_range + (x[3] - x[1]) / wide) / 2


def root_near(f, x, step=1e-3):
    return findroot(f, (mpf(x) - mpf(step), mpf(x) + mpf(step)), solver="anderson", tol=mpf(10) ** -55, maxsteps=200, verify=False)


# ---- quantile estimation ---------------------------------------------------------------------------------------------

def probabilities(n, case):
    return {"range": [mpf(1) / n, mpf(1) / 2, 1 - mpf(1) / n], "quartiles": [mpf(1) / 4, mpf(1) / 2, mpf(3) / 4],
            "five-numbers": [mpf(1) / n, mpf(1) / 4, mpf(1) / 2, mpf(3) / 4, 1 - mpf(1) / n]}[case]


def gamma_quantile(p, a):
    """By Newton's method on ln x from the double precision value."""
    u = log(mpf(float(stats.gamma.ppf(float(p), float(a)))))
    for _ in range(60):
        x = exp(u)
        step = (gammainc(a, 0, x, regularized=True) - p) / (x ** a * exp(-x) / gamma(a))
        u -= step
        if abs(step) < mpf(10) ** -36:
            break
    return exp(u)


def beta_quantile(p, a, b):
    x0 = mpf(float(stats.beta.ppf(float(p), float(a), float(b))))
    u = log(x0 / (1 - x0))
    for _ in range(60):
        x = 1 / (1 + exp(-u))
        step = (betainc(a, b, 0, x, regularized=True) - p) * gamma(a) * gamma(b) / gamma(a + b) / (x ** a * (1 - x) ** b)
        u -= step
        if abs(step) < mpf(10) ** -36:
            break
    return 1 / (1 + exp(-u))


def shapes(name, probs, s):
    """Quantiles at scale 1 for the spread s."""
    if name == "log-normal":
        return [exp(exp(s) * normal_quantile(p)) for p in probs]
    if name == "Weibull":
        return [(-log(1 - p)) ** exp(s) for p in probs]
    return [gamma_quantile(p, exp(-2 * s)) for p in probs]


def shapes_double(name, probs, s):
    probs = np.array([float(p) for p in probs])[None, :]
    s = s[:, None]
    if name == "log-normal":
        return np.exp(np.exp(s) * stats.norm.ppf(probs))
    if name == "Weibull":
        return (-np.log1p(-probs)) ** np.exp(s)
    return stats.gamma.ppf(probs, np.exp(-2 * s))


def profile(name, probs, x, s):
    g = shapes(name, probs, s)
    c = sum(a * b for a, b in zip(g, x)) / sum(a * a for a in g)
    return c, sum((b - c * a) ** 2 for a, b in zip(g, x))


def fit_family(name, probs, x):
    grid = np.linspace(-6, 2.5, 3401)
    g = shapes_double(name, probs, grid)
    xd = np.array([float(v) for v in x])
    value = (xd ** 2).sum() - (g @ xd) ** 2 / (g ** 2).sum(axis=1)
    i = int(np.nanargmin(value))
    s = root_near(lambda t: diff(lambda v: profile(name, probs, x, v)[1], t, h=mpf(10) ** -12), grid[i], 2e-3)
    assert abs(s - grid[i]) < 0.01, (name, s, grid[i])
    c, squares = profile(name, probs, x, s)
    if name == "log-normal":
        v = exp(2 * s)
        mean = c * exp(v / 2)
        sd = mean * sqrt(exp(v) - 1)
    elif name == "gamma":
        a = exp(-2 * s)
        mean, sd = c * a, c * sqrt(a)
    else:
        mean = c * gamma(1 + exp(s))
        sd = c * sqrt(gamma(1 + 2 * exp(s)) - gamma(1 + exp(s)) ** 2)
    return squares, mean, sd, name


def fit_beta(probs, x):
    pd, xd = np.array([float(p) for p in probs]), np.array([float(v) for v in x])
    best = min((optimize.minimize(lambda t: ((stats.beta.ppf(pd, np.exp(t[0]), np.exp(t[1])) - xd) ** 2).sum(), start,
                                  method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-18, "maxiter": 4000})
                for start in ([0, 0], [2, 2], [1, 3], [3, 1], [4, 4])), key=lambda r: r.fun)

    def squares(u, v):
        return sum((beta_quantile(p, exp(u), exp(v)) - q) ** 2 for p, q in zip(probs, x))

    h = mpf(10) ** -12

    def gradient(u, v):
        return (squares(u + h, v) - squares(u - h, v)) / (2 * h), (squares(u, v + h) - squares(u, v - h)) / (2 * h)

    u, v = mpf(best.x[0]), mpf(best.x[1])
    k = mpf(10) ** -8
    for _ in range(12):
        g = gradient(u, v)
        gu, gv = gradient(u + k, v), gradient(u, v + k)
        h11, h12, h22 = (gu[0] - g[0]) / k, (gv[0] - g[0]) / k, (gv[1] - g[1]) / k
        det = h11 * h22 - h12 * h12
        du, dv = (h12 * g[1] - h22 * g[0]) / det, (h12 * g[0] - h11 * g[1]) / det
        u, v = u + du, v + dv
        if max(abs(du), abs(dv)) < mpf(10) ** -18:
            break
    a, b = exp(u), exp(v)
    return squares(u, v), a / (a + b), sqrt(a * b / (a + b + 1)) / (a + b), "beta"


def qe(x, n, case):
    probs = probabilities(n, case)
    z = [normal_quantile(p) for p in probs]
    mean = sum(x) / len(x)
    sd = sum(a * b for a, b in zip(z, x)) / sum(a * a for a in z)
    fits = [(sum((q - mean - sd * a) ** 2 for a, q in zip(z, x)), mean, sd, "normal")]
    if x[0] >= 0:
        fits += [fit_family(name, probs, x) for name in ("log-normal", "gamma", "Weibull")]
        if x[-1] <= 1:
            fits.append(fit_beta(probs, x))
    return min(fits, key=lambda f: f[0])[1:]


# ---- Box-Cox ---------------------------------------------------------------------------------------------------------

def boxcox(x, lam):
    return log(x) if lam == 0 else (x ** lam - 1) / lam


def moments(mu, sigma, lam):
    if lam == 0:
        return exp(mu + sigma ** 2 / 2), sqrt(exp(sigma ** 2) - 1) * exp(mu + sigma ** 2 / 2)
    ends = [-1 / lam, mu - 4 * sigma, mu, mu + 4 * sigma, mu + 8 * sigma, mu + 14 * sigma, 2 * mu + 1 / lam]
    ends = [ends[0]] + [e for e in ends[1:-1] if ends[0] < e < ends[-1]] + [ends[-1]]
    ends = [e for e in ends if abs(e - mu) < 40 * sigma] if ends[-1] - ends[0] > 80 * sigma else ends
    if ends[0] > -1 / lam:
        ends = [mu - 40 * sigma] + ends + [mu + 40 * sigma]

    def f(t):
        return (lam * t + 1) ** (1 / lam) if lam * t + 1 > 0 else mpf(0)

    mass = quad(lambda t: npdf(t, mu, sigma), ends)
    mean = quad(lambda t: npdf(t, mu, sigma) * f(t), ends) / mass
    return mean, sqrt(quad(lambda t: npdf(t, mu, sigma) * (f(t) - mean) ** 2, ends) / mass)


def pairs(x, case):
    m = x[len(x) // 2]
    return [(x[i], m, x[-1 - i]) for i in range(len(x) // 2)]


def bc(x, n, case):
    def asymmetry(lam):
        total = mpf(0)
        for low, m, high in pairs(x, case):
            a, b, c = boxcox(low, lam), boxcox(m, lam), boxcox(high, lam)
            total += ((c - b) / (b - a) - 1) ** 2
        return total

    grid = np.linspace(-2, 3, 20001) + 1e-7
    xd = [float(v) for v in x]
    total = sum(((h ** grid - m ** grid) / (m ** grid - l ** grid) - 1) ** 2 for l, m, h in pairs(xd, case))
    lam = mpf(float(grid[int(np.argmin(total))]))
    if -1.99 < lam < 2.99:
        lam = root_near(lambda t: diff(asymmetry, t, h=mpf(10) ** -12), lam)
    else:
        lam = mpf(-2) if lam < 0 else mpf(3)
    lam = max(lam, mpf(0))
    t = [boxcox(v, lam) for v in x]
    return moments(location(t, n, case), spread(t, n, case), lam)


# ---- MLN -------------------------------------------------------------------------------------------------------------

def between(n, case):
    ranks = [1, int(0.25 * n + 1), int(0.5 * n + 1), int(0.75 * n + 1), n]
    ranks = {"range": ranks[::2], "quartiles": ranks[1:4], "five-numbers": ranks}[case]
    return [ranks[0] - 1] + [b - a - 1 for a, b in zip(ranks, ranks[1:])] + [n - ranks[-1]]


def log_likelihood(t, mu, sigma, counts):
    z = [(v - mu) / sigma for v in t]
    total = sum(-a * a / 2 for a in z) - len(z) * log(sigma)
    upper = [mpf(1)] + [erfc(a / sqrt(mpf(2))) / 2 for a in z] + [mpf(0)]
    return total + sum(w * log(upper[i] - upper[i + 1]) for i, w in enumerate(counts) if w > 0)


def mln(x, n, case):
    counts = between(n, case)

    def of_lambda(lam):
        t = [boxcox(v, lam) for v in x]
        return log_likelihood(t, location(t, n, case), spread(t, n, case), counts)

    mp.dps = 15
    grid = [mpf(i) / 20 for i in range(201)]
    values = [of_lambda(lam) for lam in grid]
    mp.dps = 40
    i = max(range(201), key=lambda j: values[j])
    assert i < 200
    lam = mpf(0)
    slope = lambda t: diff(of_lambda, t, h=mpf(10) ** -12)
    if i > 0 or slope(mpf(10) ** -9) > 0:
        low, high = max(grid[i] - mpf("0.05"), mpf(10) ** -9), grid[i] + mpf("0.05")
        lam = findroot(slope, (low, high), solver="anderson", tol=mpf(10) ** -50, maxsteps=300, verify=False)
        assert low <= lam <= high
    t = [boxcox(v, lam) for v in x]
    mu, sigma = location(t, n, case), spread(t, n, case)
    h = mpf(10) ** -12
    k = mpf(10) ** -8

    def gradient(a, b):  # in 1/sigma and mu/sigma
        f = lambda p, q: log_likelihood(t, q / p, 1 / p, counts)
        return (f(a + h, b) - f(a - h, b)) / (2 * h), (f(a, b + h) - f(a, b - h)) / (2 * h)

    a, b = 1 / sigma, mu / sigma
    for _ in range(60):
        g = gradient(a, b)
        ga, gb = gradient(a + k, b), gradient(a, b + k)
        h11, h12, h22 = (ga[0] - g[0]) / k, (gb[0] - g[0]) / k, (gb[1] - g[1]) / k
        det = h11 * h22 - h12 * h12
        da, db = (h12 * g[1] - h22 * g[0]) / det, (h12 * g[0] - h11 * g[1]) / det
        part = min(mpf(1), abs(a) / (2 * abs(da)) if da else mpf(1))
        a, b = a + part * da, b + part * db
        if max(abs(da / a), abs(db)) < mpf(10) ** -18:
            break
    else:
        raise SystemExit("no maximum")
    return moments(b / a, 1 / a, lam)


# ---- BLUE ------------------------------------------------------------------------------------------------------------

def blue(x, n, case):
    ranks = [1, n // 4 + 1, n // 2 + 1, 3 * n // 4 + 1, n]
    ranks = {"range": ranks[::2], "quartiles": ranks[1:4], "five-numbers": ranks}[case]
    k, m = len(ranks), mpf(n) + 2
    p = [mpf(r) / (n + 1) for r in ranks]
    q = [1 - v for v in p]
    d = []
    for v in p:
        u = normal_quantile(v)
        f = npdf(u)
        d.append((u, 1 / f, u / f ** 2, (1 + 2 * u ** 2) / f ** 3, u * (7 + 6 * u ** 2) / f ** 4))
    a = [d[i][0] + p[i] * q[i] * d[i][2] / (2 * m) + p[i] * q[i] / m ** 2 * ((q[i] - p[i]) * d[i][3] / 3 + p[i] * q[i] * d[i][4] / 8)
         for i in range(k)]
    cov = matrix(k, k)
    for i in range(k):
        for j in range(i, k):
            second = ((q[i] - p[i]) * d[i][2] * d[j][1] + (q[j] - p[j]) * d[i][1] * d[j][2] + p[i] * q[i] * d[i][3] * d[j][1] / 2
                      + p[j] * q[j] * d[i][1] * d[j][3] / 2 + p[i] * q[j] * d[i][2] * d[j][2] / 2)
            cov[i, j] = cov[j, i] = p[i] * q[j] * (d[i][1] * d[j][1] / m + second / m ** 2)
    inverse = cov ** -1
    design = matrix(k, 2)
    for i in range(k):
        design[i, 0], design[i, 1] = 1, a[i]
    solved = lu_solve(design.T * inverse * design, design.T * inverse * matrix(x))
    return solved[0], solved[1]


# ---- rows ------------------------------------------------------------------------------------------------------------

METHODS = {"qe": (qe, "1e-10"), "bc": (bc, "1e-10"), "mln": (mln, "1e-10"), "blue": (blue, "1e-11")}


def show(v):
    return mp.nstr(v, 20)


def row(method, n, numbers, case):
    x = [mpf(float(v)) for v in numbers]
    result = METHODS[method][0](x, n, case)
    cells = {"range": (0, None, 1, None, 2), "quartiles": (None, 0, 1, 2, None), "five-numbers": (0, 1, 2, 3, 4)}[case]
    text = [numbers[i] if i is not None else "" for i in cells]
    fitted = result[2] if len(result) > 2 else ""
    print(",".join([case + "-" + method, str(n)] + text + [show(result[0]), show(result[1]), fitted, METHODS[method][1],
                                                            "optimum and integrals in 40 digits"]), flush=True)


FIVE = [  # n, five numbers
    (50, "1 2 3 5.5 14"), (301, "80 110 130 165 420"), (28, "6 9 11 15 34"), (100, "130 136 138 141 146"),
    (12, "2.1 2.6 2.9 3.2 3.9"), (5, "12.85 13.25 13.35 14.28 14.93"), (1000, "3 21 48 97 410"), (26, "7 10 14 17 19.5"),
]
PARTS = [(40, ".05 .4 .6 .7 .98"), (26, "0.02 0.1 0.2 0.45 0.9")]
NEGATIVE = [(26, "-6 -1.7 -0.5 0.5 3"), (27, "-4 -1.5 -0.5 1.1 2.5")]


def main():
    print("conversion,n,min,q1,median,q3,max,mean,sd,fitted,rtol,source")
    for method in METHODS:
        chosen = FIVE + (PARTS if method != "mln" else []) + (NEGATIVE if method in ("qe", "blue") else [])
        for n, text in chosen:
            x = text.split()
            row(method, n, x, "five-numbers")
            row(method, n, x[1:4], "quartiles")
            row(method, n, x[::2], "range")


if __name__ == "__main__":
    main()
