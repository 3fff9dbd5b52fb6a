/* Several treatments of one trial compared with one control: what options.multi_arm asks for. */
#include "effect/job.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "effect/combine.h"
#include "effect/conversions.h"
#include "effect/sharing.h"
#include "effect/texts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct work {
    struct tsq__job *job;
    tsq_rows *rows;
    enum tsq__compared_by by;
    struct tsq__sharing sharing;
};

/* Comparisons without data compare nothing with the control. Errors of the data end the run here already. */
static tsq_status drop_empty(struct work *work, tsq_error *err)
{
    for (size_t i = 0; i < work->rows->n; i++) {
        if (tsq__sharing_at(&work->sharing, i) == NULL) {
            continue;
        }
        struct tsq__result result;
        const tsq_status status = tsq__job_evaluate(work->job, work->rows->row[i], &result, err);
        if (status != TSQ_OK) {
            return status;
        }
        if (result.found != TSQ_OK && result.value.n_missing > 0) {
            tsq__sharing_drop(&work->sharing, i);
        }
    }
    return TSQ_OK;
}

/* "Zekri 2015, Newsome 2018": the trials whose contrasts share a control, each once. */
static void name_sets(const struct work *work, tsq__text *text)
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
static tsq_status warn_counted_twice(const struct work *work, tsq_error *err)
{
    tsq_effects *out = work->job->out;
    tsq__text names = {0}, text = {0};
    name_sets(work, &names);
    if (names.length > 0) {
        tsq__text_printf(&text,
                         "%s%sone control is counted more than once in %s; --multi-arm split, combine or covariance "
                         "counts it once",
                         out->warning == NULL ? "" : out->warning, out->warning == NULL ? "" : "; ", names.bytes);
        out->warning = text.failed ? NULL : tsq__effect_texts_copy(out->texts, text.bytes);
    }
    const bool whole = !names.failed && !text.failed && (names.length == 0 || out->warning != NULL);
    tsq__text_free(&names);
    tsq__text_free(&text);
    return whole ? TSQ_OK : tsq__fail_memory(err);
}

/* ---- one comparison ------------------------------------------------------------------------------------------ */

/* A row with its means, SDs or counts converted, and what is to be said of it. False when memory is out. */
static bool keep_filled(struct work *work, const struct tsq__result *result, struct tsq__kept *out)
{
    struct tsq_effect_texts *texts = work->job->out->texts;
    const struct tsq_effect_value *value = &result->value;
    out->numbers = result->numbers;
    if (result->found != TSQ_OK) {
        return true;
    }
    tsq__fill(work->job->plan.measure, &work->job->options, &out->numbers);
    out->derived = work->by == TSQ__COMPARES_MEANS ? tsq__effect_texts_keep(texts, value->derived) : NULL;
    out->warning = value->warning[0] == '\0' ? NULL : tsq__effect_texts_copy(texts, value->warning);
    return (out->derived != NULL || work->by != TSQ__COMPARES_MEANS) &&
           (out->warning != NULL || value->warning[0] == '\0');
}

/* Clusters that are counted over the whole comparison do not say how many there are in a part of it. */
static const char *refuse_design(const struct tsq_effect_row *row)
{
    if (row->design == TSQ__DESIGN_CROSSOVER) {
        return "periods of a cross-over trial are no arms to split or combine";
    }
    const bool counted = !isnan(row->clusters) && isnan(row->cluster_size) && isnan(row->deff);
    return counted ? "arms of a cluster trial are split or combined by cluster_size or deff, not by clusters" : NULL;
}

static tsq_status split(struct work *work, const struct tsq__sharing_set *set, struct tsq__kept *kept, tsq_error *err)
{
    char note[80];
    kept->refused = refuse_design(&kept->numbers);
    tsq__split_control(work->by, (double)set->n, &kept->numbers);
    snprintf(note, sizeof note, "control divided among %zu contrasts", set->n);
    kept->note = tsq__effect_texts_keep(work->job->out->texts, note);
    return kept->note == NULL ? tsq__fail_memory(err) : TSQ_OK;
}

/* ---- several comparisons as one ------------------------------------------------------------------------------ */

/* The comparisons of one control. */
struct arms {
    size_t n;
    struct tsq__kept *kept;
    struct tsq_effect_row *numbers;
    tsq_compared compared;
    bool mixed;
};

static void arms_free(struct arms *arms)
{
    free(arms->kept);
    free(arms->numbers);
}

static tsq_status gather(struct work *work, const struct tsq__sharing_set *set, struct arms *out, tsq_error *err)
{
    *out = (struct arms){.kept = tsq__array(set->n, sizeof *out->kept),
                         .numbers = tsq__array(set->n, sizeof *out->numbers)};
    if (out->kept == NULL || out->numbers == NULL) {
        return tsq__fail_memory(err);
    }
    for (size_t i = set->first; i != TSQ__NOWHERE; i = work->sharing.next[i]) {
        struct tsq__result result;
        const size_t row = work->rows->row[i];
        const tsq_status status = tsq__job_evaluate(work->job, row, &result, err);
        if (status != TSQ_OK) {
            return status;
        }
        struct tsq__kept *kept = &out->kept[out->n];
        kept->row = row;
        if (!keep_filled(work, &result, kept)) {
            return tsq__fail_memory(err);
        }
        out->mixed = out->mixed || (out->n > 0 && out->compared != result.value.compared);
        out->compared = result.value.compared;
        out->numbers[out->n++] = kept->numbers;
    }
    return TSQ_OK;
}

/* The name of the arm; of a label "Newsome 2018 (G-CSF)" of the trial Newsome 2018 what stands in the brackets. */
static const char *arm_name(const struct work *work, size_t row, char shown[TSQ__SHOWN])
{
    const tsq_roles *roles = work->job->plan.roles;
    const char *arm = tsq_roles_text(roles, "arm", row), *study = tsq_roles_text(roles, "study", row);
    if (work->job->plan.pairs != NULL && arm[0] != '\0') {
        return tsq__shown(arm, strlen(arm), shown);
    }
    if (study == NULL || study[0] == '\0') {
        return tsq__shown("without a name", strlen("without a name"), shown);
    }
    const char *trial = tsq__trial_of(roles, row);
    size_t length = strlen(study);
    if (strncmp(study, trial, strlen(trial)) == 0 && length > strlen(trial)) {
        study += strlen(trial);
        study += strspn(study, " :,-");
        length = strlen(study);
        if (length > 2 && study[0] == '(' && study[length - 1] == ')') {
            study++;
            length -= 2;
        }
    }
    return tsq__shown(study, length, shown);
}

/* "final values; 2 arms combined: single, repeated", each with its own way where the ways differ. */
static tsq_status describe(struct work *work, const struct arms *arms, struct tsq__kept *out, tsq_error *err)
{
    struct tsq_effect_texts *texts = work->job->out->texts;
    bool alike = true;
    for (size_t i = 1; i < arms->n; i++) {
        const char *a = arms->kept[0].derived, *b = arms->kept[i].derived;
        alike = alike && (a == b || (a != NULL && b != NULL && strcmp(a, b) == 0));
    }
    tsq__text text = {0}, warning = {0};
    tsq__text_printf(&text, "%zu arms combined: ", arms->n);
    for (size_t i = 0; i < arms->n; i++) {
        const struct tsq__kept *arm = &arms->kept[i];
        char shown[TSQ__SHOWN];
        tsq__text_printf(&text, "%s%s", i == 0 ? "" : ", ", arm_name(work, arm->row, shown));
        if (!alike && arm->derived != NULL) {
            tsq__text_printf(&text, " (%s)", arm->derived);
        }
        if (arm->warning != NULL) {
            tsq__text_printf(&warning, "%s%s: %s", warning.length == 0 ? "" : "; ", shown, arm->warning);
        }
    }
    out->derived = alike ? arms->kept[0].derived : arms->kept[0].derived != NULL ? "" : NULL;
    out->note = text.failed ? NULL : tsq__effect_texts_copy(texts, text.bytes);
    out->warning = warning.length == 0 || warning.failed ? NULL : tsq__effect_texts_copy(texts, warning.bytes);
    const bool whole = out->note != NULL && !warning.failed && (out->warning != NULL || warning.length == 0);
    tsq__text_free(&text);
    tsq__text_free(&warning);
    return whole ? TSQ_OK : tsq__fail_memory(err);
}

static tsq_status combine(struct work *work, const struct tsq__sharing_set *set, struct tsq__kept *kept, tsq_error *err)
{
    struct arms arms;
    tsq_status status = gather(work, set, &arms, err);
    if (status == TSQ_OK) {
        const struct tsq__job *job = work->job;
        const char *refused = NULL;
        for (size_t i = 0; i < arms.n && refused == NULL; i++) {
            refused = refuse_design(&arms.numbers[i]);
        }
        if (refused == NULL && arms.mixed) {
            refused = "some arms report changes and others final values; --endpoint chooses one";
        }
        kept->refused = refused != NULL ? refused
                                        : tsq__combine_rows(work->by, arms.numbers, arms.n, &job->options,
                                                            arms.compared, &kept->numbers);
        kept->changes = arms.compared == TSQ_COMPARED_CHANGE;
        kept->label = tsq__trial_of(job->plan.roles, kept->row);
        status = describe(work, &arms, kept, err);
    }
    arms_free(&arms);
    return status;
}

/* ---- all of them --------------------------------------------------------------------------------------------- */

/* Keeps the numbers of a row that does not stand as it is; `leave` says that an earlier row has it in it. */
static tsq_status treat(struct work *work, size_t place, bool *leave, tsq_error *err)
{
    struct tsq__job *job = work->job;
    struct tsq__sharing_set *set = tsq__sharing_at(&work->sharing, place);
    const tsq_multi_arm how = job->options.multi_arm;
    struct tsq__kept kept = {.row = work->rows->row[place]};
    *leave = set != NULL && how == TSQ_MULTI_ARM_COMBINE && set->done;
    if (*leave || (job->plan.pairs == NULL && (set == NULL || how == TSQ_MULTI_ARM_EACH))) {
        return TSQ_OK;
    }
    tsq_status status = TSQ_OK;
    if (set == NULL) {
        status = tsq__job_read(job, kept.row, &kept.numbers, NULL, err);
    } else if (how == TSQ_MULTI_ARM_COMBINE) {
        set->done = true;
        status = combine(work, set, &kept, err);
    } else {
        struct tsq__result result;
        status = tsq__job_evaluate(job, kept.row, &result, err);
        if (status == TSQ_OK && !keep_filled(work, &result, &kept)) {
            status = tsq__fail_memory(err);
        }
        if (status == TSQ_OK && how == TSQ_MULTI_ARM_SPLIT) {
            status = split(work, set, &kept, err);
        }
    }
    return status == TSQ_OK ? tsq__numbers_keep(&job->out->numbers, &kept, err) : status;
}

static tsq_status treat_all(struct work *work, tsq_error *err)
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
    struct work work = {.job = job, .rows = rows, .by = tsq__compares(job->plan.measure)};
    if (work.by == TSQ__COMPARES_NOTHING) {
        return TSQ_OK;
    }
    if (job->options.multi_arm == TSQ_MULTI_ARM_AUTO) {
        job->options.multi_arm = job->plan.pairs != NULL ? TSQ_MULTI_ARM_COVARIANCE : TSQ_MULTI_ARM_EACH;
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
    if (status == TSQ_OK) {
        status = treat_all(&work, err);
    }
    job->options.vtype = vtype;
    tsq__sharing_free(&work.sharing);
    return status;
}
