# Fresh randomness (2018 (4.2), footnote 8; 2019 B.1 (k)): what is left of h_l after projection on earlier layers, against its bound
# and against its limit, along the width, along the length and for four sequences; the angle of consecutive states; the p-values of
# the law of W v/||v||.
load "fresh-randomness.numbers.gp"
panels = "residual-width limit-width residual-length limit-length layer-factor consecutive-angle residual-samples limit-samples fresh-gaussian fresh-independent"
columns = 2
load "house-style.gp"
