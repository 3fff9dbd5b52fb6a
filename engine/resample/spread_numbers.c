/* Passes over many numbers; see spread_numbers.h. */
#include "resample/spread_numbers.h"

#include "num/lanes_targets.h"

#include <math.h>
#include <string.h>

#define ABREAST 8 /* parts of a sum */

#define TSQ__KERNEL "resample/spread_kernel.h"
#include "num/lanes_widths.h"

/* For TSQ__BY_WIDTH: as wide as the machine allows. */
struct widest {
    int width;
};

double tsq__numbers_sum(const double *x, size_t n, double *least, double *greatest)
{
    const struct widest any = {0};
    double sum;
    TSQ__BY_WIDTH(&any, sum = sum, x, n, least, greatest);
    return sum;
}

double tsq__numbers_squares(const double *x, size_t n, double mean)
{
    const struct widest any = {0};
    double sum;
    TSQ__BY_WIDTH(&any, sum = squares, x, n, mean);
    return sum;
}

/* z/(1 + |z|) maps all numbers into (-1, 1), in their order. */
static uint32_t fine_of(tsq__fine bins, double x)
{
    const double z = (x - bins.centre) / bins.unit, share = 0.5 + 0.5 * (z / (1.0 + fabs(z)));
    const double at = share * (double)TSQ__FINE;
    return at < (double)(TSQ__FINE - 1) ? (uint32_t)at : (uint32_t)TSQ__FINE - 1;
}

void tsq__numbers_place(tsq__fine bins, const double *x, size_t n, uint32_t *bin)
{
    const struct widest any = {0};
    const size_t most = n - n % ABREAST;
    TSQ__BY_WIDTH(&any, fine, bins, x, most, bin);
    for (size_t i = most; i < n; i++) {
        bin[i] = fine_of(bins, x[i]);
    }
}

static size_t bin_of(tsq__coarse bins, double x)
{
    const double at = (x - bins.least) * bins.scale;
    return at < (double)(TSQ__COARSE - 1) ? (size_t)(int)at : TSQ__COARSE - 1;
}

void tsq__numbers_count(tsq__coarse bins, const double *x, size_t n, uint32_t count[TSQ__COARSE])
{
    const struct widest any = {0};
    const size_t most = n - n % ABREAST;
    uint32_t two[2][TSQ__COARSE] = {{0}}; /* one number after another may be in the same bin, and would wait */
    TSQ__BY_WIDTH(&any, count, bins, x, most, two);
    for (size_t i = most; i < n; i++) {
        two[0][bin_of(bins, x[i])]++;
    }
    for (size_t bin = 0; bin < TSQ__COARSE; bin++) {
        count[bin] += two[0][bin] + two[1][bin];
    }
}

size_t tsq__numbers_pick(tsq__coarse bins, const tsq__range *range, size_t ranges, double *x, size_t n)
{
    const struct widest any = {0};
    const size_t most = n - n % ABREAST;
    size_t first;
    TSQ__BY_WIDTH(&any, first = pick, bins, range, ranges, x, most);
    for (size_t i = most; i < n; i++) {
        const double one = x[i], bin = (double)bin_of(bins, one);
        bool wanted = false;
        for (size_t r = 0; r < ranges; r++) {
            wanted = wanted || (range[r].first <= bin && bin < range[r].end);
        }
        x[i] = wanted ? x[first] : one;
        x[first] = wanted ? one : x[first];
        first += wanted ? 1 : 0;
    }
    return first;
}
