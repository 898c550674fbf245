# Linear functions of a ReLU layer (Panigrahi & Goyal, Lemma 4.4): the inequality as printed, with T ~ N(0, 1/m), and corrected; all
# directions at once with the exponent; the mean square of the error against its exact value, along m and along the angle.
load "linear-inversion.numbers.gp"
panels = "printed inequality corrected all-directions perpendicular parallel angle"
columns = 4
load "house-style.gp"
