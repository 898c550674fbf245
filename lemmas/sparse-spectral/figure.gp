# Sparse spectral norms (equations 4.5, 4.6): along the width the norms that the attack finds, their exponent and that of random
# supports, then along the sparsity; below the same for the backward signal, with the law of its exact adversary.
load "sparse-spectral.numbers.gp"
panels = "forward-width forward-width-sharp random-width forward-sparsity forward-sparsity-sharp " . \
         "backward-width backward-width-law backward-sparsity backward-sparsity-law"
columns = 3
load "house-style.gp"
