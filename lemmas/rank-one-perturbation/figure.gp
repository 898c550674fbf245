# Sparse rank-one perturbations: (5.4) and (5.5) with eight entries, their true exponents and the limit; then with 32 entries and with
# one; and the limit along the number of entries.
load "rank-one-perturbation.numbers.gp"
panels = "forward back forward-in-m back-in-m limit-of-row forward-32 back-32 forward-1 back-1 limit-of-row-in-n"
columns = 4
load "house-style.gp"
