# Forward norms (Lemma B.1, equation 4.1). Along the width: deviations of ||h_l|| and ||g_l|| from their limit and the exponent of the
# former, the mean logarithm against its oracle, the lower and the upper bound. Along the length: the upper bound and the deviation,
# with a shared and with a fresh W at each step. The norms that both papers bound are in the figure "tournament" of the report.
load "forward-norm.numbers.gp"
panels = "deviation-h deviation-g deviation-exponent log-norm lower-half upper-width upper-length deviation-length"
columns = 2
load "house-style.gp"
