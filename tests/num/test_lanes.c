/* Tiles give the same bits with vectors of every width that the machine has, and are sorted as the single fit sorts. */
#include "check.h"

#include "num/lanes_targets.h"
#include "num/stream.h"
#include "tau2/lanes.h"

#include <float.h>
#include <string.h>

#define ROWS 37
#define NUMBERS (ROWS * TSQ__LANES)

struct numbers {
    double y[NUMBERS], v[NUMBERS], w[NUMBERS], room[NUMBERS];
};

/* All that is computed of a tile. */
struct results {
    double y[NUMBERS], v[NUMBERS], w[NUMBERS], shift[TSQ__LANES], unit[TSQ__LANES];
    double moment[TSQ__LANES], reml[TSQ__LANES], ml[TSQ__LANES], pm[TSQ__LANES];
    bool settled[3][TSQ__LANES];
    size_t n[TSQ__LANES];
    tsq__lanes_fit at_zero, at;
};

/* Lanes of k rows or fewer, unsorted, with equal variances here and there; the last lane is not used. */
static tsq__tile fill(struct numbers *numbers, size_t k, uint64_t number)
{
    tsq__tile tile = {.k = k, .y = numbers->y, .v = numbers->v, .w = numbers->w, .room = numbers->room};
    memset(numbers, 0, sizeof *numbers);
    for (size_t l = 0; l < TSQ__LANES; l++) {
        tsq__stream stream = tsq__stream_at(number, l);
        const double unit = pow(10.0, 12.0 * tsq__stream_uniform(&stream) - 6.0);
        const size_t n = l + 1 == TSQ__LANES ? 0 : l % 3 == 0 ? k : 2 + tsq__stream_index(&stream, (uint32_t)(k - 1));
        double yi[ROWS], vi[ROWS];
        for (size_t i = 0; i < n; i++) {
            const double v = i % 5 == 4 ? vi[i - 1] / unit / unit : pow(10.0, -3.0 * tsq__stream_uniform(&stream));
            vi[i] = unit * unit * v;
            yi[i] = unit * (1.0 + sqrt(v + (l % 2 == 0 ? 0.5 : 0.0)) * tsq__stream_normal(&stream));
        }
        tsq__tile_put(&tile, l, n, yi, vi);
    }
    return tile;
}

static void work(struct numbers *numbers, size_t k, uint64_t number, int width, struct results *out)
{
    tsq__tile tile = fill(numbers, k, number);
    double target[TSQ__LANES];
    memset(out, 0, sizeof *out);
    tile.width = width;
    tsq__lanes_sort(&tile);
    tsq__lanes_prepare(&tile);
    memcpy(out->y, tile.y, sizeof(double) * k * TSQ__LANES);
    memcpy(out->v, tile.v, sizeof(double) * k * TSQ__LANES);
    memcpy(out->w, tile.w, sizeof(double) * k * TSQ__LANES);
    memcpy(out->shift, tile.shift, sizeof out->shift);
    memcpy(out->unit, tile.unit, sizeof out->unit);
    memcpy(out->n, tile.n, sizeof out->n);
    tsq__lanes_at_zero(&tile, true, &out->at_zero);
    tsq__lanes_moment(&tile, &out->at_zero, out->moment);
    tsq__lanes_likelihood(&tile, true, out->reml, out->settled[0]);
    tsq__lanes_likelihood(&tile, false, out->ml, out->settled[1]);
    for (size_t l = 0; l < TSQ__LANES; l++) {
        target[l] = tile.n[l] > 1 ? (double)tile.n[l] - 1.0 : 1.0;
    }
    tsq__lanes_profile_q(&tile, target, out->pm, out->settled[2]);
    tsq__lanes_at(&tile, out->reml, &out->at);
}

static bool same(const double *a, const double *b, const size_t *n)
{
    bool all = true;
    for (size_t l = 0; l < TSQ__LANES; l++) {
        all = all && (n[l] == 0 || memcmp(a + l, b + l, sizeof *a) == 0);
    }
    return all;
}

static void every_width_gives_the_same_bits(void **state)
{
    (void)state;
    static struct numbers numbers;
    static struct results wide, other;
    for (size_t k = 2; k <= ROWS; k++) {
        work(&numbers, k, k, tsq__lane_width(), &wide);
        for (int width = 2; width < tsq__lane_width(); width *= 2) {
            work(&numbers, k, k, width, &other);
            assert_memory_equal(other.n, wide.n, sizeof wide.n);
            assert_int_equal(wide.n[TSQ__LANES - 1], 0);
            for (size_t i = 0; i < k; i++) {
                const size_t row = i * TSQ__LANES;
                assert_true(same(other.y + row, wide.y + row, wide.n) && same(other.v + row, wide.v + row, wide.n));
                assert_true(same(other.w + row, wide.w + row, wide.n));
            }
            const double *const pairs[][2] = {{other.shift, wide.shift},
                                              {other.unit, wide.unit},
                                              {other.moment, wide.moment},
                                              {other.reml, wide.reml},
                                              {other.ml, wide.ml},
                                              {other.pm, wide.pm},
                                              {other.at_zero.mean, wide.at_zero.mean},
                                              {other.at_zero.rss, wide.at_zero.rss},
                                              {other.at_zero.trace, wide.at_zero.trace},
                                              {other.at.mean, wide.at.mean},
                                              {other.at.sum_w, wide.at.sum_w},
                                              {other.at.rss, wide.at.rss}};
            for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
                assert_true(same(pairs[i][0], pairs[i][1], wide.n));
            }
            for (size_t i = 0; i < 3; i++) {
                for (size_t l = 0; l + 1 < TSQ__LANES; l++) {
                    assert_int_equal(other.settled[i][l], wide.settled[i][l]);
                }
            }
        }
    }
}

static void lanes_are_sorted_as_single_fits_are(void **state)
{
    (void)state;
    static struct numbers numbers;
    for (size_t k = 2; k <= ROWS; k++) {
        tsq__tile tile = fill(&numbers, k, 100 + k);
        double yi[TSQ__LANES][ROWS], vi[TSQ__LANES][ROWS];
        for (size_t l = 0; l < TSQ__LANES; l++) {
            for (size_t i = 0; i < k; i++) {
                yi[l][i] = tile.y[i * TSQ__LANES + l];
                vi[l][i] = tile.v[i * TSQ__LANES + l];
            }
        }
        tsq__lanes_sort(&tile);
        for (size_t l = 0; l < TSQ__LANES; l++) {
            size_t order[ROWS];
            tsq__lane_order(tile.n[l], yi[l], vi[l], order);
            for (size_t i = 0; i < tile.n[l]; i++) {
                assert_true(tile.y[i * TSQ__LANES + l] == yi[l][order[i]]);
                assert_true(tile.v[i * TSQ__LANES + l] == vi[l][order[i]]);
            }
            for (size_t i = tile.n[l]; i < k; i++) {
                assert_true(tile.y[i * TSQ__LANES + l] == 0.0 && isinf(tile.v[i * TSQ__LANES + l]));
            }
        }
    }
}

/* A whole tile is filled as lane by lane, whatever stands behind a lane's numbers. */
static void tiles_are_filled_as_lanes_are(void **state)
{
    (void)state;
    static struct numbers numbers, other;
    static double yi[NUMBERS + TSQ__READ_BEYOND], vi[NUMBERS + TSQ__READ_BEYOND];
    for (size_t k = 1; k <= ROWS; k++) {
        tsq__tile one = {.k = k, .y = numbers.y, .v = numbers.v, .w = numbers.w};
        tsq__tile whole = {.k = k, .y = other.y, .v = other.v, .w = other.w};
        for (size_t i = 0; i < NUMBERS; i++) {
            yi[i] = (double)(i + k);
            vi[i] = (double)(2 * i + 1);
        }
        for (size_t l = 0; l < TSQ__LANES; l++) {
            tsq__tile_put(&one, l, l % 4 == 0 ? k : k * l % (k + 1), yi + l * ROWS, vi + l * ROWS);
        }
        memcpy(whole.n, one.n, sizeof whole.n);
        for (int width = 2; width <= tsq__lane_width(); width *= 2) {
            whole.width = width;
            tsq__tile_fill(&whole, yi, vi, ROWS, false);
            assert_memory_equal(whole.y, one.y, sizeof(double) * k * TSQ__LANES);
            assert_memory_equal(whole.v, one.v, sizeof(double) * k * TSQ__LANES);
        }
    }
}

/* Sorting as they are filled and, where variances are equal, as they are prepared gives the same as sorting before. */
static void tiles_that_are_sorted_as_they_are_filled_are_the_same(void **state)
{
    (void)state;
    static struct numbers numbers, other;
    static double yi[NUMBERS + TSQ__READ_BEYOND], vi[NUMBERS + TSQ__READ_BEYOND];
    for (size_t k = 2; k <= ROWS; k++) {
        for (uint32_t values = 2; values <= 2048; values *= 32) { /* of variances: mostly equal, some, hardly any */
            tsq__stream stream = tsq__stream_at(values, k);
            tsq__tile one = {.k = k, .y = numbers.y, .v = numbers.v, .w = numbers.w, .room = numbers.room};
            tsq__tile whole = {.k = k, .y = other.y, .v = other.v, .w = other.w, .room = other.room};
            for (size_t i = 0; i < NUMBERS; i++) {
                yi[i] = tsq__stream_normal(&stream);
                vi[i] = 1.0 + tsq__stream_index(&stream, values) * (k % 3 == 0 ? DBL_EPSILON : 1.0);
            }
            for (int width = 2; width <= tsq__lane_width(); width *= 2) {
                for (size_t l = 0; l < TSQ__LANES; l++) {
                    tsq__tile_put(&one, l, (k + values) % 2 == 0 ? k : k - k * l / TSQ__LANES, yi + l * ROWS,
                                  vi + l * ROWS);
                }
                memcpy(whole.n, one.n, sizeof whole.n);
                whole.width = width;
                tsq__tile_fill(&whole, yi, vi, ROWS, true);
                tsq__lanes_prepare(&whole);
                tsq__lanes_sort(&one);
                tsq__lanes_prepare(&one);
                assert_memory_equal(whole.n, one.n, sizeof one.n);
                assert_memory_equal(whole.shift, one.shift, sizeof one.shift);
                assert_memory_equal(whole.y, one.y, sizeof(double) * k * TSQ__LANES);
                assert_memory_equal(whole.v, one.v, sizeof(double) * k * TSQ__LANES);
                assert_memory_equal(whole.w, one.w, sizeof(double) * k * TSQ__LANES);
            }
        }
    }
}

/* Lanes that hold what is no variance, or far too large a one, are left to the single fit, and their neighbours are not
 * touched by it. */
static void lanes_with_odd_variances_are_left(void **state)
{
    (void)state;
    static const double odd[] = {NAN, -NAN, INFINITY, -INFINITY, -1.0, 0.0, 1e-310, 1e290, DBL_MAX};
    static struct numbers numbers;
    static double yi[NUMBERS + TSQ__READ_BEYOND], vi[NUMBERS + TSQ__READ_BEYOND];
    for (size_t k = 2; k <= ROWS; k++) {
        for (size_t i = 0; i < NUMBERS; i++) {
            yi[i] = (double)(i % 7);
            vi[i] = 1.0 + (double)(i * 29 % 64);
        }
        for (size_t l = 0; l < sizeof odd / sizeof *odd; l++) {
            vi[(l + 2) * ROWS + (k + l) % k] = odd[l];
        }
        for (int width = 2; width <= tsq__lane_width(); width *= 2) {
            tsq__tile tile = {.k = k, .y = numbers.y, .v = numbers.v, .w = numbers.w, .room = numbers.room};
            tile.width = width;
            for (size_t l = 0; l < TSQ__LANES; l++) {
                tile.n[l] = k;
            }
            tsq__tile_fill(&tile, yi, vi, ROWS, true);
            tsq__lanes_prepare(&tile);
            for (size_t l = 0; l < TSQ__LANES; l++) {
                assert_int_equal(tile.n[l], l < 2 || l >= 2 + sizeof odd / sizeof *odd ? k : 0);
            }
        }
    }
}

/* As many numbers as there are, and none beyond. */
static void studies_are_copied(void **state)
{
    (void)state;
    double yi[ROWS], vi[ROWS], y[ROWS + 1], v[ROWS + 1];
    for (size_t i = 0; i < ROWS; i++) {
        yi[i] = (double)i;
        vi[i] = (double)i + 0.5;
    }
    for (int width = 2; width <= tsq__lane_width(); width *= 2) {
        for (size_t n = 0; n <= ROWS; n++) {
            const tsq__tile tile = {.width = width};
            for (size_t i = 0; i <= ROWS; i++) {
                y[i] = v[i] = -1.0;
            }
            tsq__lane_copy(&tile, n, yi, vi, y, v);
            for (size_t i = 0; i <= ROWS; i++) {
                assert_true(y[i] == (i < n ? yi[i] : -1.0) && v[i] == (i < n ? vi[i] : -1.0));
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_width_gives_the_same_bits),
        cmocka_unit_test(lanes_are_sorted_as_single_fits_are),
        cmocka_unit_test(tiles_are_filled_as_lanes_are),
        cmocka_unit_test(tiles_that_are_sorted_as_they_are_filled_are_the_same),
        cmocka_unit_test(lanes_with_odd_variances_are_left),
        cmocka_unit_test(studies_are_copied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
