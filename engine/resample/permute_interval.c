/* The interval of a permutation test of the mean: the values that its one-sided tests do not reject.
 *
 * A value mu is tested by the arrangements of yi - mu: the share of those whose statistic is not below that of the data
 * as they are. Each arrangement goes over from one side to the other somewhere between a value that is rejected and one
 * that is not; the two are brought together by bisection, and an arrangement that stands on the same side at both is not
 * fitted any more. So all limits together take a few tests instead of a hundred. That one which stands on the same side
 * at two values stands there in between is not proven, so both ends of the last bracket are tested with all
 * arrangements; should they not confirm it, all are fitted at every step. */
#include "resample/permute.h"

#include "base/error.h"
#include "base/memory.h"
#include "resample/job.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/** Arrangements that are fitted without further threads. */
#define FEW ((size_t)4 * TSQ__FLIPS_CHUNK)
#define DOUBLINGS 64
#define HALVINGS 100

/* Whether an arrangement (bit 0) and its mirror image (bit 1) count. */
typedef unsigned char sides;

struct search {
    const tsq__flips *flips;
    tsq__permute_progress *progress;
    tsq__flipper *flipper;
    uint64_t n;       /* arrangements with a number */
    double most;      /* so many count where a value is rejected */
    double sign;      /* 1: lower limit, statistics at least as large count; -1: upper limit */
    uint64_t *number; /* of the arrangements in question */
    size_t active;    /* how many they are */
    uint64_t decided; /* counts that are in question no more */
    bool keep;        /* all of them stay in question */
    sides *inner, *outer, *now;
    double value, bar; /* that is tested; statistic of the data as they are, times sign */
};

/* Fits a part of those in question; `to` are their sides. */
static void look(const struct search *s, tsq__flipper *flipper, size_t begin, size_t n, sides *to)
{
    tsq__outcome outcome[64];
    for (size_t at = begin; at < begin + n; at += 64) {
        const size_t some = begin + n - at < 64 ? begin + n - at : 64;
        tsq__flips_fit(s->flips, flipper, s->value, some, s->number + at, 0, outcome);
        for (size_t j = 0; j < some; j++) {
            const double t = s->sign * tsq__flip_statistic(&outcome[j]);
            const bool mirrored = !s->flips->random && -t >= s->bar;
            to[at - begin + j] = (sides)((t >= s->bar ? 1U : 0U) | (mirrored ? 2U : 0U));
        }
    }
}

static tsq_status compute(void *context, void *thread, uint64_t number, const void *input, void *result, tsq_error *err)
{
    const struct search *s = context;
    const size_t begin = (size_t)number * TSQ__FLIPS_CHUNK, left = s->active - begin;
    (void)input;
    (void)err;
    look(s, thread, begin, left < TSQ__FLIPS_CHUNK ? left : TSQ__FLIPS_CHUNK, result);
    return TSQ_OK;
}

static tsq_status take(void *context, uint64_t number, const void *result, tsq_error *err)
{
    const struct search *s = context;
    const size_t begin = (size_t)number * TSQ__FLIPS_CHUNK, left = s->active - begin;
    (void)err;
    memcpy(s->now + begin, result, (left < TSQ__FLIPS_CHUNK ? left : TSQ__FLIPS_CHUNK) * sizeof *s->now);
    return TSQ_OK;
}

/* All that `take` changes. */
static bool state(void *context, tsq__bytes *bytes)
{
    const struct search *s = context;
    return tsq__bytes_pass_array(bytes, s->now, s->active, sizeof *s->now);
}

static tsq_status worker_new(void *context, void **worker, tsq_error *err)
{
    struct search *s = context;
    tsq__flips flips = *s->flips; /* only read */
    return tsq__flipper_new(&flips, worker, err);
}

static uint64_t fitted_of(const struct search *s, uint64_t chunks)
{
    const uint64_t fits = chunks * TSQ__FLIPS_CHUNK;
    return (fits < s->active ? fits : s->active) * (s->flips->random ? 1 : 2);
}

/* Fits all in question in this thread. */
static tsq_status look_here(struct search *s, tsq_error *err)
{
    const tsq_run part = tsq__permute_part(s->progress);
    look(s, s->flipper, 0, s->active, s->now);
    const uint64_t fitted = fitted_of(s, FEW / TSQ__FLIPS_CHUNK);
    const bool go_on = part.progress == NULL || part.progress(part.context, fitted, 0);
    s->progress->before += fitted;
    return go_on ? TSQ_OK : tsq__fail(err, TSQ_E_STOPPED, "%s", tsq_status_text(TSQ_E_STOPPED));
}

/* Tests a value; `count` is how many arrangements count. */
static tsq_status test(struct search *s, double value, double *count, tsq_error *err)
{
    tsq__outcome own;
    tsq_status status = TSQ_OK;
    s->value = value;
    tsq__flips_fit(s->flips, s->flipper, value, 1, NULL, 0, &own);
    s->bar = s->sign * tsq__flip_statistic(&own);
    if (s->active <= FEW) {
        status = look_here(s, err);
    } else {
        tsq_run part = tsq__permute_part(s->progress);
        const uint64_t chunks = s->active / TSQ__FLIPS_CHUNK + (s->active % TSQ__FLIPS_CHUNK > 0);
        const tsq__job job = {.context = s,
                              .chunks = chunks,
                              .result_size = TSQ__FLIPS_CHUNK * sizeof(sides),
                              .flat = true,
                              .shared = true,
                              .worker_new = worker_new,
                              .worker_free = tsq__flipper_free,
                              .compute = compute,
                              .take = take,
                              .state = state};
        part.keeper = NULL; /* a search begins anew */
        status = tsq__job_run(&job, &part, err);
        s->progress->before += fitted_of(s, chunks);
    }
    uint64_t sum = s->decided;
    for (size_t i = 0; i < s->active; i++) {
        sum += (s->now[i] & 1U) + (s->now[i] >> 1);
    }
    *count = (double)sum;
    return status;
}

static void ask_all(struct search *s)
{
    for (uint64_t i = 0; i < s->n; i++) {
        s->number[i] = i;
    }
    s->active = (size_t)s->n;
    s->decided = 0;
}

/* Leaves in question what stands on different sides at both ends. */
static void decide(struct search *s)
{
    size_t left = 0;
    for (size_t i = 0; i < s->active && !s->keep; i++) {
        const sides side = s->inner[i];
        if (side == s->outer[i]) {
            s->decided += (side & 1U) + (side >> 1);
            continue;
        }
        s->number[left] = s->number[i];
        s->inner[left] = side;
        s->outer[left] = s->outer[i];
        left++;
    }
    s->active = s->keep ? s->active : left;
}

static void remember(const struct search *s, sides *where)
{
    memcpy(where, s->now, s->active * sizeof *where);
}

/* Goes out until a value is rejected. *found is false if none is. */
static tsq_status bracket(struct search *s, double width, double *inner, double *outer, bool *found, tsq_error *err)
{
    double count;
    ask_all(s);
    tsq_status status = test(s, *inner, &count, err);
    *found = false;
    if (status != TSQ_OK || count <= s->most) {
        return status;
    }
    remember(s, s->inner);
    for (int i = 0; i < DOUBLINGS && !*found && status == TSQ_OK; i++, width *= 2.0) {
        *outer = *inner - s->sign * width;
        status = test(s, *outer, &count, err);
        *found = status == TSQ_OK && count <= s->most;
        remember(s, *found ? s->outer : s->inner);
        *inner = *found ? *inner : *outer;
    }
    return status;
}

static tsq_status halve(struct search *s, double width, double *inner, double *outer, tsq_error *err)
{
    tsq_status status = TSQ_OK;
    for (int i = 0; i < HALVINGS && status == TSQ_OK && fabs(*outer - *inner) > width; i++) {
        const double middle = 0.5 * (*inner + *outer);
        double count;
        if (middle == *inner || middle == *outer) {
            break;
        }
        decide(s);
        status = test(s, middle, &count, err);
        const bool rejected = count <= s->most;
        remember(s, rejected ? s->outer : s->inner);
        *(rejected ? outer : inner) = middle;
    }
    return status;
}

/* Whether all arrangements agree that the limit lies between the two. */
static tsq_status confirm(struct search *s, double inner, double outer, bool *agreed, tsq_error *err)
{
    double count = 0.0;
    ask_all(s);
    tsq_status status = test(s, inner, &count, err);
    *agreed = count > s->most;
    if (status == TSQ_OK && *agreed) {
        status = test(s, outer, &count, err);
        *agreed = count <= s->most;
    }
    return status;
}

static tsq_status find(struct search *s, double from, double width, double *limit, tsq_error *err)
{
    bool found = true, agreed = false;
    tsq_status status = TSQ_OK;
    for (int attempt = 0; attempt < 2 && found && !agreed && status == TSQ_OK; attempt++) {
        double inner = from, outer = from;
        s->keep = attempt > 0;
        status = bracket(s, width, &inner, &outer, &found, err);
        if (status == TSQ_OK && found) {
            status = halve(s, 0x1p-46 * width, &inner, &outer, err);
        }
        if (status == TSQ_OK && found) {
            status = confirm(s, inner, outer, &agreed, err);
        }
        *limit = status == TSQ_OK && found && agreed ? inner : (double)NAN;
    }
    return status;
}

static tsq_status make_room(struct search *s, tsq_error *err)
{
    void *flipper = NULL;
    s->number = tsq__array((size_t)s->n, sizeof *s->number);
    s->inner = tsq__array((size_t)s->n, sizeof(sides));
    s->outer = tsq__array((size_t)s->n, sizeof(sides));
    s->now = tsq__array((size_t)s->n, sizeof(sides));
    if (s->number == NULL || s->inner == NULL || s->outer == NULL || s->now == NULL) {
        return tsq__fail_memory(err);
    }
    const tsq_status status = worker_new(s, &flipper, err);
    s->flipper = flipper;
    return status;
}

tsq_status tsq__permute_interval(const tsq__flips *flips, uint64_t n, const tsq__outcome *fit,
                                 tsq__permute_progress *progress, tsq_permuted *out, tsq_error *err)
{
    const double all = (double)n * (flips->random ? 1.0 : 2.0), tail = (100.0 - flips->fit.level) / 200.0;
    struct search s = {.flips = flips, .progress = progress, .n = n, .most = all * tail * (1.0 + 1e-12)};
    const double width = 2.0 * (fit->se > 0.0 ? fit->se : sqrt(flips->vi[0]));
    tsq_status status = make_room(&s, err);
    if (status == TSQ_OK) {
        s.sign = 1.0;
        status = find(&s, fit->estimate, width, &out->ci_lb, err);
    }
    if (status == TSQ_OK) {
        s.sign = -1.0;
        status = find(&s, fit->estimate, width, &out->ci_ub, err);
    }
    free(s.number);
    free(s.inner);
    free(s.outer);
    free(s.now);
    tsq__flipper_free(s.flipper);
    return status;
}
