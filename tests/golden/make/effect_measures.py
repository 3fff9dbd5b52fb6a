"""Writes tests/golden/effect_measures_exact.csv with 50 digits: tetrachoric correlations, phi, Yule's coefficients, the
standardised difference and the relative excess heterozygosity of tables that are hard in double precision, and the
variance of UCOR at a mean.

    python3 tests/golden/make/effect_measures.py > tests/golden/effect_measures_exact.csv

Needs mpmath. Not needed to build or test: the table is kept. The tetrachoric correlation solves P(X < h, Y < k; rho) = a/N;
its variance is computed here as the inverse of the information of the three parameters, a way that the library does not go.
"""
import mpmath as mp

mp.mp.dps = 50
SOURCE = "mpmath %s at 50 digits" % mp.__version__


def row(measure, vtype, inputs, yi, vi, rtol, options=""):
    pairs = ";".join("%s=%s" % (name, repr(value) if isinstance(value, float) else value) for name, value in inputs)
    print("%s,%s,%s,%s,%s,%s,%g,%s" % (measure, vtype, options, pairs, mp.nstr(yi, 20), mp.nstr(vi, 20), rtol, SOURCE))


def phi(x):
    return mp.npdf(x)


def below(x):
    return mp.erfc(-x / mp.sqrt(2)) / 2


def quantile(p):
    """Of the smaller tail, by Newton's steps."""
    if p > mp.mpf(1) / 2:
        return -quantile(1 - p)
    x = -mp.sqrt(-2 * mp.log(p)) if p < 0.3 else mp.mpf(0)
    for _ in range(200):
        step = (below(x) - p) / phi(x)
        step = max(min(step, mp.mpf(1) / 2), -mp.mpf(1) / 2)
        x -= step
        if abs(step) < mp.mpf(10) ** -45:
            break
    return x


def density(h, k, r):
    return mp.e ** (-(h * h - 2 * r * h * k + k * k) / (2 * (1 - r * r))) / (2 * mp.pi * mp.sqrt(1 - r * r))


def both_below(h, k, r):
    """The density integrated over the correlation, as sin of an angle; from 1 down where that is nearer."""
    f = lambda t: mp.e ** (-(h * h - 2 * mp.sin(t) * h * k + k * k) / (2 * mp.cos(t) ** 2))
    angle = mp.asin(r)
    points = [mp.mpf(0)]
    while abs(points[-1] - angle) > 0 and len(points) < 60:
        rest = mp.pi / 2 - abs(points[-1])
        step = min(abs(angle - points[-1]), rest / 4)
        points.append(points[-1] + mp.sign(angle) * step if step < abs(angle - points[-1]) else angle)
    return below(h) * below(k) + (mp.quad(f, points) / (2 * mp.pi) if len(points) > 1 else 0)


def tetrachoric(a, b, c, d):
    a, b, c, d = mp.mpf(a), mp.mpf(b), mp.mpf(c), mp.mpf(d)
    n = a + b + c + d
    h, k = quantile((a + b) / n), quantile((a + c) / n)
    lo, hi = -1 + mp.mpf(10) ** -12, 1 - mp.mpf(10) ** -12
    r = mp.cos(mp.pi * mp.sqrt(b * c) / (mp.sqrt(a * d) + mp.sqrt(b * c)))  # Pearson's approximation
    for _ in range(200):
        gap = both_below(h, k, r) - a / n
        if gap > 0:
            hi = r
        else:
            lo = r
        new = r - gap / density(h, k, r)
        new = new if lo < new < hi else (lo + hi) / 2
        if abs(new - r) < mp.mpf(10) ** -40:
            r = new
            break
        r = new
    s = mp.sqrt(1 - r * r)
    dh, dk = phi(h) * below((k - r * h) / s), phi(k) * below((h - r * k) / s)
    dr = density(h, k, r)
    # derivatives of the four cells by r, h, k
    cells = [(dr, dh, dk), (-dr, phi(h) - dh, -dk), (-dr, -dh, phi(k) - dk), (dr, -phi(h) + dh, -phi(k) + dk)]
    info = mp.matrix(3, 3)
    for g, p in zip(cells, (a / n, b / n, c / n, d / n)):
        for i in range(3):
            for j in range(3):
                info[i, j] += n * g[i] * g[j] / p
    vi = (info ** -1)[0, 0]
    return (mp.mpf(0) if a * d == b * c else r), vi


def table(a, b, c, d):
    return (("ai", a), ("bi", b), ("ci", c), ("di", d))


print("measure,vtype,options,inputs,yi,vi,rtol,source")
tables = [(43, 12, 17, 31), (12, 43, 31, 17), (50, 50, 50, 50), (1, 1, 1, 1), (99, 1, 2, 98), (1, 99, 98, 2), (5, 995, 3, 8997),
          (900, 3, 5, 2), (7, 7, 1, 30), (10, 3, 3, 10), (1, 5000, 4000, 20000), (100000, 3, 9, 100000), (250, 251, 249, 250),
          (2, 1, 1, 100000), (1000000, 2, 1, 5), (0.5, 12.5, 8.5, 3.5), (13.25, 0.25, 4.25, 9.25), (40, 1, 39, 1), (3, 77, 4, 76)]
for t in tables:
    r, vi = tetrachoric(*t)
    row("RTET", "", table(*t), r, vi, 1e-10 if abs(r) < mp.mpf(10) ** -3 else 1e-11)
    row("ZTET", "", table(*t), mp.atanh(r), vi / (1 - r * r) ** 2, 1e-10 if abs(r) < mp.mpf(10) ** -3 else 1e-11)

for t in tables + [(10 ** 9, 3, 2, 10 ** 8), (10 ** 8, 10 ** 8 + 1, 10 ** 8 - 1, 10 ** 8)]:
    a, b, c, d = (mp.mpf(x) for x in t)
    n = a + b + c + d
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    p = (a * d - b * c) / mp.sqrt(margins)
    r1, r2, k1, k2 = (a + b) / n, (c + d) / n, (a + c) / n, (b + d) / n
    cs = (1 - p ** 2 + p * (1 + p ** 2 / 2) * (r1 - r2) * (k1 - k2) / mp.sqrt(r1 * r2 * k1 * k2) -
          mp.mpf(3) / 4 * p ** 2 * ((r1 - r2) ** 2 / (r1 * r2) + (k1 - k2) ** 2 / (k1 * k2))) / n
    n1, n2 = a + b, c + d
    f = lambda x, y: mp.sqrt(n1 * n2) * (x - y) / mp.sqrt((n1 * x + n2 * y) * (n - n1 * x - n2 * y))
    x, y = a / n1, c / n2
    g1, g2 = mp.diff(f, (x, y), (1, 0)), mp.diff(f, (x, y), (0, 1))
    st = g1 ** 2 * x * (1 - x) / n1 + g2 ** 2 * y * (1 - y) / n2
    for vtype, vi in (("LS", cs), ("CS", cs), ("ST", st)):
        row("PHI", vtype, table(*t), p, vi, 1e-12)
        row("ZPHI", vtype, table(*t), mp.atanh(p), vi / (1 - p * p) ** 2, 1e-12)
    inverse = 1 / a + 1 / b + 1 / c + 1 / d
    q = (a * d - b * c) / (a * d + b * c)
    row("YUQ", "", table(*t), q, (1 - q * q) ** 2 * inverse / 4, 1e-12)
    q = (mp.sqrt(a * d) - mp.sqrt(b * c)) / (mp.sqrt(a * d) + mp.sqrt(b * c))
    row("YUY", "", table(*t), q, (1 - q * q) ** 2 * inverse / 16, 1e-12)
    z = [(quantile(u), u, m) for u, m in ((x, n1), (y, n2))]
    vi = sum(2 * mp.pi * u * (1 - u) * mp.e ** (w * w) / m for w, u, m in z)
    if abs(z[0][0] - z[1][0]) > 1e-3:
        row("PBIT", "", table(*t), z[0][0] - z[1][0], vi, 1e-12)
    lor = mp.log(a * d / (b * c))
    for name, factor in (("OR2DN", 1 / mp.mpf("1.65")), ("OR2DL", mp.sqrt(3) / mp.pi)):
        row(name, "LS", table(*t), factor * lor, factor ** 2 * inverse, 1e-12)
    row("REH", "", (("ai", t[0]), ("bi", t[1]), ("ci", t[2])), mp.log(b / (2 * mp.sqrt(a * c))),
        ((a + c) / (4 * a * c) + 1 / b), 1e-12)

studies = [(0.4, 20), (-0.2, 45), (0.83, 11), (0.1, 300), (0.55, 87), (-0.6, 5), (0.31, 1200), (0.02, 64)]
u = [mp.mpf(r) * mp.hyp2f1(mp.mpf(1) / 2, mp.mpf(1) / 2, mp.mpf(n - 2) / 2, 1 - mp.mpf(r) ** 2) for r, n in studies]
mean = sum(n * x for x, (r, n) in zip(u, studies)) / sum(n for r, n in studies)
for x, (r, n) in zip(u, studies):
    row("UCOR", "AV", (("ri", r), ("ni", n), ("average1", mp.nstr(mean, 20))), x, (1 - mean ** 2) ** 2 / (n - 1), 1e-12)


def fixed(r2, n, m):
    """The variance of the true R-squared, weighted by the density of the noncentral F distribution."""
    a, b = mp.mpf(n - 1) / 2, mp.mpf(m) / 2
    f = lambda u: mp.e ** (-n * u / (2 * (1 - u))) * mp.hyp1f1(a, b, n * u / (2 * (1 - u)) * r2) if u < 1 else mp.mpf(0)
    sd = mp.sqrt(4 * (r2 + mp.mpf(1) / n) * (1 - r2) ** 2 / n)
    points = sorted({mp.mpf(0), mp.mpf(1)} | {r2 + k * sd for k in range(-14, 15) if 0 < r2 + k * sd < 1})
    top = f(r2)
    integral = lambda g: mp.quad(lambda u: f(u) / top * g(u), points)
    total = integral(lambda u: 1)
    mean = integral(lambda u: u) / total
    return integral(lambda u: (u - mean) ** 2) / total


mp.mp.dps = 30
for r2, m, n in ((0.3, 4, 50), (0.9, 1, 6), (0.02, 10, 100), (0.5, 3, 1000), (0.6, 8, 20), (0.0, 2, 30)):
    r = mp.mpf(r2)
    vi = fixed(r, n, m)
    row("R2F", "", (("r2i", r2), ("mi", m), ("ni", n)), r, vi, 1e-12)
    if r > 0:
        row("ZR2F", "", (("r2i", r2), ("mi", m), ("ni", n)), mp.atanh(mp.sqrt(r)), vi / (4 * r * (1 - r) ** 2), 1e-12)
