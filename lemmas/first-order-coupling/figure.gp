# The first-order coupling (Lemmas 6.1 and 6.2). Lemma 6.1 along the width and along Delta, claim beside exponent, the law of its attack,
# and other attacks; the printed index beside that of (5.1). Lemma 6.2 for the worst W~: signs of all layers, then of layer 2 far out.
load "first-order-coupling.numbers.gp"
panels = "coupling coupling-in-m limit-of-coupling coupling-delta coupling-in-delta coupling-attacks index-printed index-corrected index-order swap swap-in-m swap-flips swap-rank-one-in-m swap-delta swap-in-delta swap-rank-one-in-delta"
columns = 4
load "house-style.gp"
