# Inversion of the network (Panigrahi & Goyal, Theorem 4.5). Their Figure 4 remade: the error along the width and along the length;
# below it the relative error of the difference to the base sequence; what is readable; along eps_x, both errors, and what the masks of
# the base sequence cost against its limit.
load "rnn-inversion.numbers.gp"
panels = "error error-length error-in-eps-x tokens-unreadable difference difference-length difference-in-eps-x difference-readable shrink-width shrink"
columns = 4
load "house-style.gp"
