/* One control group in two rows of a study that are pooled together: its participants count twice. */
#include "lint/lint.h"

#include "base/index.h"
#include "base/memory.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Numbers of the second group that a control group in common shares. */
static const char *const control[] = {"n2i", "m2i", "sd2i", "mc2i",  "sdc2i", "ci",
                                      "di",  "x2i", "t2i",  "med2i", "q12i",  "q32i"};
static const char *const treated[] = {"n1i", "m1i", "sd1i", "mc1i",  "sdc1i", "ai",
                                      "bi",  "x1i", "t1i",  "med1i", "q11i",  "q31i"};
enum { CELLS = sizeof control / sizeof control[0], MOST_ROWS = 20000 };

/* How many numbers agree; -1 if one differs. */
static int agree(const tsq__lint *lint, size_t a, size_t b, const char *const *roles)
{
    int same = 0;
    for (size_t i = 0; i < CELLS; i++) {
        const double x = tsq__lint_number(lint, a, roles[i]), y = tsq__lint_number(lint, b, roles[i]);
        if (isnan(x) != isnan(y) || x < y || x > y) {
            return -1;
        }
        same += !isnan(x);
    }
    return same;
}

/* What two rows of one trial share: the study, or a label up to a letter behind the year, "Lee 2001a" and "Lee
 * 2001b". */
struct key {
    size_t study;
    uint64_t stem; /* of a label that ends in such a letter, else 0 */
};

static bool has_letter(const char *label, size_t length)
{
    return length >= 2 && strchr("0123456789", label[length - 2]) != NULL &&
           strchr("abcdefghij", label[length - 1]) != NULL;
}

static struct key key_of(const tsq__lint *lint, size_t row)
{
    const char *label = tsq_roles_text(lint->roles, "study", row);
    const size_t length = label == NULL ? 0 : strlen(label);
    struct key key = {lint->study_of[row], 0};
    if (has_letter(label, length)) {
        key.stem = TSQ__HASH_START;
        for (size_t i = 0; i + 1 < length; i++) {
            const char one[2] = {label[i], '\0'};
            key.stem = tsq__hash_string(key.stem, one);
        }
    }
    return key;
}

static bool differ_in_letter(const tsq__lint *lint, size_t a, size_t b)
{
    const char *x = tsq_roles_text(lint->roles, "study", a), *y = tsq_roles_text(lint->roles, "study", b);
    return strlen(x) == strlen(y) && strncmp(x, y, strlen(x) - 1) == 0;
}

/* Another row of the study, or of one that may be the same, that is pooled with this one. */
static bool is_beside(const tsq__lint *lint, const tsq_rows *rows, const struct key *key, size_t i, size_t j)
{
    return i != j &&
           (key[i].study == key[j].study ||
            (key[i].stem != 0 && key[i].stem == key[j].stem && differ_in_letter(lint, rows->row[i], rows->row[j]))) &&
           tsq__lint_same_subgroup(lint, rows->row[i], rows->row[j]);
}

/* The fix: as many shares of the group as there are rows, events with it. */
static void split(tsq__lint *lint, tsq_lint_finding *finding, size_t row, double shares)
{
    static const char *const counts[] = {"n2i", "ci", "di", "x2i", "t2i"};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        const double value = tsq__lint_number(lint, row, counts[i]);
        char text[TSQ_NUMBER_TEXT];
        if (!isnan(value)) {
            tsq__lint_print(value / shares, -1, text);
            char *point = strchr(text, '.');
            if (point != NULL) {
                *point = tsq_table_decimal(lint->table);
            }
            tsq__lint_change(lint, finding, row, tsq__lint_role(lint, counts[i]), text);
        }
    }
}

static void judge(tsq__lint *lint, const tsq_rows *rows, const struct key *key, size_t i)
{
    const size_t row = rows->row[i];
    size_t twins = 0, first = row, in_all = 1;
    for (size_t j = 0; j < rows->n; j++) {
        const size_t other = rows->row[j];
        if (is_beside(lint, rows, key, i, j) && agree(lint, row, other, control) >= 2 &&
            agree(lint, row, other, treated) < 0) {
            first = twins == 0 && j < i ? other : first;
            twins += j < i;
            in_all++;
        }
    }
    if (twins == 0) {
        return;
    }
    /* smaller than the groups it stands beside: split among them already, as the Handbook advises */
    const bool is_split = tsq__lint_number(lint, row, "n2i") <= 0.7 * tsq__lint_number(lint, row, "n1i");
    tsq_lint_finding *finding = tsq__lint_add(
        lint, &tsq__lint_shared_control, is_split ? TSQ_LINT_NOTE : TSQ_LINT_WARNING, row, tsq__lint_role(lint, "n2i"),
        "the control group is that of line %zu: pooled together, its participants count %zu times",
        tsq_table_line(lint->table, first), in_all);
    split(lint, finding, row, (double)in_all);
    for (size_t j = 0; j < rows->n; j++) {
        const size_t other = rows->row[j];
        if (is_beside(lint, rows, key, i, j) && agree(lint, row, other, control) >= 2) {
            split(lint, finding, other, (double)in_all);
        }
    }
}

static void run(tsq__lint *lint)
{
    struct key *key = tsq__array(lint->rows.n, sizeof *key);
    lint->failed |= key == NULL;
    for (size_t g = 0; g < lint->pooled.n && key != NULL; g++) {
        const tsq_rows *rows = &lint->pooled.rows[g];
        for (size_t i = 0; i < rows->n; i++) {
            key[i] = key_of(lint, rows->row[i]);
        }
        for (size_t i = 1; i < rows->n && rows->n <= MOST_ROWS; i++) {
            if (key[i].study < tsq_table_rows(lint->table)) {
                judge(lint, rows, key, i);
            }
        }
    }
    free(key);
}

const tsq_lint_check tsq__lint_shared_control = {
    .code = "L18",
    .id = "control-counted-twice",
    .title = "one control group in two rows that are pooled together",
    .severity = TSQ_LINT_WARNING,
    .basis = "same numbers of the second group, others of the first, in rows of one study; the fix splits the group, "
             "Cochrane Handbook 6.5 section 23.3.4",
    .run = run,
};
