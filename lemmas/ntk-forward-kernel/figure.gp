# The forward kernel (Theorem 5). Along the width: the distance of <h_l(x_i), h_l(x_j)> from K^l, its exponent, and the mean against the
# limit; along the length. Then the series: two roads to K^l, what is proved of mu_r, and what R terms lack; last the degeneracy.
load "ntk-forward-kernel.numbers.gp"
panels = "deviation deviation-sharp limit length two-roads coefficients tail series-error degeneracy"
columns = 3
load "house-style.gp"
