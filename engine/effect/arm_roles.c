/* Which column of a table with one row per arm stands for which role of a two-group measure. */
#include "base/text.h"
#include "effect/pairs.h"

#include <string.h>

/* For measures of means, counts (of participants) and rates. */
static const struct {
    enum tsq__compared_by by; /* NOTHING: all */
    const char *role[2];      /* treatment, control */
    const char *arm;
} roles_of[] = {
    {TSQ__COMPARES_MEANS, {"n1i", "n2i"}, "ni"},       {TSQ__COMPARES_COUNTS, {"n1i", "n2i"}, "ni"},
    {TSQ__COMPARES_MEANS, {"m1i", "m2i"}, "mi"},       {TSQ__COMPARES_MEANS, {"sd1i", "sd2i"}, "sdi"},
    {TSQ__COMPARES_MEANS, {"m1i0", "m2i0"}, "mi0"},    {TSQ__COMPARES_MEANS, {"sd1i0", "sd2i0"}, "sdi0"},
    {TSQ__COMPARES_MEANS, {"mc1i", "mc2i"}, "mci"},    {TSQ__COMPARES_MEANS, {"sdc1i", "sdc2i"}, "sdci"},
    {TSQ__COMPARES_MEANS, {"r1i", "r2i"}, "ri"},       {TSQ__COMPARES_MEANS, {"se1i", "se2i"}, "semi"},
    {TSQ__COMPARES_MEANS, {"lb1i", "lb2i"}, "lbi"},    {TSQ__COMPARES_MEANS, {"ub1i", "ub2i"}, "ubi"},
    {TSQ__COMPARES_MEANS, {"med1i", "med2i"}, "medi"}, {TSQ__COMPARES_MEANS, {"q11i", "q12i"}, "q1i"},
    {TSQ__COMPARES_MEANS, {"q31i", "q32i"}, "q3i"},    {TSQ__COMPARES_MEANS, {"min1i", "min2i"}, "mini"},
    {TSQ__COMPARES_MEANS, {"max1i", "max2i"}, "maxi"}, {TSQ__COMPARES_COUNTS, {"ai", "ci"}, "xi"},
    {TSQ__COMPARES_COUNTS, {"bi", "di"}, "mi"},        {TSQ__COMPARES_RATES, {"x1i", "x2i"}, "xi"},
    {TSQ__COMPARES_RATES, {"t1i", "t2i"}, "ti"},
};

enum { ROLES = sizeof roles_of / sizeof roles_of[0] };

enum tsq__compared_by tsq__compares(const tsq_effect_measure *measure)
{
    const char *inputs = measure->inputs;
    if (tsq__is_word_of(inputs, "x1i") && tsq__is_word_of(inputs, "x2i")) {
        return TSQ__COMPARES_RATES;
    }
    if (!tsq__is_word_of(inputs, "n1i") || !tsq__is_word_of(inputs, "n2i")) {
        return TSQ__COMPARES_NOTHING;
    }
    if (tsq__is_word_of(inputs, "ai")) {
        /* MPRR and the like read the same table as pairs of the same participants; CLES has one ai for both groups. */
        return tsq__is_word_of(inputs, "ci") && strncmp(measure->id, "MP", 2) != 0 ? TSQ__COMPARES_COUNTS
                                                                                   : TSQ__COMPARES_NOTHING;
    }
    return tsq__is_word_of(inputs, "m1i") || tsq__is_word_of(inputs, "sd1i") ? TSQ__COMPARES_MEANS
                                                                             : TSQ__COMPARES_NOTHING;
}

/* 1 or 2, the group whose number the role ends in, as in n1i and m2i0; 0 for other roles. */
static int group_of(const char *role)
{
    static const char *const counts[2][2] = {{"ai", "bi"}, {"ci", "di"}};
    for (int i = 0; i < 4; i++) {
        if (strcmp(role, counts[i / 2][i % 2]) == 0) {
            return i / 2 + 1;
        }
    }
    size_t length = strlen(role);
    length -= length > 0 && role[length - 1] == '0';
    if (length < 3 || role[length - 1] != 'i' || strcmp(role, "q1i") == 0) { /* q1i is the quartile of an arm */
        return 0;
    }
    return role[length - 2] == '1' ? 1 : role[length - 2] == '2' ? 2 : 0;
}

bool tsq__by_arm(const tsq_roles *roles)
{
    if (!tsq_roles_has(roles, "arm") || !tsq_roles_has(roles, "control")) {
        return false;
    }
    for (size_t i = 0; i < tsq_role_count(); i++) {
        const char *role = tsq_role_at(i)->id;
        if (group_of(role) != 0 && tsq_roles_has(roles, role)) {
            return false;
        }
    }
    return true;
}

bool tsq__is_of_control(const char *role)
{
    return group_of(role) == 2;
}

/* What an arm reports is no statement about two, as t, r and an estimate are in a table of comparisons. */
static bool is_of_arm(const char *role)
{
    for (size_t i = 0; i < ROLES; i++) {
        if (strcmp(role, roles_of[i].arm) == 0) {
            return true;
        }
    }
    return strncmp(role, "est", 3) == 0;
}

long tsq__arm_column(const tsq_roles *roles, enum tsq__compared_by by, const char *role, bool *of_control)
{
    *of_control = tsq__is_of_control(role);
    const int group = *of_control ? 1 : 0;
    for (size_t i = 0; i < ROLES; i++) {
        if (roles_of[i].by != by || strcmp(role, roles_of[i].role[group]) != 0) {
            continue;
        }
        /* Where there are sizes, mi is a mean: tables of several outcomes have both. */
        const bool is_mean = strcmp(roles_of[i].role[0], "bi") == 0 && tsq_roles_has(roles, "ni");
        const bool is_se = strcmp(roles_of[i].arm, "semi") == 0 && !tsq_roles_has(roles, "semi");
        return is_mean ? -1 : tsq_roles_column(roles, is_se ? "est_se" : roles_of[i].arm);
    }
    return is_of_arm(role) ? -1 : tsq_roles_column(roles, role);
}
