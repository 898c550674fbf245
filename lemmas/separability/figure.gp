# Separability (2018 (4.3)): the smallest separation against delta/2 and that of the last layer against its limit, along the width,
# the length and delta, and for four sequences; the first layer against delta.
load "separability.numbers.gp"
panels = "half-width limit-width first-layer limit-first-layer half-length half-delta exponent limit-delta half-four limit-four"
columns = 2
load "house-style.gp"
