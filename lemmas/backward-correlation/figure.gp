# Backward correlation (Lemma C.1): on the left the printed exponent 3/4, on the right the sharp 1/2, for pairs of signals with a
# common source (above) and with different lags (below).
load "backward-correlation.numbers.gp"
panels = "same-source same-source-sharp other-lags other-lags-sharp"
columns = 2
load "house-style.gp"
