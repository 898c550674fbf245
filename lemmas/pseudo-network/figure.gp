# The pseudo-network (Panigrahi & Goyal): functions of the state (Lemma 4.2) above, with B as it must be and as printed and one function
# point by point; functions of the tokens (Theorem 4.3) below, against their limits and, with eps_x = m^(-1/6), against the target.
load "pseudo-network.numbers.gp"
panels = "linear sine coefficient printed curve tokens tokens-coefficient tokens-sine-coefficient tokens-in-eps-x theorem"
columns = 4
load "house-style.gp"
