# Small pre-activations (Lemma B.1 (c), (d)): the counts along the width against their limit, their exponent and their fraction;
# the counts along s and their exponent; the largest count over the span of the states; the largest pre-activation.
load "small-preactivations.numbers.gp"
panels = "count count-exponent count-fraction uniform count-sparsity sparsity-exponent largest"
columns = 2
load "house-style.gp"
