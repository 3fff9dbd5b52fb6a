/* Arrangements of signs and their fits; see flips.h. */
#include "resample/flips.h"

#include "base/error.h"
#include "base/memory.h"
#include "fit/state.h"
#include "num/stream.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

tsq_status tsq__flips_begin(const tsq_studies *s, const tsq_fit_options *fit, tsq__flips *flips, tsq_error *err)
{
    *flips = (tsq__flips){.fit = *fit, .k = s->k, .words = s->k / 64 + 1};
    tsq__fit_defaults(&flips->fit);
    flips->order = tsq__array(s->k, sizeof *flips->order);
    flips->yi = tsq__array(s->k, sizeof(double));
    flips->vi = tsq__array(s->k, sizeof(double));
    if (flips->order == NULL || flips->yi == NULL || flips->vi == NULL) {
        return tsq__fail_memory(err);
    }
    tsq__lane_order(s->k, s->yi, s->vi, flips->order);
    flips->ready = true;
    for (size_t i = 0; i < s->k; i++) {
        flips->yi[i] = s->yi[flips->order[i]];
        flips->vi[i] = s->vi[flips->order[i]];
        flips->ready = flips->ready && isnormal(flips->vi[i]) && (i == 0 || flips->vi[i - 1] < flips->vi[i]);
    }
    return TSQ_OK;
}

void tsq__flips_free(tsq__flips *flips)
{
    free(flips->order);
    free(flips->yi);
    free(flips->vi);
    *flips = (tsq__flips){0};
}

void tsq__flipper_free(void *thread)
{
    tsq__flipper *flipper = thread;
    if (flipper != NULL) {
        tsq__many_free(&flipper->many);
        free(flipper->yi);
        free(flipper->flipped);
        free(flipper);
    }
}

tsq_status tsq__flipper_new(void *context, void **thread, tsq_error *err)
{
    const tsq__flips *flips = context;
    tsq__flipper *flipper = tsq__array(1, sizeof *flipper);
    *thread = flipper;
    if (flipper == NULL) {
        return tsq__fail_memory(err);
    }
    flipper->yi = tsq__array(flips->k, sizeof(double));
    flipper->flipped = tsq__array(flips->words, sizeof(uint64_t));
    if (flipper->yi == NULL || flipper->flipped == NULL) {
        return tsq__fail_memory(err);
    }
    return tsq__many_new(&flips->fit, flips->k, tsq__outcome_needs(&flips->fit), &flipper->many, err);
}

void tsq__flips_signs(const tsq__flips *flips, uint64_t number, uint64_t *flipped)
{
    tsq__stream stream = tsq__stream_at(flips->seed, number);
    for (size_t w = 0; w < flips->words; w++) {
        flipped[w] = 0;
        if (flips->random && number > 0) {
            const uint64_t high = tsq__stream_word(&stream), low = tsq__stream_word(&stream);
            flipped[w] = high << 32 | low;
        }
    }
    if (!flips->random) {
        flipped[0] = number << 1;
    }
}

static void flip(const tsq__flips *flips, const uint64_t *flipped, double shift, double *yi)
{
    for (size_t i = 0; i < flips->k; i++) {
        const double sign = 1.0 - 2.0 * (double)(flipped[i / 64] >> (i % 64) & 1);
        yi[i] = sign * (flips->yi[i] - shift);
    }
}

void tsq__flips_fit(const tsq__flips *flips, tsq__flipper *flipper, double shift, size_t n, const uint64_t *number,
                    uint64_t first, tsq__outcome *out)
{
    for (size_t j = 0; j < n; j++) {
        void *slot = tsq__outcome_slot(&flips->fit, flipper->fit, j);
        tsq__flips_signs(flips, number != NULL ? number[j] : first + j, flipper->flipped);
        if (flips->ready) {
            double *yi, *vi;
            tsq__many_next(&flipper->many, &yi, &vi);
            flip(flips, flipper->flipped, shift, yi);
            memcpy(vi, flips->vi, flips->k * sizeof *vi);
            tsq__many_take(&flipper->many, flips->k, slot);
        } else {
            flip(flips, flipper->flipped, shift, flipper->yi);
            tsq__many_add(&flipper->many, flips->k, flipper->yi, flips->vi, slot);
        }
    }
    tsq__many_flush(&flipper->many);
    for (size_t j = 0; j < n; j++) {
        tsq__outcome_of(&flips->fit, tsq__outcome_slot(&flips->fit, flipper->fit, j), flipper->many.memo, &out[j]);
    }
}

double tsq__flip_statistic(const tsq__outcome *outcome)
{
    if (outcome->status != TSQ_OK) {
        return NAN;
    }
    return outcome->se > 0.0 || outcome->estimate != 0.0 ? outcome->estimate / outcome->se : 0.0;
}
