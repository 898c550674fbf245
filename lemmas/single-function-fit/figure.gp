# Fitting a single function (Lemma 5.2): fit against target along u = <w*, x*_i>, and the price of the window; on-target error along the
# width; off-target mean along eps_x and, to the letter, along eps_e; sigma_i along i.
load "single-function-fit.numbers.gp"
panels = "fit-of-sin fit-of-sin-hermite fit-of-square fit-of-tanh on-target on-target-flat window window-in-kappa off-target off-target-in-eps-x off-target-square limit-of-noise noise-in-i off-target-printed off-target-corrected"
columns = 4
load "house-style.gp"
