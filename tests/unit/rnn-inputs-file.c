/* Reading the user's sequences: what is right comes through exactly, and what is wrong is named with its row and column. */
#include "check.h"

#include <lemmata/rnn.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct lm_arena *arena;
static char path[64];

/* Writes the bytes to a file and reads it as inputs. The message then speaks of `path`. */
static lm_status read_bytes(struct lm_inputs *out, const char *bytes, size_t size, bool normalise)
{
    strcpy(path, "/tmp/lemmata-inputs-XXXXXX");
    int fd = mkstemp(path);
    CHECK(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
    close(fd);
    lm_status status = lm_inputs_read(out, arena, path, normalise);
    unlink(path);
    return status;
}

static lm_status read_text(struct lm_inputs *out, const char *text)
{
    return read_bytes(out, text, strlen(text), false);
}

/* Refused with exactly this message behind the path. */
static void check_refused(const char *text, size_t size, bool normalise, const char *message)
{
    struct lm_inputs inputs;
    CHECK(read_bytes(&inputs, text, size, normalise) == LM_EFORMAT);
    size_t length = strlen(path);
    CHECK(strncmp(lm_error_message(), path, length) == 0);
    CHECK_TEXT(lm_error_message() + length, message);
    CHECK(strchr(lm_error_message(), '\n') == NULL);
}

static void check_values(const struct lm_inputs *inputs, size_t n, int L, size_t dim, const double *values)
{
    CHECK_SIZE(inputs->n, n);
    CHECK(inputs->L == L);
    CHECK_SIZE(inputs->dim, dim);
    if (inputs->n != n || inputs->L != L || inputs->dim != dim) return;
    for (size_t k = 0; k < n * (size_t)L * dim; k++) CHECK_NEAR(inputs->x[k], values[k], 0);
}

/* ---- CSV ---- */

static const double small[] = {1, 2, 3, 4, 0.1, -6e-3, 7, 8};

static void test_csv(void)
{
    struct lm_inputs inputs;
    static const char *const same[] = {
        "0,1,2\n0,3,4\n1,0.1,-6e-3\n1,7,8\n",
        "0,1,2\n0,3,4\n1,0.1,-6e-3\n1,7,8",                 /* no newline at the end */
        "sequence,a,b\n0,1,2\n0,3,4\n1,0.1,-6e-3\n1,7,8\n", /* a header */
        "\xef\xbb\xbfsequence,a,b\r\n0,1,2\r\n0,3,4\r\n1,0.1,-6e-3\r\n1,7,8\r\n\r\n",
        "# by numpy.savetxt\n\n 7 , 1 ,2\n7,3\t,4\n\n-3,+0.1,-0.006\n-3,7.0,8e0\n",
    };
    for (size_t k = 0; k < sizeof same / sizeof *same; k++) {
        CHECK(read_text(&inputs, same[k]) == LM_OK);
        check_values(&inputs, 2, 2, 2, small);
    }
    CHECK(read_text(&inputs, "0,5\n") == LM_OK);
    check_values(&inputs, 1, 1, 1, (const double[]){5});
}

static void test_long_csv(void)
{
    enum { ROWS = 20000 }; /* more than one read, and many times more room than at first */
    char *text = lm_xmalloc(ROWS * 32);
    size_t size = 0;
    for (int i = 0; i < ROWS; i++) size += (size_t)sprintf(text + size, "%d,%d.5,%d\n", i / 10, i, -i);
    struct lm_inputs inputs;
    CHECK(read_bytes(&inputs, text, size, false) == LM_OK);
    CHECK(inputs.n == ROWS / 10 && inputs.L == 10 && inputs.dim == 2);
    size_t wrong = 0;
    for (size_t i = 0; i < ROWS; i++) wrong += inputs.x[2 * i] != (double)i + 0.5 || inputs.x[2 * i + 1] != -(double)i;
    CHECK_SIZE(wrong, 0);
    free(text);
}

static void test_normalise(void)
{
    struct lm_inputs inputs;
    const char text[] = "0,3,4\n0,0,-2\n0,3e300,4e300\n0,3e-300,4e-300\n";
    CHECK(read_bytes(&inputs, text, strlen(text), true) == LM_OK);
    const double expected[] = {0.6, 0.8, 0, -1, 0.6, 0.8, 0.6, 0.8};
    for (size_t k = 0; k < 8; k++) CHECK_NEAR(inputs.x[k], expected[k], 4.5e-16); /* hypot within 1 ulp, the quotient within 1/2 */
    check_refused("0,1,1\n0,0,0\n", 12, true, ": row 2: a null token cannot be normalised; remove it, or leave out --normalise");
}

static void test_bad_csv(void)
{
    static const char *const cases[][2] = {
        {"", ": holds no numbers"},
        {"sequence,a,b\n", ": holds no numbers"},
        {"0\n1\n", ": has one column; the first is the index of the sequence, the others are the token"},
        {"0,1,2\n0,1,2\n0,1,2\n0,1,2\n0,1,2\n0,1,2\n0,1,abc\n", ": row 7, column 3: 'abc' is not a number"},
        {"s,a,b\n0,1,2\n0,1,2x\n", ": row 3, column 3: '2x' is not a number"},
        {"zero,1,2\n0,3,4\n", ": row 1, column 1: 'zero' is not a number"},
        {"0,1,2\n0,,4\n", ": row 2, column 2: '' is not a number"},
        {"0,1,\n1,3,4\n", ": row 1, column 3: '' is not a number"},
        {"0;1;2\n0;3;4\n", ": row 2, column 1: '0;3;4' is not a number; separate columns by commas"},
        {"0,1,2\n0,1 2,4\n", ": row 2, column 2: '1 2' is not a number"},
        {"0,1,2\n0,3,4,5\n", ": row 2 has 4 columns, but the first row of numbers has 3"},
        {"0,1,2\n\n0,3\n", ": row 3 has 2 columns, but the first row of numbers has 3"},
        {"0,1,nan\n", ": row 1, column 3: nan is not a finite number"},
        {"0,1,2\n0,-inf,2\n", ": row 2, column 2: -inf is not a finite number"},
        {"0,1,2\n0,1e999,2\n", ": row 2, column 2: inf is not a finite number"},
        {"0.5,1,2\n", ": row 1, column 1: 0.5 is not a whole number; it is the index of the sequence"},
        {"0,1,2\n0,3,4\n1,5,6\n", ": row 3: sequence 1 has length 1 here, but the first sequence has length 2; all need the same"},
        {"0,1,2\n1,3,4\n1,5,6\n", ": row 2: sequence 1 has length 2 here, but the first sequence has length 1; all need the same"},
        {"0,1\n0,1\n1,2\n1,2\n0,3\n", ": row 5, column 1: sequence 0 has begun in row 1 already; keep its tokens together"},
        {"0,1\n0,\x01\x80\n", ": row 2, column 2: '\?\?' is not a number"},
        {"0,1\n0,aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeee\n",
         ": row 2, column 2: 'aaaaaaaaaabbbbbbbbbbccccccccccdddddddddd...' is not a number"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) check_refused(cases[k][0], strlen(cases[k][0]), false, cases[k][1]);
    check_refused("0,1\n0,\0\n", 8, false, ": is neither a CSV file nor a file written by numpy.save; write it as one of these");
}

static void test_unreadable(void)
{
    struct lm_inputs inputs;
    CHECK(lm_inputs_read(&inputs, arena, "/nowhere/tokens.csv", false) == LM_EIO);
    CHECK_TEXT(lm_error_message(), "/nowhere/tokens.csv: cannot be opened: No such file or directory");
    CHECK(lm_inputs_read(&inputs, arena, "/tmp", false) == LM_EIO);
    CHECK_TEXT(lm_error_message(), "/tmp: cannot be read: Is a directory");
}

/* ---- NPY ---- */

struct npy {
    char bytes[4096];
    size_t size;
};

/* A file as numpy writes it: the header padded so that the data begin at a multiple of 64. */
static struct npy npy_begin(int version, const char *dictionary)
{
    struct npy out = {.size = 0};
    size_t before = version == 1 ? 10 : 12, total = (before + strlen(dictionary) + 1 + 63) / 64 * 64, length = total - before;
    memcpy(out.bytes, "\x93NUMPY", 6);
    out.bytes[6] = (char)version;
    for (size_t i = 0; i < before - 8; i++) out.bytes[8 + i] = (char)(length >> 8 * i & 255);
    memset(out.bytes + before, ' ', length);
    memcpy(out.bytes + before, dictionary, strlen(dictionary));
    out.bytes[total - 1] = '\n';
    out.size = total;
    return out;
}

static void npy_add(struct npy *npy, const double *values, size_t count, bool single)
{
    for (size_t k = 0; k < count; k++) {
        float f = (float)values[k];
        if (single)
            memcpy(npy->bytes + npy->size, &f, sizeof f);
        else
            memcpy(npy->bytes + npy->size, &values[k], sizeof values[k]);
        npy->size += single ? 4 : 8;
    }
}

static const double rows[] = {0, 1, 2, 0, 3, 4, 1, 0.1, -6e-3, 1, 7, 8};    /* a 4 x 3 array, row by row */
static const double columns[] = {0, 0, 1, 1, 1, 3, 0.1, 7, 2, 4, -6e-3, 8}; /* the same, column by column */

static void test_npy(void)
{
    struct lm_inputs inputs;
    for (int version = 1; version <= 2; version++) {
        struct npy c = npy_begin(version, "{'descr': '<f8', 'fortran_order': False, 'shape': (4, 3), }");
        npy_add(&c, rows, 12, false);
        CHECK(read_bytes(&inputs, c.bytes, c.size, false) == LM_OK);
        check_values(&inputs, 2, 2, 2, small);
        struct npy f = npy_begin(version, "{'descr': '<f8', 'fortran_order': True, 'shape': (4, 3), }");
        npy_add(&f, columns, 12, false);
        CHECK(read_bytes(&inputs, f.bytes, f.size, false) == LM_OK);
        check_values(&inputs, 2, 2, 2, small);
    }
    struct npy single = npy_begin(1, "{'descr': '<f4', 'fortran_order': False, 'shape': (4, 3), }");
    npy_add(&single, rows, 12, true);
    CHECK(read_bytes(&inputs, single.bytes, single.size, false) == LM_OK);
    double expected[8];
    for (size_t k = 0; k < 8; k++) expected[k] = (double)(float)small[k];
    check_values(&inputs, 2, 2, 2, expected);
}

#define NPY_REMEDY "; write it with numpy.save(path, numpy.ascontiguousarray(a, '<f8')), a with two dimensions"

static void check_npy_refused(const char *dictionary, size_t numbers, const char *message)
{
    struct npy npy = npy_begin(1, dictionary);
    npy_add(&npy, rows, numbers, false);
    check_refused(npy.bytes, npy.size, false, message);
}

static void test_bad_npy(void)
{
    check_npy_refused("{'descr': '>f8', 'fortran_order': False, 'shape': (4, 3), }", 12,
                      ": holds numbers of type '>f8', not '<f8' or '<f4'" NPY_REMEDY);
    check_npy_refused("{'descr': '<i8', 'fortran_order': False, 'shape': (4, 3), }", 12,
                      ": holds numbers of type '<i8', not '<f8' or '<f4'" NPY_REMEDY);
    check_npy_refused("{'descr': '<f8', 'fortran_order': False, 'shape': (12,), }", 12,
                      ": has the shape (12,), not (rows, columns)" NPY_REMEDY);
    check_npy_refused("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2, 3), }", 12,
                      ": has the shape (2, 2, 3), not (rows, columns)" NPY_REMEDY);
    check_npy_refused("{'descr': '<f8', 'fortran_order': False, 'shape': (4, 3), }", 11,
                      ": its header announces 4 x 3 numbers, but 88 bytes of data follow; write the file again");
    check_npy_refused("{'descr': '<f8', 'fortran_order': False, 'shape': (3, 3), }", 12,
                      ": its header announces 3 x 3 numbers, but 96 bytes of data follow; write the file again");
    check_npy_refused("{'descr': '<f8', 'fortran_order': False, 'shape': (4611686018427387904, 4), }", 0,
                      ": its header announces 4611686018427387904 x 4 numbers, but 0 bytes of data follow; write the file again");
    check_npy_refused("{'descr': '<f8', 'fortran_order': False, 'shape': (0, 3), }", 0, ": holds no numbers");
    check_npy_refused("{}", 12, ": holds numbers of type , not '<f8' or '<f4'" NPY_REMEDY);
    check_refused("\x93NUMPY\x01", 7, false, ": its NPY header cannot be read" NPY_REMEDY);
    check_refused("\x93NUMPY\x01\x00\xff\xff{'descr'", 18, false, ": its NPY header cannot be read" NPY_REMEDY);
    check_refused("\x93NUMPY\x09\x00\x02\x00\x00\x00{}", 14, false, ": its NPY header cannot be read" NPY_REMEDY);

    struct npy npy = npy_begin(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (4, 3), }");
    double bad[12];
    memcpy(bad, rows, sizeof bad);
    bad[8] = HUGE_VAL;
    npy_add(&npy, bad, 12, false);
    check_refused(npy.bytes, npy.size, false, ": row 3, column 3: inf is not a finite number");
}

int main(int argc, char **argv)
{
    static const struct check_test tests[] = {
        {"csv", test_csv},
        {"long-csv", test_long_csv},
        {"normalise", test_normalise},
        {"bad-csv", test_bad_csv},
        {"unreadable", test_unreadable},
        {"npy", test_npy},
        {"bad-npy", test_bad_npy},
        {NULL, NULL},
    };
    arena = lm_arena_new();
    int status = check_main(argc, argv, "inputs-file", tests);
    lm_arena_free(arena);
    return status;
}
