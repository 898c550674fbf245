# Stability under adversarial perturbation: along the width above, along Delta in the middle, products of layers and the identity
# below.
load "adversarial-stability.numbers.gp"
panels = "state preactivation state-in-m signs masked back signs-in-m back-in-m flips-in-m limit-of-flips masked-in-m gap-signs limit-of-gap-signs state-delta state-in-delta signs-delta signs-in-delta back-delta back-in-delta flips-in-delta products products-stay products-length three-terms"
columns = 4
load "house-style.gp"
