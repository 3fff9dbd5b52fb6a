/* Comparisons with one control: the control divided, or the treatment arms made one. */
#include "effect/multi_arm.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "effect/combine.h"
#include "effect/conversions.h"
#include "effect/design.h"
#include "effect/texts.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- one comparison ------------------------------------------------------------------------------------------ */

bool tsq__arms_fill(struct tsq__arms_work *work, const struct tsq__result *result, struct tsq__kept *out)
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

/* Leaves of a row what is known of either group, and the clusters: what is reported of both together, tests and
 * effects and limits, would not change with the groups. */
static void keep_groups(struct tsq_effect_row *row)
{
    static const size_t kept[] = {
#define FIELD(role) offsetof(struct tsq_effect_row, role)
        FIELD(n1i),  FIELD(n2i),   FIELD(m1i),   FIELD(m2i),  FIELD(sd1i), FIELD(sd2i),     FIELD(m1i0),
        FIELD(m2i0), FIELD(sd1i0), FIELD(sd2i0), FIELD(mc1i), FIELD(mc2i), FIELD(sdc1i),    FIELD(sdc2i),
        FIELD(r1i),  FIELD(r2i),   FIELD(ai),    FIELD(bi),   FIELD(ci),   FIELD(di),       FIELD(x1i),
        FIELD(x2i),  FIELD(t1i),   FIELD(t2i),   FIELD(icc),  FIELD(deff), FIELD(clusters), FIELD(cluster_size),
#undef FIELD
    };
    const struct tsq_effect_row all = *row;
    tsq__effect_row_clear(row);
    row->design = all.design;
    row->reports_change = all.reports_change;
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        memcpy((char *)row + kept[i], (const char *)&all + kept[i], sizeof(double));
    }
}

/* Why a filled row cannot be divided or combined, or NULL; it keeps what is known of its groups. */
static const char *refuse(const struct tsq__arms_work *work, struct tsq_effect_row *row)
{
    const char *refused = refuse_design(row);
    struct tsq_effect_value value = TSQ__EFFECT_VALUE_INIT;
    keep_groups(row);
    if (refused == NULL && tsq__design_compute(work->job->plan.measure, row, &work->job->options, &value) != TSQ_OK &&
        value.n_missing > 0) {
        refused = "what is reported of both groups together can be neither divided nor combined";
    }
    return refused;
}

tsq_status tsq__arms_split(struct tsq__arms_work *work, const struct tsq__sharing_set *set, struct tsq__kept *kept,
                           tsq_error *err)
{
    char note[80];
    kept->refused = refuse(work, &kept->numbers);
    kept->contrasts = (double)set->n;
    tsq__split_control(work->by, kept->contrasts, &kept->numbers);
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

static tsq_status gather(struct tsq__arms_work *work, const struct tsq__sharing_set *set, struct arms *out,
                         tsq_error *err)
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
        if (!tsq__arms_fill(work, &result, kept)) {
            return tsq__fail_memory(err);
        }
        out->mixed = out->mixed || (out->n > 0 && out->compared != result.value.compared);
        out->compared = result.value.compared;
        out->numbers[out->n++] = kept->numbers;
    }
    return TSQ_OK;
}

/* The name of the arm; of a label "Newsome 2018 (G-CSF)" of the trial Newsome 2018 what stands in the brackets. */
static const char *arm_name(const struct tsq__arms_work *work, size_t row, char shown[TSQ__SHOWN])
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
static tsq_status describe(struct tsq__arms_work *work, const struct arms *arms, struct tsq__kept *out, tsq_error *err)
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

tsq_status tsq__arms_combine(struct tsq__arms_work *work, const struct tsq__sharing_set *set, struct tsq__kept *kept,
                             tsq_error *err)
{
    struct arms arms;
    tsq_status status = gather(work, set, &arms, err);
    if (status == TSQ_OK) {
        const struct tsq__job *job = work->job;
        const char *refused = NULL;
        for (size_t i = 0; i < arms.n && refused == NULL; i++) {
            refused = refuse(work, &arms.numbers[i]);
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
