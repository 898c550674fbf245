# SGD learns the concept class (2019 Theorem 1, Lemma 7.1): how far W moves and what 64 sequences
# teach, along m; the average objective along T; the generalisation gap along N; all outputs at once and counting,
# along L; and what the proof computes with: gradient of the linear part, convexity, one step.
load "sgd-generalization.numbers.gp"
panels = "radius population average-objective gap all-outputs-learned counting gradient-of-linear-part convexity one-step"
columns = 2
load "house-style.gp"
