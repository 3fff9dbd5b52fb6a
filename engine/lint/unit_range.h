/* Which unit a mean can have. */
#ifndef TSQ_LINT_UNIT_RANGE_H
#define TSQ_LINT_UNIT_RANGE_H

#include "lint/lint.h"

#include <tausq/units.h>

/** The first other unit of the analyte in which the mean of a group of patients is possible; NULL where it is possible
 *  in this unit, in none, or the analyte has no known range. */
const tsq_unit *tsq__lint_likelier_unit(const tsq_unit *unit, double mean);

#endif
