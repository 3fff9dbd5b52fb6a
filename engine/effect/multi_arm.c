/* Several treatments of one trial compared with one control: what options.multi_arm asks for. */
#include "effect/multi_arm.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "effect/texts.h"

#include <stdlib.h>
#include <string.h>

/* Whether a group has no participants, or no time. */
static bool is_empty(enum tsq__compared_by by, const struct tsq_effect_row *row)
{
    if (by == TSQ__COMPARES_RATES) {
        return row->t1i <= 0.0 || row->t2i <= 0.0;
    }
    return row->n1i <= 0.0 || row->n2i <= 0.0 || row->ai + row->bi <= 0.0 || row->ci + row->di <= 0.0;
}

/* Comparisons without data compare nothing with the control. Errors of the data end the run here already. */
static tsq_status drop_empty(struct tsq__arms_work *work, tsq_error *err)
{
    bool *empty = tsq__array(work->rows->n, sizeof *empty);
    if (empty == NULL) {
        return tsq__fail_memory(err);
    }
    tsq_status status = TSQ_OK;
    for (size_t i = 0; i < work->rows->n && status == TSQ_OK; i++) {
        struct tsq__result result;
        if (tsq__sharing_at(&work->sharing, i) != NULL) {
            status = tsq__job_evaluate(work->job, work->rows->row[i], &result, err);
            empty[i] = status == TSQ_OK && result.found != TSQ_OK &&
                       (result.value.n_missing > 0 || is_empty(work->by, &result.numbers));
        }
    }
    if (status == TSQ_OK) {
        tsq__sharing_drop(&work->sharing, empty);
    }
    free(empty);
    return status;
}

/* "Zekri 2015, Newsome 2018": the trials whose contrasts share a control, each once. */
static void name_sets(const struct tsq__arms_work *work, tsq__text *text)
{
    enum { LISTED = 10 };
    const char *listed[LISTED];
    size_t n = 0, left_out = 0;
    for (size_t s = 0; s < work->sharing.n_sets; s++) {
        const struct tsq__sharing_set *set = &work->sharing.set[s];
        if (set->n < 2) {
            continue;
        }
        const char *name = tsq__trial_of(work->job->plan.roles, work->rows->row[set->first]);
        bool known = false;
        for (size_t i = 0; i < n && !known; i++) {
            known = strcmp(listed[i], name) == 0;
        }
        if (!known && n < LISTED) {
            char shown[TSQ__SHOWN];
            tsq__text_printf(text, "%s%s", n == 0 ? "" : ", ", tsq__shown(name, strlen(name), shown));
            listed[n++] = name;
        } else {
            left_out += !known;
        }
    }
    if (left_out > 0) {
        tsq__text_printf(text, " and elsewhere");
    }
}

/* The warning that a control is counted more than once, after what there is already. */
static tsq_status warn_counted_twice(const struct tsq__arms_work *work, tsq_error *err)
{
    tsq_effects *out = work->job->out;
    tsq__text names = {0}, text = {0};
    const tsq_effect_options *options = &work->job->options;
    const bool covariance =
        !options->counts_first && !options->no_covariance && tsq_effect_covariance_of(work->job->plan.measure) != NULL;
    name_sets(work, &names);
    if (names.length > 0) {
        tsq__text_printf(&text, "%s%sone control is counted more than once in %s; --multi-arm %s counts it once",
                         out->warning == NULL ? "" : out->warning, out->warning == NULL ? "" : "; ", names.bytes,
                         covariance ? "split, combine or covariance" : "split or combine");
        out->warning = text.failed ? NULL : tsq__effect_texts_copy(out->texts, text.bytes);
    }
    const bool whole = !names.failed && !text.failed && (names.length == 0 || out->warning != NULL);
    tsq__text_free(&names);
    tsq__text_free(&text);
    return whole ? TSQ_OK : tsq__fail_memory(err);
}

/* The warning that what was asked for has nothing to do, after what there is already. */
static tsq_status warn_not_shared(const struct tsq__arms_work *work, tsq_error *err)
{
    static const char *const words[] = {[TSQ_MULTI_ARM_AUTO] = NULL,
                                        [TSQ_MULTI_ARM_EACH] = NULL,
                                        [TSQ_MULTI_ARM_SPLIT] = "split",
                                        [TSQ_MULTI_ARM_COMBINE] = "combine",
                                        [TSQ_MULTI_ARM_COVARIANCE] = "covariance"};
    tsq_effects *out = work->job->out;
    const char *asked = words[work->job->options.multi_arm];
    size_t shared = 0;
    for (size_t s = 0; s < work->sharing.n_sets; s++) {
        shared += work->sharing.set[s].n > 1;
    }
    if (asked == NULL || shared > 0) {
        return TSQ_OK;
    }
    tsq__text text = {0};
    tsq__text_printf(&text, "%s%sno two contrasts share a control: --multi-arm %s changes nothing",
                     out->warning == NULL ? "" : out->warning, out->warning == NULL ? "" : "; ", asked);
    const char *warning = text.failed ? NULL : tsq__effect_texts_copy(out->texts, text.bytes);
    tsq__text_free(&text);
    if (warning == NULL) {
        return tsq__fail_memory(err);
    }
    out->warning = warning;
    return TSQ_OK;
}

/* ---- all of them --------------------------------------------------------------------------------------------- */

/* The rows of a set become one. */
static tsq_status note_merged(const struct tsq__arms_work *work, const struct tsq__sharing_set *set, size_t into,
                              tsq_error *err)
{
    tsq_status status = TSQ_OK;
    for (size_t at = set->first; at != TSQ__NOWHERE && status == TSQ_OK; at = work->sharing.next[at]) {
        status = tsq__numbers_merge(&work->job->out->numbers, into, work->rows->row[at], err);
    }
    return status;
}

/* Keeps the numbers of a row that does not stand as it is; `leave` says that an earlier row has it in it. */
static tsq_status treat(struct tsq__arms_work *work, size_t place, bool *leave, tsq_error *err)
{
    struct tsq__job *job = work->job;
    struct tsq__sharing_set *set = tsq__sharing_at(&work->sharing, place);
    const tsq_multi_arm how = job->options.multi_arm;
    struct tsq__kept kept = {.row = work->rows->row[place], .contrasts = 1.0};
    kept.control = job->plan.pairs != NULL ? tsq__pairs_control(job->plan.pairs, kept.row) : kept.row;
    *leave = set != NULL && how == TSQ_MULTI_ARM_COMBINE && set->done;
    if (*leave || (job->plan.pairs == NULL && (set == NULL || how == TSQ_MULTI_ARM_EACH))) {
        return TSQ_OK;
    }
    tsq_status status = TSQ_OK;
    if (set == NULL) {
        status = tsq__job_read(job, kept.row, &kept.numbers, NULL, err);
    } else if (how == TSQ_MULTI_ARM_COMBINE) {
        set->done = true;
        status = note_merged(work, set, kept.row, err);
        status = status == TSQ_OK ? tsq__arms_combine(work, set, &kept, err) : status;
    } else {
        struct tsq__result result;
        status = tsq__job_evaluate(job, kept.row, &result, err);
        if (status == TSQ_OK && !tsq__arms_fill(work, &result, &kept)) {
            status = tsq__fail_memory(err);
        }
        if (status == TSQ_OK && how == TSQ_MULTI_ARM_SPLIT) {
            status = tsq__arms_split(work, set, &kept, err);
        }
    }
    return status == TSQ_OK ? tsq__numbers_keep(&job->out->numbers, &kept, err) : status;
}

static tsq_status treat_all(struct tsq__arms_work *work, tsq_error *err)
{
    struct tsq__job *job = work->job;
    size_t kept = 0;
    const tsq_multi_arm how = job->options.multi_arm;
    if (work->sharing.n_sets > 0 && (how == TSQ_MULTI_ARM_COVARIANCE || how == TSQ_MULTI_ARM_EACH)) {
        job->control = tsq__array(work->rows->n, sizeof *job->control);
        job->counted = tsq__array(work->sharing.n_sets + work->rows->n, sizeof *job->counted);
        if (job->control == NULL || job->counted == NULL) {
            return tsq__fail_memory(err);
        }
    }
    for (size_t i = 0; i < work->rows->n; i++) {
        bool leave;
        const tsq_status status = treat(work, i, &leave, err);
        if (status != TSQ_OK) {
            return status;
        }
        if (job->control != NULL) {
            const size_t set = work->sharing.of[i];
            job->control[i] = set == TSQ__NOWHERE ? work->sharing.n_sets + i : set;
        }
        if (!leave) {
            work->rows->row[kept++] = work->rows->row[i];
        }
    }
    work->rows->n = kept;
    return TSQ_OK;
}

tsq_status tsq__multi_arm(struct tsq__job *job, tsq_rows *rows, tsq_error *err)
{
    struct tsq__arms_work work = {.job = job, .rows = rows, .by = tsq__compares(job->plan.measure)};
    if (work.by == TSQ__COMPARES_NOTHING) {
        return TSQ_OK;
    }
    const bool asked = job->options.multi_arm != TSQ_MULTI_ARM_AUTO;
    if (!asked) {
        job->options.multi_arm = job->plan.pairs != NULL ? TSQ_MULTI_ARM_COVARIANCE : TSQ_MULTI_ARM_EACH;
    }
    if (work.by == TSQ__COMPARES_MEANS && job->options.multi_arm == TSQ_MULTI_ARM_COMBINE) {
        tsq__effect_plan_add(&job->plan, "m1i m2i"); /* measures of SDs alone have no use for them, but combining has */
    }
    /* What the rows report does not depend on the variance formula, and one may need the means over all rows. */
    const char *vtype = job->options.vtype;
    job->options.vtype = NULL;
    tsq_status status = tsq__sharing_find(&job->plan, rows, &work.sharing, err);
    if (status == TSQ_OK) {
        status = drop_empty(&work, err);
    }
    if (status == TSQ_OK && job->options.multi_arm == TSQ_MULTI_ARM_EACH) {
        status = warn_counted_twice(&work, err);
    }
    if (status == TSQ_OK && asked) {
        status = warn_not_shared(&work, err);
    }
    if (status == TSQ_OK) {
        status = treat_all(&work, err);
    }
    job->options.vtype = vtype;
    tsq__sharing_free(&work.sharing);
    return status;
}
