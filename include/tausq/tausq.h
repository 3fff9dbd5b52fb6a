/* libtausq: everything. The library never prints, exits, reads the environment or keeps state.
 * It uses GSL: whoever owns main calls gsl_set_error_handler_off() once, or tsq_start() here, before the first fit. */
#ifndef TAUSQ_TAUSQ_H
#define TAUSQ_TAUSQ_H

#include <tausq/convert.h>
#include <tausq/counts.h>
#include <tausq/covariance.h>
#include <tausq/data.h>
#include <tausq/design.h>
#include <tausq/effect.h>
#include <tausq/explain.h>
#include <tausq/fit.h>
#include <tausq/io.h>
#include <tausq/lint.h>
#include <tausq/pool.h>
#include <tausq/reproduce.h>
#include <tausq/resample.h>
#include <tausq/rounding.h>
#include <tausq/run.h>
#include <tausq/simulate.h>
#include <tausq/statement.h>
#include <tausq/status.h>
#include <tausq/tau2.h>
#include <tausq/units.h>
#include <tausq/verify.h>
#include <tausq/version.h>
#include <tausq/why.h>

#endif
