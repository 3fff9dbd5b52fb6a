/* The data of a replicate, from a stream that belongs to it alone. */
#include "num/draw.h"
#include "resample/simulate.h"

#include <math.h>
#include <string.h>

/* ---- the seed of a scenario ------------------------------------------------------------------------------------ */

/* FNV-1a of 64 bits. */
static void mix(uint64_t *hash, const void *bytes, size_t n)
{
    const unsigned char *byte = bytes;
    for (size_t i = 0; i < n; i++) {
        *hash = (*hash ^ byte[i]) * 1099511628211U;
    }
}

/* By its value: the same on machines of either byte order; -0 is 0, and all NaN are one. */
static void mix_number(uint64_t *hash, double x)
{
    const double plain = isnan(x) ? (double)NAN : x + 0.0;
    uint64_t bits = 0;
    unsigned char byte[8];
    if (!isnan(plain)) {
        memcpy(&bits, &plain, sizeof bits);
    }
    for (int i = 0; i < 8; i++) {
        byte[i] = (unsigned char)(bits >> (8 * i));
    }
    mix(hash, byte, isnan(plain) ? 1 : sizeof byte);
}

uint64_t tsq__scenario_seed(const tsq_scenario *s, uint64_t seed)
{
    uint64_t hash = 14695981039346656037U;
    const char *const ids[] = {s->effects->id, s->measure->id, s->spread->id, s->selection->id};
    const double numbers[] = {(double)s->k, s->mu,     s->tau2, s->shape,    s->shape2,   s->n_min,  s->n_max,
                              s->vi_min,    s->vi_max, s->sd,   s->risk_min, s->risk_max, s->publish};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
        mix(&hash, ids[i], strlen(ids[i]) + 1);
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        mix_number(&hash, numbers[i]);
    }
    if (!isnan(s->ratio)) {
        mix_number(&hash, s->ratio);
    }
    const double *list = s->n != NULL ? s->n : s->vi;
    mix(&hash, s->n != NULL ? "n" : "v", 1);
    for (size_t i = 0; i < s->n_list; i++) {
        mix_number(&hash, list[i]);
    }
    const uint32_t counter[4] = {(uint32_t)hash, (uint32_t)(hash >> 32), 0x73696d75U,
                                 0}; /* "simu": not a replicate's */
    const uint32_t key[2] = {(uint32_t)seed, (uint32_t)(seed >> 32)};
    uint32_t block[4];
    tsq__philox(counter, key, block);
    return (uint64_t)block[1] << 32 | block[0];
}

/* ---- a study --------------------------------------------------------------------------------------------------------- */

void tsq__simulated_row_begin(tsq__simulated_row *room)
{
    tsq__effect_row_clear(&room->row);
    room->options = (tsq_effect_options)TSQ_EFFECT_OPTIONS_INIT;
}

double tsq__simulated_treated(const tsq_scenario *s, double n)
{
    return isnan(s->ratio) ? n : fmax(1.0, round(s->ratio * n));
}

/* A number of participants between the limits, or the one that study i is given; NaN where variances are given. */
static double size_of(const tsq_scenario *s, tsq__stream *stream, size_t i)
{
    if (s->n != NULL) {
        return s->n[i % s->n_list];
    }
    if (isnan(s->n_min) || s->n_min == s->n_max) {
        return s->n_min;
    }
    const double n = floor(s->spread->draw(stream, s->n_min, s->n_max + 1.0)); /* each whole number has its share */
    return n < s->n_max ? n : s->n_max;
}

static double variance_of(const tsq_scenario *s, tsq__stream *stream, size_t i, double n)
{
    if (s->vi != NULL) {
        return s->vi[i % s->n_list];
    }
    if (!isnan(s->vi_min)) {
        return s->vi_min < s->vi_max ? s->spread->draw(stream, s->vi_min, s->vi_max) : s->vi_min;
    }
    return s->measure->variance(s, tsq__simulated_treated(s, n), n);
}

static double true_effect(const tsq_scenario *s, tsq__stream *stream, double tau)
{
    return tau > 0.0 ? s->mu + tau * s->effects->draw(stream, s->shape, s->shape2) : s->mu;
}

static void draw_study(const tsq_scenario *s, const tsq_effect_measure *measure, tsq__stream *stream, size_t i,
                       double tau, tsq__simulated_row *room, double *yi, double *vi)
{
    const double n = size_of(s, stream, i);
    if (measure == NULL) {
        *vi = variance_of(s, stream, i, n);
        const double effect = true_effect(s, stream, tau);
        *yi = effect + sqrt(*vi) * tsq__draw_normal(stream);
        return;
    }
    struct tsq_effect_value *value = &room->value;
    const double effect = true_effect(s, stream, tau);
    s->measure->fill(s, stream, effect, tsq__simulated_treated(s, n), n, &room->row);
    *value = (struct tsq_effect_value)TSQ__EFFECT_VALUE_INIT;
    const tsq_status status = measure->compute(&room->row, &room->options, value);
    *yi = status == TSQ_OK ? value->yi : (double)NAN; /* a fit with it fails, and is counted */
    *vi = status == TSQ_OK ? value->vi : (double)NAN;
}

static bool published(const tsq_scenario *s, tsq__stream *stream, double yi, double vi)
{
    return s->selection->sure == NULL || isnan(yi) || s->selection->sure(yi / sqrt(vi)) ||
           tsq__stream_uniform(stream) < s->publish;
}

void tsq__simulated_data(const tsq_scenario *s, uint64_t seed, uint64_t replicate, tsq__simulated_row *room, double *yi,
                         double *vi, double *cells, double *another)
{
    const tsq_effect_measure *measure = s->measure->fill != NULL ? tsq_effect_find(s->measure->id) : NULL;
    const double tau = sqrt(s->tau2);
    tsq__stream stream = tsq__stream_at(seed, replicate);
    for (size_t i = 0; i < s->k; i++) {
        do {
            draw_study(s, measure, &stream, i, tau, room, &yi[i], &vi[i]);
        } while (!published(s, &stream, yi[i], vi[i]));
        if (cells != NULL) {
            const struct tsq_effect_row *row = &room->row;
            const double cell[4] = {row->ai, row->n1i - row->ai, row->ci, row->n2i - row->ci};
            for (size_t j = 0; j < 4; j++) {
                cells[j * s->k + i] = cell[j];
            }
        }
    }
    *another = true_effect(s, &stream, tau);
}
