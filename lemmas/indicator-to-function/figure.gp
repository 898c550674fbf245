# Indicator to function (2019, Lemma 5.1): H itself and what it fits, six targets against their fits; the proofs; off target; and how
# many bits the quadrature of E[1 H] needs.
load "indicator-to-function.numbers.gp"
panels = "h on-target-square on-target-cube on-target-sin on-target-exp on-target-tanh on-target-sigmoid monte-carlo on-target " \
       . "off-target-first-order off-target-third-order off-target bits-and-degree bits-and-sigma hundred-digits range " \
       . "range-large-sigma smallest-constant moments range-at-tau-1 tau-odd-degrees tau-even-degrees tau-even-degrees-corrected " \
       . "closed-form"
columns = 3
load "house-style.gp"
