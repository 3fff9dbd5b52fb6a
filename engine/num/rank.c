/* Exact rank test by modular elimination; see rank.h. A double is an integer times a power of two, so modulo an odd
 * prime it has an exact image; so has a decimal. */
#include "num/rank.h"

#include "base/shortest.h"

#include <math.h>

static uint64_t power_mod(uint64_t base, uint64_t exponent, uint64_t prime)
{
    uint64_t result = 1;
    for (base %= prime; exponent != 0; exponent >>= 1) {
        if ((exponent & 1) != 0) {
            result = result * base % prime;
        }
        base = base * base % prime;
    }
    return result;
}

static uint64_t inverse_mod(uint64_t x, uint64_t prime)
{
    return power_mod(x, prime - 2, prime);
}

static uint64_t double_mod(double x, uint64_t prime)
{
    int exponent;
    const double fraction = frexp(fabs(x), &exponent);
    const uint64_t mantissa = (uint64_t)ldexp(fraction, 53) % prime;
    exponent -= 53;
    uint64_t scale = power_mod(2, (uint64_t)(exponent < 0 ? -exponent : exponent), prime);
    if (exponent < 0) {
        scale = inverse_mod(scale, prime);
    }
    const uint64_t image = mantissa * scale % prime;
    return x < 0.0 && image != 0 ? prime - image : image;
}

/* The image of the shortest decimal that reads back as x: the number that was written. */
static uint64_t decimal_mod(double x, uint64_t prime)
{
    if (x == 0.0) {
        return 0;
    }
    int exponent;
    const uint64_t digits = tsq__shortest(fabs(x), &exponent) % prime;
    uint64_t scale = power_mod(10, (uint64_t)(exponent < 0 ? -exponent : exponent), prime);
    if (exponent < 0) {
        scale = inverse_mod(scale, prime);
    }
    const uint64_t image = digits * scale % prime;
    return x < 0.0 && image != 0 ? prime - image : image;
}

/* Brings column j to the form of the columns before it, whose pivot rows are known; returns false if nothing is left. */
static bool eliminate(size_t k, size_t j, uint64_t *a, size_t *pivot, uint64_t prime)
{
    uint64_t *column = a + j * k;
    for (size_t c = 0; c < j; c++) {
        const uint64_t factor = column[pivot[c]];
        for (size_t i = 0; factor != 0 && i < k; i++) {
            const uint64_t product = factor * a[c * k + i] % prime;
            column[i] = column[i] >= product ? column[i] - product : column[i] + prime - product;
        }
    }
    for (size_t i = 0; i < k; i++) {
        if (column[i] != 0) {
            const uint64_t inverse = inverse_mod(column[i], prime);
            for (size_t r = 0; r < k; r++) {
                column[r] = column[r] * inverse % prime;
            }
            pivot[j] = i;
            return true;
        }
    }
    return false;
}

typedef uint64_t (*image_of)(double x, uint64_t prime);

static bool dependent_mod(size_t k, size_t m, const double *X, const double *y, bool intercept, uint64_t *a,
                          image_of image, uint64_t prime)
{
    const size_t first = intercept ? 1 : 0, columns = m + first + (y == NULL ? 0 : 1);
    size_t *pivot = (size_t *)(void *)(a + k * (m + 2));
    for (size_t i = 0; intercept && i < k; i++) {
        a[i] = 1;
    }
    for (size_t i = 0; i < k * m; i++) {
        a[first * k + i] = image(X[i], prime);
    }
    for (size_t i = 0; y != NULL && i < k; i++) {
        a[(m + first) * k + i] = image(y[i], prime);
    }
    for (size_t j = 0; j < columns; j++) {
        if (!eliminate(k, j, a, pivot, prime)) {
            return true;
        }
    }
    return false;
}

static bool dependent(size_t k, size_t m, const double *X, const double *y, bool intercept, uint64_t *work,
                      image_of image)
{
    static const uint64_t primes[3] = {2147483647u, 2147483629u, 2147483587u};
    for (size_t i = 0; i < 3; i++) {
        if (!dependent_mod(k, m, X, y, intercept, work, image, primes[i])) {
            return false;
        }
    }
    return true;
}

/* Doubles that are their own decimals have been looked at. */
static bool all_whole(size_t n, const double *x)
{
    size_t i = 0;
    while (i < n && x[i] == floor(x[i])) {
        i++;
    }
    return i == n;
}

bool tsq__rank_deficient(size_t k, size_t m, const double *X, const double *y, bool intercept, uint64_t *work)
{
    if (m + (intercept ? 1 : 0) + (y == NULL ? 0 : 1) > k) {
        return true;
    }
    return dependent(k, m, X, y, intercept, work, double_mod) ||
           (y == NULL && !all_whole(k * m, X) && dependent(k, m, X, y, intercept, work, decimal_mod));
}
