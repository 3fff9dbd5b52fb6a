/* Mean, SD and quantiles of a long sequence; see spread.h. */
#include "resample/spread.h"

#include "base/error.h"
#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

#define BINS ((size_t)1 << 18)

void tsq__spread_begin(tsq__spread *spread, double centre, double unit)
{
    *spread = (tsq__spread){
        .centre = centre, .unit = unit > 0.0 ? unit : 1.0, .least = (double)INFINITY, .greatest = -(double)INFINITY};
}

void tsq__spread_free(tsq__spread *spread)
{
    if (spread != NULL) {
        free(spread->kept);
        free(spread->bin);
        *spread = (tsq__spread){0};
    }
}

/* z/(1 + |z|) maps all numbers into (-1, 1), in their order. */
static size_t bin_of(const tsq__spread *spread, double x)
{
    const double z = (x - spread->centre) / spread->unit, share = 0.5 + 0.5 * (z / (1.0 + fabs(z)));
    const double at = share * (double)BINS;
    return at < (double)(BINS - 1) ? (size_t)at : BINS - 1;
}

static double middle_of(const tsq__spread *spread, size_t bin)
{
    const double u = 2.0 * (((double)bin + 0.5) / (double)BINS) - 1.0;
    return spread->centre + spread->unit * (u / (1.0 - fabs(u)));
}

static tsq_status keep(tsq__spread *spread, double x, tsq_error *err)
{
    double *kept = tsq__grow(spread->kept, &spread->capacity, spread->n_kept + 1, sizeof *kept);
    if (kept == NULL) {
        return tsq__fail_memory(err);
    }
    spread->kept = kept;
    spread->kept[spread->n_kept++] = x;
    spread->sorted = false;
    return TSQ_OK;
}

/* From kept numbers to bins. */
static tsq_status pour(tsq__spread *spread, tsq_error *err)
{
    spread->bin = tsq__array(BINS, sizeof *spread->bin);
    if (spread->bin == NULL) {
        return tsq__fail_memory(err);
    }
    for (size_t i = 0; i < spread->n_kept; i++) {
        spread->bin[bin_of(spread, spread->kept[i])]++;
    }
    free(spread->kept);
    spread->kept = NULL;
    spread->n_kept = spread->capacity = 0;
    return TSQ_OK;
}

tsq_status tsq__spread_add(tsq__spread *spread, double x, tsq_error *err)
{
    tsq_status status = TSQ_OK;
    if (spread->bin == NULL && spread->n_kept == TSQ__SPREAD_KEPT) {
        status = pour(spread, err);
    }
    if (status == TSQ_OK && spread->bin == NULL) {
        status = keep(spread, x, err);
    } else if (status == TSQ_OK) {
        spread->bin[bin_of(spread, x)]++;
    }
    if (status != TSQ_OK) {
        return status;
    }
    spread->n++;
    const double gap = x - spread->mean;
    spread->mean += gap / (double)spread->n;
    spread->squares += gap * (x - spread->mean);
    spread->least = fmin(spread->least, x);
    spread->greatest = fmax(spread->greatest, x);
    return TSQ_OK;
}

/* For what is to be read. */
static bool make_room(tsq__spread *spread, size_t kept, bool binned)
{
    free(spread->kept);
    free(spread->bin);
    spread->bin = binned ? tsq__array(BINS, sizeof *spread->bin) : NULL;
    spread->kept = tsq__array(kept, sizeof *spread->kept);
    spread->n_kept = spread->capacity = spread->kept != NULL ? kept : 0;
    spread->sorted = false;
    return spread->kept != NULL && (spread->bin != NULL || !binned);
}

bool tsq__spread_pass(tsq__spread *spread, tsq__bytes *bytes)
{
    double *const numbers[] = {&spread->mean, &spread->squares, &spread->least, &spread->greatest};
    uint64_t binned = spread->bin != NULL, kept = spread->n_kept;
    (void)tsq__bytes_pass(bytes, &spread->n, sizeof spread->n);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        (void)tsq__bytes_pass(bytes, numbers[i], sizeof *numbers[i]);
    }
    (void)tsq__bytes_pass(bytes, &binned, sizeof binned);
    (void)tsq__bytes_pass(bytes, &kept, sizeof kept);
    if (bytes->reading && !bytes->failed) {
        bytes->failed = kept > TSQ__SPREAD_KEPT || !make_room(spread, (size_t)kept, binned != 0);
    }
    if (binned != 0) {
        return tsq__bytes_pass_array(bytes, spread->bin, BINS, sizeof *spread->bin);
    }
    return tsq__bytes_pass_array(bytes, spread->kept, (size_t)kept, sizeof *spread->kept);
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double kept_quantile(tsq__spread *spread, double share)
{
    if (!spread->sorted) {
        qsort(spread->kept, spread->n_kept, sizeof *spread->kept, ascending);
        spread->sorted = true;
    }
    const double at = share * (double)(spread->n_kept - 1);
    const size_t below = (size_t)at;
    const double rest = at - (double)below, low = spread->kept[below];
    return rest > 0.0 ? low + rest * (spread->kept[below + 1] - low) : low;
}

static double binned_quantile(const tsq__spread *spread, double share)
{
    const double at = share * (double)(spread->n - 1);
    uint64_t below = 0;
    size_t bin = 0;
    while (bin < BINS - 1 && (double)(below + spread->bin[bin]) <= at) {
        below += spread->bin[bin++];
    }
    return fmin(fmax(middle_of(spread, bin), spread->least), spread->greatest);
}

double tsq__spread_quantile(tsq__spread *spread, double share)
{
    if (spread->n == 0) {
        return NAN;
    }
    return spread->bin == NULL ? kept_quantile(spread, share) : binned_quantile(spread, share);
}

tsq_spread tsq__spread_tell(tsq__spread *spread)
{
    static const double share[] = {0.025, 0.25, 0.5, 0.75, 0.975};
    const bool some = spread->n > 0;
    tsq_spread told = {.n = spread->n,
                       .exact = spread->bin == NULL,
                       .mean = some ? spread->mean : (double)NAN,
                       .sd = spread->n > 1 ? sqrt(spread->squares / (double)(spread->n - 1)) : (double)NAN,
                       .least = some ? spread->least : (double)NAN,
                       .greatest = some ? spread->greatest : (double)NAN};
    for (size_t i = 0; i < 5; i++) {
        told.quantile[i] = tsq__spread_quantile(spread, share[i]);
    }
    return told;
}
