# Gradient bounds (2018 Fact 2.5, Theorem 3): the smallest and largest ||grad f||^2/(m f) over all labels against their bounds and against
# their limits, along the width, delta and the length; after attacks; the formulas of the gradient and of the kernel.
load "gradient-bounds.numbers.gp"
panels = "lower upper smallest-limit largest-limit lower-in-delta exponent-of-delta smallest-limit-in-delta exponent-of-delta-limit lower-in-length upper-in-length lower-signs upper-signs lower-state upper-state lower-aligned aligned-loss gradient first-order printed-index kernel printed-kernel worst-labels"
columns = 4
load "house-style.gp"
