/* Sorting of 9 to 32 rows by keys, for vectors of 8; included by lanes_sort.h.
 *
 * The key of a study is its v with the last bits replaced by the study's number: to compare is to take a minimum and a
 * maximum, two operations instead of five, and all keys stay in registers. The studies are fetched by these numbers
 * afterwards, and while that waits for memory the divider forms 1/v. Where v that differ in those bits alone come out in the
 * wrong order, and where one is not a finite number, the rows are sorted as others are. */

/* Rows that the last bits can tell apart. */
#define TSQ__KEYED 32

/* Batcher's odd-even merges of 32 rows: two rows that are compared, and where the second of the two runs begins that are
 * merged: without it there is nothing to do. */
static const unsigned char tsq__merges[][3] = {
    {0, 1, 1},    {2, 3, 3},    {4, 5, 5},    {6, 7, 7},    {8, 9, 9},    {10, 11, 11}, {12, 13, 13}, {14, 15, 15},
    {16, 17, 17}, {18, 19, 19}, {20, 21, 21}, {22, 23, 23}, {24, 25, 25}, {26, 27, 27}, {28, 29, 29}, {30, 31, 31},
    {0, 2, 2},    {1, 3, 2},    {4, 6, 6},    {5, 7, 6},    {8, 10, 10},  {9, 11, 10},  {12, 14, 14}, {13, 15, 14},
    {16, 18, 18}, {17, 19, 18}, {20, 22, 22}, {21, 23, 22}, {24, 26, 26}, {25, 27, 26}, {28, 30, 30}, {29, 31, 30},
    {1, 2, 2},    {5, 6, 6},    {9, 10, 10},  {13, 14, 14}, {17, 18, 18}, {21, 22, 22}, {25, 26, 26}, {29, 30, 30},
    {0, 4, 4},    {1, 5, 4},    {2, 6, 4},    {3, 7, 4},    {8, 12, 12},  {9, 13, 12},  {10, 14, 12}, {11, 15, 12},
    {16, 20, 20}, {17, 21, 20}, {18, 22, 20}, {19, 23, 20}, {24, 28, 28}, {25, 29, 28}, {26, 30, 28}, {27, 31, 28},
    {2, 4, 4},    {3, 5, 4},    {10, 12, 12}, {11, 13, 12}, {18, 20, 20}, {19, 21, 20}, {26, 28, 28}, {27, 29, 28},
    {1, 2, 4},    {3, 4, 4},    {5, 6, 4},    {9, 10, 12},  {11, 12, 12}, {13, 14, 12}, {17, 18, 20}, {19, 20, 20},
    {21, 22, 20}, {25, 26, 28}, {27, 28, 28}, {29, 30, 28}, {0, 8, 8},    {1, 9, 8},    {2, 10, 8},   {3, 11, 8},
    {4, 12, 8},   {5, 13, 8},   {6, 14, 8},   {7, 15, 8},   {16, 24, 24}, {17, 25, 24}, {18, 26, 24}, {19, 27, 24},
    {20, 28, 24}, {21, 29, 24}, {22, 30, 24}, {23, 31, 24}, {4, 8, 8},    {5, 9, 8},    {6, 10, 8},   {7, 11, 8},
    {20, 24, 24}, {21, 25, 24}, {22, 26, 24}, {23, 27, 24}, {2, 4, 8},    {3, 5, 8},    {6, 8, 8},    {7, 9, 8},
    {10, 12, 8},  {11, 13, 8},  {18, 20, 24}, {19, 21, 24}, {22, 24, 24}, {23, 25, 24}, {26, 28, 24}, {27, 29, 24},
    {1, 2, 8},    {3, 4, 8},    {5, 6, 8},    {7, 8, 8},    {9, 10, 8},   {11, 12, 8},  {13, 14, 8},  {17, 18, 24},
    {19, 20, 24}, {21, 22, 24}, {23, 24, 24}, {25, 26, 24}, {27, 28, 24}, {29, 30, 24}, {0, 16, 16},  {1, 17, 16},
    {2, 18, 16},  {3, 19, 16},  {4, 20, 16},  {5, 21, 16},  {6, 22, 16},  {7, 23, 16},  {8, 24, 16},  {9, 25, 16},
    {10, 26, 16}, {11, 27, 16}, {12, 28, 16}, {13, 29, 16}, {14, 30, 16}, {15, 31, 16}, {8, 16, 16},  {9, 17, 16},
    {10, 18, 16}, {11, 19, 16}, {12, 20, 16}, {13, 21, 16}, {14, 22, 16}, {15, 23, 16}, {4, 8, 16},   {5, 9, 16},
    {6, 10, 16},  {7, 11, 16},  {12, 16, 16}, {13, 17, 16}, {14, 18, 16}, {15, 19, 16}, {20, 24, 16}, {21, 25, 16},
    {22, 26, 16}, {23, 27, 16}, {2, 4, 16},   {3, 5, 16},   {6, 8, 16},   {7, 9, 16},   {10, 12, 16}, {11, 13, 16},
    {14, 16, 16}, {15, 17, 16}, {18, 20, 16}, {19, 21, 16}, {22, 24, 16}, {23, 25, 16}, {26, 28, 16}, {27, 29, 16},
    {1, 2, 16},   {3, 4, 16},   {5, 6, 16},   {7, 8, 16},   {9, 10, 16},  {11, 12, 16}, {13, 14, 16}, {15, 16, 16},
    {17, 18, 16}, {19, 20, 16}, {21, 22, 16}, {23, 24, 16}, {25, 26, 16}, {27, 28, 16}, {29, 30, 16}};

TSQ__INLINE void TSQ__LANE(sort_keys)(TSQ__VEC *key, size_t rows)
{
#pragma GCC unroll 191
    for (size_t p = 0; p < sizeof tsq__merges / sizeof *tsq__merges; p++) {
        const size_t a = tsq__merges[p][0], b = tsq__merges[p][1];
        if (b < rows && tsq__merges[p][2] < rows) {
            const TSQ__VEC low = TSQ__LANE(least)(key[a], key[b]);
            key[b] = TSQ__LANE(most)(key[a], key[b]);
            key[a] = low;
        }
    }
}

/* Keys of so many rows, k of them or up to seven more; whether all v are finite. */
TSQ__INLINE bool TSQ__LANE(keys)(const TSQ__LANE(source) * from, size_t rows, TSQ__VEC *key)
{
    const TSQ__VEC last = TSQ__LANE(all)((double)DBL_MAX);
    TSQ__VEC total[2] = {TSQ__LANE(all)(0.0), TSQ__LANE(all)(0.0)};
#pragma GCC unroll 4
    for (size_t first = 0; first < rows; first += 8) {
        TSQ__LANE(take)(from->v + first, from->stride, rows - first == 4, key + first);
    }
    const bool whole = from->whole && from->k == rows;
#pragma GCC unroll 32
    for (size_t i = 0; i < rows; i++) {
        TSQ__VEC term = key[i];
        if (!whole) {
            const TSQ__LANE(mask) there = TSQ__LANE(less)(TSQ__LANE(all)((double)i), from->n);
            term = TSQ__LANE(pick)(there, key[i], TSQ__LANE(all)(0.0));
            key[i] = TSQ__LANE(pick)(there, key[i], last);
        }
        total[i % 2] += term;
        key[i] = (TSQ__VEC)(((TSQ__LANE(bits))key[i] & -TSQ__KEYED) | (int64_t)i);
    }
    return !TSQ__LANE(any)(~TSQ__LANE(less)(total[0] + total[1], TSQ__LANE(all)((double)INFINITY)));
}

/* Fetches the studies in the order of their keys; whether that is the order of v. */
TSQ__INLINE bool TSQ__LANE(fetch_rows)(tsq__tile *tile, size_t at, const TSQ__LANE(source) * from, bool whole,
                                       const TSQ__VEC *key)
{
    double *const y = tile->y + at, *const v = tile->v + at, *const w = tile->w + at;
    const size_t k = tile->k;
    const TSQ__VEC n = from->n;
    const double *const yi = from->y, *const vi = from->v;
    TSQ__LANE(bits) lane;
    TSQ__LANE(mask) later = 0;
    TSQ__VEC before = TSQ__LANE(all)(0.0), row = before;
    for (size_t l = 0; l < TSQ__WIDTH; l++) {
        lane[l] = (int64_t)(l * from->stride);
    }
    for (size_t i = 0; i < k; i++) {
        const TSQ__LANE(bits) number = ((TSQ__LANE(bits))key[i] & (TSQ__KEYED - 1)) + lane;
        const TSQ__LANE(mask) there = whole ? 255 : TSQ__LANE(less)(row, n);
        const TSQ__VEC now = TSQ__LANE(fetch)(vi, number, there, (double)INFINITY);
        TSQ__STORE(y + i * TSQ__LANES, TSQ__LANE(fetch)(yi, number, there, 0.0));
        TSQ__STORE(v + i * TSQ__LANES, now);
        TSQ__STORE(w + i * TSQ__LANES, 1.0 / now);
        later |= TSQ__LANE(less)(now, before);
        before = now;
        row += 1.0;
    }
    return !TSQ__LANE(any)(later);
}

TSQ__INLINE bool TSQ__LANE(sort_by_keys)(tsq__tile *tile, size_t at, const TSQ__LANE(source) * from, size_t rows)
{
    TSQ__VEC key[TSQ__KEYED];
    if (!TSQ__LANE(keys)(from, rows, key)) {
        return false;
    }
    TSQ__LANE(sort_keys)(key, rows);
    return from->whole ? TSQ__LANE(fetch_rows)(tile, at, from, true, key)
                       : TSQ__LANE(fetch_rows)(tile, at, from, false, key);
}

/* Fills a vector of lanes, sorted, with 1/v; false: it is left to be done. */
TSQ__INLINE bool TSQ__LANE(by_keys)(tsq__tile *tile, size_t at, const TSQ__LANE(source) * from)
{
    const size_t k = tile->k;
    return k <= 8    ? false
           : k <= 12 ? TSQ__LANE(sort_by_keys)(tile, at, from, 12)
           : k <= 16 ? TSQ__LANE(sort_by_keys)(tile, at, from, 16)
           : k <= 20 ? TSQ__LANE(sort_by_keys)(tile, at, from, 20)
           : k <= 24 ? TSQ__LANE(sort_by_keys)(tile, at, from, 24)
           : k <= 32 ? TSQ__LANE(sort_by_keys)(tile, at, from, 32)
                     : false;
}
