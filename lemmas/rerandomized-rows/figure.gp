# Re-randomised rows (Lemma E.1): the four items of the lemma from left to right; from above the claim and the exponent in m with 16
# rows, the exponent in N on nested sets of rows, and the ratio to the infinite-width value with m/64 rows.
load "rerandomized-rows.numbers.gp"
panels = "distance signs old-rows back distance-in-m signs-in-m old-rows-in-m back-in-m distance-in-n signs-in-n old-rows-in-n back-in-n limit-of-distance limit-of-signs limit-of-old-rows limit-of-back"
columns = 4
load "house-style.gp"
