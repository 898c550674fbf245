# Existence through backward. From above: the error of f along the width, what is left of it beside the limit, and the same of other
# targets; its four sources, i' = i and j' = j and s' = s, i' != i, j' != j, s' != s; Claim G.1; the error that remains at infinite width,
# the regression of f on F*, the noise along the length, and the window as printed.
load "existence-through-backward.numbers.gp"
panels = "error noise error-in-m error-of-square main other-i other-j other-s frobenius-in-m largest-row limit-of-normalisation error-of-linear bias-in-eps coefficient noise-along-length literal-window"
columns = 4
load "house-style.gp"
