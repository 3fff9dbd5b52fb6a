#include "data/table.h"
#include <csv.h>
