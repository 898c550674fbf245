# W* after a perturbation (Lemma 6.3): the change of f under the attack that is made for it, along the width and along Delta; the error
# of f against the target; the change under attacks that know nothing of W*.
load "after-perturbation.numbers.gp"
panels = "error change change-far change-in-m change-in-delta"
columns = 3
load "house-style.gp"
