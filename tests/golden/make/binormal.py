"""Writes tests/golden/binormal.csv: integrals of the bivariate normal density over the correlation, 40 digits.

    python3 tests/golden/make/binormal.py > tests/golden/binormal.csv

Needs mpmath. Not needed to build or test: the table is kept. `gain` = P(X < h, Y < k; sin(angle)) - P(X < h) P(Y < k),
`loss` = min(P(X < h), P(Y < k)) - P(X < h, Y < k; cos(angle)). Two numbers of panels must agree to 22 digits.
"""
import random

import mpmath as mp

mp.mp.dps = 40


def integral(h, k, a, b, panels):
    """Over angles from a to b; with w = cot(angle) the integrand falls off like a normal density."""
    d2 = (h - k) ** 2
    if d2 == 0:
        top = -h * k / (1 + mp.cos(b))
        f = lambda u: mp.e ** (-h * k / (1 + mp.cos(u)) - top) / (b - a)  # about 1: quad stops at an absolute error
        return mp.quad(f, mp.linspace(a, b, 4 * panels)) * (b - a) * mp.e ** top / (2 * mp.pi)
    lo = mp.cot(b) if b < mp.pi / 2 else mp.mpf(0)
    # where the exponent is 200 below the one at the start
    hi = mp.sqrt(lo * lo + 2 * (200 + abs(h * k)) / d2)
    if a > 0:
        hi = min(hi, mp.cot(a))
    exponent = lambda w: -d2 / 2 * (1 + w * w) - h * k / (1 + w / mp.sqrt(1 + w * w))
    top = exponent(lo)
    f = lambda w: mp.e ** (exponent(w) - top) / (1 + w * w) * (1 + lo * lo)
    points = [lo]
    while points[-1] < hi:
        w = points[-1]
        step = min(mp.sqrt(1 + w * w) / 4, 1 / (mp.sqrt(d2) + d2 * w)) / panels
        points.append(min(hi, w + max(step, (hi - lo) / 3000)))
    return mp.quad(f, points) * mp.e ** top / (1 + lo * lo) / (2 * mp.pi)


random.seed(20260701)
rows = []
for i in range(70):
    h = random.uniform(-5, 5)
    k = random.choice([random.uniform(-5, 5), h, h + 10 ** random.uniform(-8, 0)])
    angle = random.choice([random.uniform(0.01, 1.57), 10 ** random.uniform(-6, 0)])
    rows.append((h, k, angle))
print("what,h,k,angle,value,source")
for h, k, angle in rows:
    H, K, A = mp.mpf(h), mp.mpf(k), mp.mpf(angle)
    for what, a, b in (("loss", mp.mpf(0), A), ("gain", mp.pi / 2 - A, mp.pi / 2)):
        if (H - K) ** 2 / (2 * mp.sin(b) ** 2) + H * K / (1 + mp.cos(b)) > 600:
            continue
        one, two = integral(H, K, a, b, 1), integral(H, K, a, b, 2)
        assert abs(one - two) < abs(two) * mp.mpf(10) ** -22, (what, h, k, angle, one, two)
        print("%s,%r,%r,%r,%s,mpmath %s at 40 digits" % (what, h, k, angle, mp.nstr(two, 20), mp.__version__))
