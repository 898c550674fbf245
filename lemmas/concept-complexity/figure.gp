# Complexity of the concept classes (Wang et al. 2021): what is certified about C and C_N, below zero a certified violation; the
# width that Panigrahi & Goyal's Theorem 3.1 asks for; and sqrt(y'H^-1 y) along n, for labels of the class and for random ones.
load "concept-complexity.numbers.gp"
panels = "learnable radius variables multinomial-printed intermediate intermediate-beyond " \
       . "width-polynomial saturates below-complexity"
columns = 3
load "house-style.gp"
