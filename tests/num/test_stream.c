/* The stream of random numbers: published answers of the generator, independence of replicates, moments. */
#include "check.h"

#include "num/lanes_targets.h"
#include "num/stream.h"

/* Answers of Philox 4x32-10 from the file kat_vectors of Random123 1.14. */
static void philox_has_its_published_answers(void **state)
{
    (void)state;
    static const struct {
        uint32_t counter[4], key[2], block[4];
    } known[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        uint32_t block[4];
        tsq__philox(known[i].counter, known[i].key, block);
        for (size_t j = 0; j < 4; j++) {
            assert_int_equal(block[j], known[i].block[j]);
        }
    }
}

/* The words are those of the blocks of counters 0, 1, 2, ... with the replicate behind them, however they are computed. */
static void words_are_those_of_the_counters(void **state)
{
    (void)state;
    const uint32_t key[2] = {0x89abcdef, 0x01234567};
    tsq__stream stream = tsq__stream_at(UINT64_C(0x0123456789abcdef), UINT64_C(0x500000003));
    for (uint32_t i = 0; i < 100; i++) {
        const uint32_t counter[4] = {i, 0, 3, 5};
        uint32_t block[4];
        tsq__philox(counter, key, block);
        for (size_t j = 0; j < 4; j++) {
            assert_int_equal(tsq__stream_word(&stream), block[j]);
        }
    }
    stream = (tsq__stream){.key = {key[0], key[1]}, .counter = {0xfffffffe, 7, 3, 5}, .spare = NAN};
    for (uint32_t i = 0; i < 8; i++) { /* over the end of the first word of the counter */
        const uint32_t counter[4] = {0xfffffffeU + i, i < 2 ? 7 : 8, 3, 5};
        uint32_t block[4];
        tsq__philox(counter, key, block);
        for (size_t j = 0; j < 4; j++) {
            assert_int_equal(tsq__stream_word(&stream), block[j]);
        }
    }
}

/* However many numbers a vector has, the words are the same, also over the end of the first word of the counter. */
static void words_do_not_depend_on_the_width_of_vectors(void **state)
{
    (void)state;
    for (int width = 1; width <= tsq__lane_width(); width *= 2) {
        tsq__stream stream = {.key = {7, 9}, .counter = {0xfffffff0U - 5, 1, 2, 3}, .spare = NAN};
        for (uint32_t i = 0; i < 40; i++) {
            const uint32_t first = 0xfffffff0U - 5 + i, counter[4] = {first, first < i ? 2 : 1, 2, 3};
            uint32_t block[4];
            tsq__philox(counter, stream.key, block);
            for (size_t j = 0; j < 4; j++) {
                if (stream.left == 0) {
                    tsq__stream_refill_by(&stream, width);
                }
                assert_int_equal(tsq__stream_word(&stream), block[j]);
            }
        }
    }
}

/* A stream is read from its counter alone: the same place gives the same numbers, another replicate others. */
static void a_replicate_has_its_own_numbers(void **state)
{
    (void)state;
    tsq__stream a = tsq__stream_at(42, 7), again = tsq__stream_at(42, 7), other = tsq__stream_at(42, 8);
    tsq__stream seed = tsq__stream_at(43, 7);
    int same_replicate = 0, same_seed = 0;
    for (int i = 0; i < 1000; i++) {
        const uint32_t word = tsq__stream_word(&a);
        assert_int_equal(word, tsq__stream_word(&again));
        same_replicate += word == tsq__stream_word(&other);
        same_seed += word == tsq__stream_word(&seed);
    }
    assert_int_equal(same_replicate, 0);
    assert_int_equal(same_seed, 0);
}

/* Limits of six standard errors of what they bound. */
static void moments_are_those_of_the_distributions(void **state)
{
    (void)state;
    const int n = 200000;
    tsq__stream stream = tsq__stream_at(20261121, 0);
    double uniform = 0.0, normal = 0.0, square = 0.0, fourth = 0.0;
    int count[7] = {0};
    for (int i = 0; i < n; i++) {
        const double u = tsq__stream_uniform(&stream), z = tsq__stream_normal(&stream);
        assert_true(u > 0.0 && u < 1.0);
        uniform += u;
        normal += z;
        square += z * z;
        fourth += z * z * z * z;
        count[tsq__stream_index(&stream, 7)]++;
    }
    const double root = sqrt(n);
    check_close(uniform / n, 0.5, 0.0, 6.0 * sqrt(1.0 / 12.0) / root);
    check_close(normal / n, 0.0, 0.0, 6.0 / root);
    check_close(square / n, 1.0, 0.0, 6.0 * sqrt(2.0) / root);
    check_close(fourth / n, 3.0, 0.0, 6.0 * sqrt(96.0) / root);
    for (int i = 0; i < 7; i++) {
        check_close((double)count[i] / n, 1.0 / 7.0, 0.0, 6.0 * sqrt(6.0 / 49.0) / root);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(philox_has_its_published_answers),
        cmocka_unit_test(words_are_those_of_the_counters),
        cmocka_unit_test(words_do_not_depend_on_the_width_of_vectors),
        cmocka_unit_test(a_replicate_has_its_own_numbers),
        cmocka_unit_test(moments_are_those_of_the_distributions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
