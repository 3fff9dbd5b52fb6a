#include "num/sum.h"
