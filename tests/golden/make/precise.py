"""Distributions to any number of digits, for the reference tables in tests/golden.

Every function works at mpmath's current precision (mp.dps) plus guard digits, keeps the relative accuracy of
the tail that it returns, and knows no limit of the exponent. The tables are made twice, at two precisions,
and checked by a second method; README.md beside them says which.
"""
import mpmath as mp
from mpmath import mpf

GUARD = 25


def eps():
    return mpf(10) ** (-mp.mp.dps - 10)


def continued_fraction(b0, term):
    """b0 + a1/(b1 + a2/(b2 + ...)) by the modified Lentz rule; term(j) gives (a_j, b_j)."""
    tiny = mpf(10) ** (-20 * mp.mp.dps)
    f = b0 or tiny
    c, d = f, mpf(0)
    j = 0
    while True:
        j += 1
        a, b = term(j)
        d = 1 / ((b + a * d) or tiny)
        c = (b + a / c) or tiny
        f *= c * d
        if abs(c * d - 1) < eps():
            return f


def gamma_tails(a, z):
    """(lower, upper) regularised incomplete gamma functions."""
    with mp.workdps(mp.mp.dps + GUARD):
        a, z = mpf(a), mpf(z)
        if z <= 0:
            return mpf(0), mpf(1)
        lead = mp.exp(a * mp.log(z) - z - mp.loggamma(a))
        if z < a + 1:
            term = 1 / a
            total, n = term, 0
            while term > total * eps():
                n += 1
                term *= z / (a + n)
                total += term
            return lead * total, 1 - lead * total
        upper = lead / continued_fraction(z + 1 - a, lambda j: (-j * (j - a), z + 2 * j + 1 - a))
        return 1 - upper, upper


def beta_lower(a, b, x, y):
    """Regularised incomplete beta function I_x(a, b), y = 1 - x."""
    with mp.workdps(mp.mp.dps + GUARD):
        a, b, x, y = mpf(a), mpf(b), mpf(x), mpf(y)
        if x <= 0:
            return mpf(0)
        if y <= 0:
            return mpf(1)
        if x > (a + 1) / (a + b + 2):
            return 1 - beta_lower(b, a, y, x)
        lead = mp.exp(a * mp.log(x) + b * mp.log(y) + mp.loggamma(a + b) - mp.loggamma(a) - mp.loggamma(b)) / a

        def term(j):
            m = j // 2
            if j % 2 == 0:
                return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), mpf(1)
            return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)), mpf(1)

        return lead / continued_fraction(mpf(1), term)


def normal_tails(x):
    with mp.workdps(mp.mp.dps + GUARD):
        r = mpf(x) / mp.sqrt(2)
        return mp.erfc(-r) / 2, mp.erfc(r) / 2


def chi2_tails(x, df):
    return gamma_tails(mpf(df) / 2, mpf(x) / 2)


def t_tails(x, df):
    with mp.workdps(mp.mp.dps + GUARD):
        x, df = mpf(x), mpf(df)
        s = df + x * x
        tail = beta_lower(df / 2, mpf(1) / 2, df / s, x * x / s) / 2
        return (1 - tail, tail) if x >= 0 else (tail, 1 - tail)


def f_tails(x, d1, d2):
    with mp.workdps(mp.mp.dps + GUARD):
        x, d1, d2 = mpf(x), mpf(d1), mpf(d2)
        s = d2 + d1 * x
        return (beta_lower(d1 / 2, d2 / 2, d1 * x / s, d2 / s), beta_lower(d2 / 2, d1 / 2, d2 / s, d1 * x / s))


TAILS = {"normal": lambda x, d1, d2: normal_tails(x), "chi2": lambda x, d1, d2: chi2_tails(x, d1),
         "t": lambda x, d1, d2: t_tails(x, d1), "F": f_tails}


def root(f, lo, hi, digits=None):
    """The sign change of f between lo and hi: bisection on the log scale to 1e-3, then secants kept inside."""
    digits = digits or mp.mp.dps
    lo, hi = mpf(lo), mpf(hi)
    flo, fhi = f(lo), f(hi)
    if flo == 0:
        return lo
    if fhi == 0:
        return hi
    if flo * fhi > 0:
        raise ValueError("no sign change")
    side = 0
    for count in range(20000):
        wide = hi - lo > mpf("1e-3") * max(abs(lo), abs(hi))
        if wide or count % 8 == 7:
            mid = mp.sqrt(lo * hi) if lo > 0 and hi > 4 * lo else (lo + hi) / 2
            side = 0
        else:
            mid = (lo * fhi - hi * flo) / (fhi - flo)
        if not lo < mid < hi:
            mid = (lo + hi) / 2
        fm = f(mid)
        if fm == 0:
            return mid
        if flo * fm < 0:
            hi, fhi = mid, fm
            flo = flo / 2 if side == 1 else flo
            side = 1
        else:
            lo, flo = mid, fm
            fhi = fhi / 2 if side == -1 else fhi
            side = -1
        if hi - lo <= mpf(10) ** (-digits) * max(abs(lo), abs(hi)):
            return (lo + hi) / 2
    raise ArithmeticError("no convergence")


def quantile(distribution, d1, d2, p):
    """x with upper tail p."""
    p = mpf(p)

    def upper(x):
        lower, up = TAILS[distribution](x, d1, d2)
        return mp.log(up / p) if p <= mpf(1) / 2 else -mp.log(lower / (1 - p))

    if distribution in ("normal", "t"):
        if p == mpf(1) / 2:
            return mpf(0)
        if p > mpf(1) / 2:
            return -quantile(distribution, d1, d2, 1 - p)
    lo = hi = mpf(1)
    while upper(lo) < 0:
        lo /= 2
    while upper(hi) > 0:
        hi *= 2
    return root(upper, lo, hi)


# ---- weighted sums of chi-squares ------------------------------------------------------------------------

def quadform_contour(lambdas, x, shape=mpf(1)):
    """(lower, upper) tails of sum lambda_i chi2_1 at x, by the inversion integral of the moment generating function
    along a parabola through the saddle point of each tail, opened towards the branch cut, where the integrand
    falls off like exp(-Re(s) x): the trapezoidal rule doubles its digits with each halving of the step."""
    lambdas = [mpf(l) for l in lambdas if l > 0]
    x = mpf(x)
    if x <= 0:
        return mpf(0), mpf(1)
    with mp.workdps(mp.mp.dps + GUARD):
        edge = 1 / (2 * max(lambdas))
        tails = []
        for sign in (-1, 1):

            def slope(s):  # derivative of log(M(s) exp(-s x) / s)
                return sum(l / (1 - 2 * l * s) for l in lambdas) - x - 1 / s

            with mp.workdps(20):
                if sign > 0:
                    lo, hi = edge * mpf("1e-12"), edge * (1 - mpf("1e-15"))
                    saddle = root(slope, lo, hi, 8) if slope(lo) * slope(hi) < 0 else edge / 2
                else:
                    def left(u):
                        return slope(-u)
                    lo, hi = edge * mpf("1e-12"), edge
                    while left(hi) > 0:
                        hi *= 2
                    saddle = -root(left, lo, hi, 8) if left(lo) > 0 else -edge
                curvature = sum(2 * l * l / (1 - 2 * l * saddle) ** 2 for l in lambdas) + 1 / saddle ** 2
                width = 1 / mp.sqrt(curvature)
            tails.append(_parabola(lambdas, x, mpf(saddle), mpf(width), sign, shape))
        lower, upper = tails
        return lower, upper


def _parabola(lambdas, x, saddle, width, sign, shape):
    # s = saddle + i width sinh(u) + bend (cosh(u) - 1): a straight line at the saddle, then bending right
    bend = shape * width

    def value(u):
        sh, ch = mp.sinh(u), mp.cosh(u)
        s = mp.mpc(saddle + bend * (ch - 1), width * sh)
        ds = mp.mpc(bend * sh, width * ch)
        m = mp.mpc(1)
        for l in lambdas:
            m *= mp.sqrt(1 - 2 * l * s)
        return (mp.exp(-s * x) / (m * s) * ds).imag

    peak = abs(value(mpf(0)))
    cut = peak * mpf(10) ** (-mp.mp.dps)
    reach = mpf(1)
    while abs(value(reach)) > cut:
        reach *= mpf("1.25")
    n = 32
    step = reach / n
    total = value(mpf(0)) / 2 + sum(value(i * step) for i in range(1, n + 1))
    old = None
    for _ in range(16):
        now = total * step
        if old is not None and abs(now - old) <= abs(now) * mpf(10) ** (-(mp.mp.dps - GUARD) - 2):
            break
        old = now
        step /= 2
        n *= 2
        total += sum(value(i * step) for i in range(1, n, 2))
    else:
        raise ArithmeticError("contour did not converge")
    return sign * now / mp.pi


def quadform_series(lambdas, x, digits):
    """Lower tail by Ruben's mixture of chi-squares (1962), all terms positive; for moderate ratios only."""
    with mp.workdps(mp.mp.dps + 150):  # the chi-square tails come by subtraction from the first one
        return _ruben([mpf(l) for l in lambdas if l > 0], mpf(x), digits)


def _ruben(lambdas, x, digits):
    n, beta = len(lambdas), min(lambdas)
    gammas = [1 - beta / l for l in lambdas]
    c = [mp.sqrt(mp.fprod(beta / l for l in lambdas))]
    g, powers = [], [mpf(1)] * n
    a, z = mpf(n) / 2, x / (2 * beta)
    lower = gamma_tails(a, z)[0]
    drop = mp.exp(a * mp.log(z) - z - mp.loggamma(a + 1))
    total, weight, j = c[0] * lower, c[0], 0
    while (1 - weight) * lower > total * mpf(10) ** (-digits):
        j += 1
        powers = [p * q for p, q in zip(powers, gammas)]
        g.append(mp.fsum(powers) / 2)
        c.append(mp.fsum(g[i] * c[j - 1 - i] for i in range(j)) / j)
        lower -= drop
        drop *= z / (a + j)
        total += c[j] * lower
        weight += c[j]
        if lower <= 0:
            break
    return total
