/* The data of the replicates of a bootstrap; see boot.h. */
#include "resample/boot.h"

#include "base/error.h"
#include "base/memory.h"
#include "fit/state.h"
#include "num/draw.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static tsq_status make_room(tsq__boot_data *data, tsq_error *err)
{
    data->order = tsq__array(data->k, sizeof *data->order);
    data->yi = tsq__array(data->k, sizeof(double));
    data->vi = tsq__array(data->k, sizeof(double));
    data->begin = tsq__array(data->k + 1, sizeof *data->begin);
    data->member = tsq__array(data->k, sizeof *data->member);
    const bool all = data->order != NULL && data->yi != NULL && data->vi != NULL && data->begin != NULL;
    return all && data->member != NULL ? TSQ_OK : tsq__fail_memory(err);
}

/* Each study by itself. */
static void no_clusters(tsq__boot_data *data)
{
    for (size_t i = 0; i < data->k; i++) {
        data->begin[i] = data->member[i] = i;
    }
    data->begin[data->k] = data->k;
    data->clusters = data->most = data->k;
}

/* Clusters in the order of their first sorted study. */
static tsq_status find_clusters(tsq__boot_data *data, const size_t *cluster, tsq_error *err)
{
    const size_t k = data->k;
    size_t largest = 0, filled = 0;
    size_t *number = tsq__array(k, sizeof *number); /* of each name, from 1 */
    if (number == NULL) {
        return tsq__fail_memory(err);
    }
    data->clusters = 0;
    for (size_t i = 0; i < k; i++) {
        const size_t name = cluster[data->order[i]];
        if (number[name] != 0) {
            continue;
        }
        number[name] = ++data->clusters;
        data->begin[data->clusters - 1] = filled;
        for (size_t j = i; j < k; j++) {
            if (cluster[data->order[j]] == name) {
                data->member[filled++] = j;
            }
        }
        const size_t size = filled - data->begin[data->clusters - 1];
        largest = size > largest ? size : largest;
    }
    data->begin[data->clusters] = filled;
    data->most = data->clusters * largest;
    free(number);
    return TSQ_OK;
}

static tsq_status check_clusters(const tsq_studies *s, const size_t *cluster, tsq_error *err)
{
    bool several = false;
    if (cluster == NULL) {
        return tsq__fail(err, TSQ_E_OPTION, "the clusters of the studies are not given");
    }
    for (size_t i = 0; i < s->k; i++) {
        if (cluster[i] >= s->k) {
            return tsq__fail_study(err, TSQ_E_OPTION, i, "the number of its cluster is not below that of studies");
        }
        several = several || cluster[i] != cluster[0];
    }
    return several ? TSQ_OK : tsq__fail(err, TSQ_E_OPTION, "a bootstrap of clusters takes two or more");
}

tsq_status tsq__boot_data_new(const tsq_studies *s, const tsq_boot_options *options, tsq__boot_data *data,
                              tsq_error *err)
{
    const bool clusters = options->kind == TSQ_BOOT_CLUSTERS;
    *data = (tsq__boot_data){.fit = options->fit, .kind = options->kind, .k = s->k};
    tsq__fit_set_defaults(&data->fit);
    tsq_status status = clusters ? check_clusters(s, options->cluster, err) : TSQ_OK;
    status = status == TSQ_OK ? make_room(data, err) : status;
    if (status != TSQ_OK) {
        return status;
    }
    tsq__lane_order(s->k, s->yi, s->vi, data->order);
    data->ready = true;
    for (size_t i = 0; i < s->k; i++) {
        data->yi[i] = s->yi[data->order[i]];
        data->vi[i] = s->vi[data->order[i]];
        data->ready = data->ready && isnormal(data->vi[i]);
    }
    no_clusters(data);
    return clusters ? find_clusters(data, options->cluster, err) : TSQ_OK;
}

void tsq__boot_data_free(tsq__boot_data *data)
{
    free(data->order);
    free(data->yi);
    free(data->vi);
    free(data->begin);
    free(data->member);
    *data = (tsq__boot_data){0};
}

static size_t draw_model(const tsq__boot_data *data, tsq__stream *stream, double *restrict yi, double *restrict vi)
{
    const size_t k = data->k;
    const double mean = data->mean, tau2 = data->tau2;
    memcpy(vi, data->vi, k * sizeof *vi);
    for (size_t i = 0; i < k; i++) {
        yi[i] = tsq__draw_normal(stream);
    }
    for (size_t i = 0; i < k; i++) { /* by themselves, as square roots go side by side */
        yi[i] = mean + sqrt(vi[i] + tau2) * yi[i];
    }
    return k;
}

/* So many copies of a number: TSQ__BOOT_SPARE at least, as a processor that need not guess is faster. */
static void copy(double x, size_t wanted, double *to)
{
    to[0] = to[1] = to[2] = x;
    for (size_t i = TSQ__BOOT_SPARE; i < wanted; i++) {
        to[i] = x;
    }
}

/* Counts how often each sorted study is drawn. */
static void draw_clusters(const tsq__boot_data *data, tsq__stream *stream, size_t *times)
{
    for (size_t i = 0; i < data->clusters; i++) {
        const size_t drawn = tsq__stream_index(stream, (uint32_t)data->clusters);
        for (size_t j = data->begin[drawn]; j < data->begin[drawn + 1]; j++) {
            times[data->member[j]]++;
        }
    }
}

void tsq__boot_times(const tsq__boot_data *data, uint64_t number, size_t *room, size_t *times)
{
    tsq__stream stream = tsq__stream_at(data->seed, number);
    memset(room, 0, data->k * sizeof *room);
    draw_clusters(data, &stream, room);
    for (size_t i = 0; i < data->k; i++) {
        times[data->order[i]] = room[i];
    }
}

size_t tsq__boot_draw(const tsq__boot_data *data, uint64_t number, size_t *times, double *yi, double *vi,
                      size_t *distinct)
{
    tsq__stream stream = tsq__stream_at(data->seed, number);
    size_t n = 0;
    *distinct = data->k;
    if (data->kind == TSQ_BOOT_PARAMETRIC) {
        return draw_model(data, &stream, yi, vi);
    }
    draw_clusters(data, &stream, times);
    *distinct = 0;
    for (size_t i = 0; i < data->k; i++) {
        const size_t wanted = times[i];
        times[i] = 0;
        *distinct += wanted > 0;
        copy(data->yi[i], wanted, yi + n);
        copy(data->vi[i], wanted, vi + n);
        n += wanted;
    }
    return n;
}

size_t tsq__boot_without(const tsq__boot_data *data, size_t left_out, double *yi, double *vi)
{
    size_t n = 0, next = data->begin[left_out];
    for (size_t i = 0; i < data->k; i++) {
        if (next < data->begin[left_out + 1] && data->member[next] == i) {
            next++;
            continue;
        }
        yi[n] = data->yi[i];
        vi[n] = data->vi[i];
        n++;
    }
    return n;
}

/* Sums over weights 1/(v + t). */
struct weights {
    double sum, squares, trace, trace2; /* trace: tr P, trace2: tr PP */
};

/* All terms are positive, and the study of largest weight comes first: so nothing cancels. Leaves weights in vi. */
static struct weights weigh(size_t k, double *vi, double t)
{
    const double lead = 1.0 / (vi[0] + t);
    struct weights w = {0};
    double others = 0.0, pairs = 0.0;
    for (size_t i = 1; i < k; i++) {
        vi[i] = 1.0 / (vi[i] + t);
        others += vi[i];
    }
    w.sum = lead + others;
    const double per_sum = 1.0 / w.sum;
    w.squares = lead * lead;
    w.trace = lead * (others / w.sum);
    w.trace2 = w.trace * w.trace;
    for (size_t i = 1; i < k; i++) {
        const double wi = vi[i], term = wi * (1.0 - wi * per_sum);
        w.trace += term;
        w.trace2 += term * term;
        pairs += w.squares * (wi * wi);
        w.squares += wi * wi;
    }
    w.trace2 += 2.0 * pairs / (w.sum * w.sum);
    return w;
}

double tsq__boot_se_tau2(const tsq_fit_options *options, size_t k, double *vi, double tau2)
{
    const char *id = options->method->id;
    const double n = (double)k;
    if (k < 2 || isnan(tau2) || !isnan(options->tau2)) {
        return NAN;
    }
    if (strcmp(id, "REML") == 0) {
        return sqrt(2.0 / weigh(k, vi, tau2).trace2);
    }
    if (strcmp(id, "ML") == 0) {
        return sqrt(2.0 / weigh(k, vi, tau2).squares);
    }
    if (strcmp(id, "PM") == 0 || strcmp(id, "EB") == 0) {
        return sqrt(2.0 * n * n / (n - 1.0)) / weigh(k, vi, tau2).sum;
    }
    if (strcmp(id, "DL") == 0) { /* weights 1/v: tr PVPV = k - 1 and tr PVP = tr P */
        const struct weights w = weigh(k, vi, 0.0);
        return sqrt(2.0 * (n - 1.0) + 4.0 * tau2 * w.trace + 2.0 * tau2 * tau2 * w.trace2) / w.trace;
    }
    return NAN;
}
