# Inequalities for zeta_c (Proposition D.2): the certified slack of each statement on each piece of its domain; below zero it is a
# certified violation. The last panel is the closed form against the network.
load "zeta-inequalities.numbers.gp"
panels = "lower upper lower-sharp upper-sharp intermediate intermediate-general alpha-range alpha-range-corrected series-terms " \
       . "lipschitz-printed lipschitz lipschitz-far lipschitz-wide lipschitz-wide-corrected closed-form"
columns = 3
load "house-style.gp"
