/* Threefry and Box-Muller, written once and compiled once for each path: a path defines the operations below for vectors of LANES
 * numbers and includes this file, so that every path rounds the same values in the same order.
 *
 * WORD, REAL                          vectors of uint64_t and of double
 * FUNCTION                            attributes of every function here
 * WORDS(k), REALS(x)                  the same number in every lane
 * COUNTERS(k)                         k, k + 1, ...
 * ADD, XOR, AND, OR                   of words;  LEFT, RIGHT, ROTATE by a literal number of bits
 * PLUS, TIMES, LEAST, ROOT, FMA       of reals, each rounded once;  FMA(x, y, z) = x y + z
 * REAL_OF(k)                          k < 2^53 as a real
 * BITS_OF(x), REAL_FROM(k)            the same 64 bits as the other type
 * LOOKUP(table, k)                    table[k mod 16]
 * CHOOSE(k, x, y)                     x where the top bit of k is clear, y where it is set
 * FLIP(x, k)                          x with its sign flipped where the top bit of k is set
 * STORE(p, x) */
#include "random_internal.h"

#define EXPONENT_OF_1 0x3ff0000000000000u
#define MANTISSA 0x000fffffffffffffu

/* ---- Threefry-2x64-20 (Salmon, Moraes, Dror & Shaw, SC'11) ---- */

#define MIX(bits) (a = ADD(a, b), b = XOR(ROTATE(b, bits), a))
#define FOUR_ROUNDS(r0, r1, r2, r3) (MIX(r0), MIX(r1), MIX(r2), MIX(r3))
#define ADD_KEY(s) (a = ADD(a, WORDS(key[(s) % 3])), b = ADD(b, WORDS(key[((s) + 1) % 3] + (s))))

FUNCTION void threefry(WORD *first, WORD *second, const uint64_t key[3])
{
    WORD a = *first, b = *second;
    ADD_KEY(0u);
    FOUR_ROUNDS(16, 42, 12, 31);
    ADD_KEY(1u);
    FOUR_ROUNDS(16, 32, 24, 21);
    ADD_KEY(2u);
    FOUR_ROUNDS(16, 42, 12, 31);
    ADD_KEY(3u);
    FOUR_ROUNDS(16, 32, 24, 21);
    ADD_KEY(4u);
    FOUR_ROUNDS(16, 42, 12, 31);
    ADD_KEY(5u);
    *first = a;
    *second = b;
}

FUNCTION void expand_key(uint64_t key[3], const struct lm_stream *stream)
{
    key[0] = stream->key[0];
    key[1] = stream->key[1];
    key[2] = 0x1bd11bdaa9fc1a22u ^ key[0] ^ key[1];
}

/* ---- From words to normals ---- */

/* 2^53 u for u = (k + 1/2) 2^-53 with k the upper 53 bits. From k = 2^52 on the half does not fit and k is rounded to the even
 * neighbour; the largest one would give u = 1 and is kept below. */
FUNCTION REAL scaled_unit(WORD word)
{
    return LEAST(PLUS(REAL_OF(RIGHT(word, 11)), REALS(0.5)), REALS(0x1p53 - 1));
}

/* -2 log u, given x = 2^53 u: relative error below 6 x 2^-53.
 *
 * u = 2^e y with y in [0.703125, 1.40625), one of 16 intervals of 1/32 (below 1) or 1/16 with centres c, of which one surrounds 1.
 * With s = 2 - 2 y/c, -2 log u = -2 e log 2 - 2 log c + (s + s^2/4 + ... + s^k/(k 2^(k-1)) + ...), where |s| <= 1/16.
 * What the series has after s^10 is below s^11/11000, 2^-53.4 of s. In units of 2^-53, relative to the result:
 *  - e = 0, c = 1: s is exact and the constant 0, so all is the last rounding of the series, 1, and less than 0.1 before it.
 *  - e = 0, c < 1: worst for c = 31/32, where the result exceeds 2^-5: constant 2, s 1, series 1, sum 1.
 *  - e < 0: worst for e = -1 and a result near 0.7: -2 log 2 and its product 1.5, constant 0.5, s and series 0.1, sum 0.5, all
 *    over 0.7. */
static const double minus_two_over_centre[16] = {
    -0x1.642c8590b2164p+1, -0x1.5555555555555p+1, -0x1.47ae147ae147bp+1, -0x1.3b13b13b13b14p+1,
    -0x1.2f684bda12f68p+1, -0x1.2492492492492p+1, -0x1.1a7b9611a7b96p+1, -0x1.1111111111111p+1,
    -0x1.0842108421084p+1, -0x1.0000000000000p+1, -0x1.e1e1e1e1e1e1ep+0, -0x1.c71c71c71c71cp+0,
    -0x1.af286bca1af28p+0, -0x1.999999999999ap+0, -0x1.8618618618618p+0, -0x1.745d1745d1746p+0,
};
static const double minus_two_log_centre[16] = {
    0x1.522ae0738a3d7p-1,  0x1.269621134db91p-1,  0x1.f991c6cb3b37ap-2,  0x1.a93ed3c8ad9e5p-2,
    0x1.5bf406b543db0p-2,  0x1.1178e8227e47ap-2,  0x1.9335e5d594988p-3,  0x1.08598b59e3a06p-3,
    0x1.0415d89e74440p-4,  0x0.0000000000000p+0,  -0x1.f0a30c01162a8p-4, -0x1.e27076e2af2eap-3,
    -0x1.5ff3070a793d6p-2, -0x1.c8ff7c79a9a20p-2, -0x1.1675cababa60fp-1, -0x1.4618bc21c5ec2p-1,
};

FUNCTION REAL minus_two_log(REAL x)
{
    const uint64_t start = 0x3fe6800000000000u;                /* the bits of 0.703125 */
    const uint64_t bias = 54;                                  /* keeps the exponent of x >= 1/2 positive */
    WORD place = ADD(BITS_OF(x), WORDS((bias << 52) - start)); /* biased exponent, interval, place in the interval */
    REAL y = REAL_FROM(ADD(AND(place, WORDS(MANTISSA)), WORDS(start)));
    REAL e = PLUS(REAL_FROM(OR(RIGHT(place, 52), WORDS(0x4330000000000000u))), REALS(-(0x1p52 + 53 + 54)));
    WORD interval = RIGHT(place, 48);

    REAL s = FMA(y, LOOKUP(minus_two_over_centre, interval), REALS(2));
    REAL s2 = TIMES(s, s);
    REAL even = REALS(1. / 5120), odd = REALS(1. / 2304);
    even = FMA(even, s2, REALS(1. / 1024));
    odd = FMA(odd, s2, REALS(1. / 448));
    even = FMA(even, s2, REALS(1. / 192));
    odd = FMA(odd, s2, REALS(1. / 80));
    even = FMA(even, s2, REALS(1. / 32));
    odd = FMA(odd, s2, REALS(1. / 12));
    even = FMA(even, s2, REALS(1. / 4));
    REAL series = FMA(FMA(odd, s, even), s2, s);
    return PLUS(FMA(e, REALS(-0x1.62e42fefa39efp+0), LOOKUP(minus_two_log_centre, interval)), series);
}

/* cos and sin of (pi/2) (q + f): the upper two bits of the word are q, the next 52 are f = (k + 1/2) 2^-52 - 1/2, so that every
 * angle comes with its opposite and none is zero. Relative error below 2^-51: in units of 2^-53 the angle is off by 1.4 (rounding,
 * and pi/2), which neither function enlarges; the polynomials, those of FDLIBM's k_sin.c and k_cos.c (Sun Microsystems, 1993), by
 * 0.1; their rounding by 0.8 until the last step, and that by 1 (of a cosine above 0.7: 0.8). */
FUNCTION void cos_sin(REAL *cosine, REAL *sine, WORD word)
{
    REAL f = PLUS(REAL_FROM(OR(AND(RIGHT(word, 10), WORDS(MANTISSA)), WORDS(EXPONENT_OF_1))), REALS(-1.5));
    REAL t = FMA(f, REALS(0x1.921fb54442d18p+0), REALS(0x1.921fb54442d18p-53));
    REAL z = TIMES(t, t), z2 = TIMES(z, z);

    REAL s_odd = FMA(REALS(1.58969099521155010221e-10), z2, REALS(2.75573137070700676789e-06));
    REAL s_even = FMA(REALS(-2.50507602534068634195e-08), z2, REALS(-1.98412698298579493134e-04));
    s_odd = FMA(s_odd, z2, REALS(8.33333333332248946124e-03));
    s_even = FMA(s_even, z2, REALS(-1.66666666666666324348e-01));
    REAL s = FMA(FMA(s_odd, z, s_even), TIMES(t, z), t);

    REAL c_odd = FMA(REALS(-1.13596475577881948265e-11), z2, REALS(-2.75573143513906633035e-07));
    REAL c_even = FMA(REALS(2.08757232129817482790e-09), z2, REALS(2.48015872894767294178e-05));
    c_odd = FMA(c_odd, z2, REALS(-1.38888888888741095749e-03));
    c_even = FMA(c_even, z2, REALS(4.16666666666666019037e-02));
    REAL c = FMA(FMA(FMA(c_odd, z, c_even), z, REALS(-0.5)), z, REALS(1));

    WORD swap = LEFT(word, 1); /* q is odd; it also is what tells the sign of the cosine from that of the sine */
    *cosine = FLIP(FLIP(CHOOSE(swap, c, s), word), swap);
    *sine = FLIP(CHOOSE(swap, s, c), word);
}

/* Relative error below 9 x 2^-53: the radius 3 + 1, the angle 4, the product 1; then that of the scale. */
FUNCTION void normals_of(REAL *first, REAL *second, WORD a, WORD b, REAL scale)
{
    REAL radius = ROOT(minus_two_log(scaled_unit(a))), cosine, sine;
    cos_sin(&cosine, &sine, b);
    *first = TIMES(TIMES(radius, cosine), scale);
    *second = TIMES(TIMES(radius, sine), scale);
}

/* ---- Blocks ---- */

FUNCTION_OF_PATH void fill_normals(double *out, const struct lm_stream *stream, uint64_t row, uint64_t block, size_t blocks,
                                   double scale)
{
    uint64_t key[3];
    expand_key(key, stream);
    for (size_t k = 0; k < blocks; k++, out += LM_BLOCK)
        for (unsigned lane = 0; lane < LM_LANES; lane += LANES) {
            WORD a = COUNTERS((block + k) * LM_LANES + lane), b = WORDS(row);
            REAL first, second;
            threefry(&a, &b, key);
            normals_of(&first, &second, a, b, REALS(scale));
            STORE(out + lane, first);
            STORE(out + LM_LANES + lane, second);
        }
}

FUNCTION_OF_PATH void fill_uniforms(double *out, const struct lm_stream *stream, uint64_t row, uint64_t block, size_t blocks,
                                    double scale)
{
    uint64_t key[3];
    expand_key(key, stream);
    for (size_t k = 0; k < blocks; k++, out += LM_BLOCK)
        for (unsigned lane = 0; lane < LM_LANES; lane += LANES) {
            WORD a = COUNTERS((block + k) * LM_LANES + lane), b = WORDS(row);
            threefry(&a, &b, key);
            STORE(out + lane, TIMES(scaled_unit(a), REALS(scale)));
            STORE(out + LM_LANES + lane, TIMES(scaled_unit(b), REALS(scale)));
        }
}
