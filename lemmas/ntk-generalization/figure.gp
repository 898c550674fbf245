# SGD learns functions of a sequence (2021W Theorems 2, 3; Remark 4.2): online error of both classes along n, and of Algorithm 1 as
# printed; radius along m beside its infinite-width value; the solution of least norm; the bound by the kernel and the error along L.
load "ntk-generalization.numbers.gp"
panels = "additive two-variables as-printed radius every-width least-norm by-kernel-printed by-kernel every-length"
columns = 3
load "house-style.gp"
