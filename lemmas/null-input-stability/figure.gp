# Stability against the null input (Lemma D.1): along the width, the norms, the distance and its limit, signs and backward signals;
# along eps_x, the three items with the printed exponent and with the true one; the distance along the length.
load "null-input-stability.numbers.gp"
panels = "norms deviation deviation-exponent limit-of-distance limit-of-off-null signs limit-of-signs back limit-of-back distance-eps distance-eps-exponent signs-eps signs-eps-exponent back-eps back-eps-exponent distance-length"
columns = 4
load "house-style.gp"
