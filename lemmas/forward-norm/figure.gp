# Forward norms (Lemma B.1, equation 4.1): deviations of ||h_l|| and ||g_l|| from their limit and the exponent of the former, the
# mean logarithm against its oracle, the lower bound 1/2, and the upper bound along the width and along the length.
load "forward-norm.numbers.gp"
panels = "deviation-h deviation-g deviation-exponent log-norm lower-half upper-width upper-length"
columns = 2
load "house-style.gp"
