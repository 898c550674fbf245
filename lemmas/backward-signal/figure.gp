# Backward signal (Lemma B.1 (e) to (h)): entries and rows of Back along the width and along the length, the mean logarithm of the
# rows against its oracle; likewise a vector that is carried along, and the output.
load "backward-signal.numbers.gp"
panels = "entry entry-length row-norm row-norm-length log-row-norm vector-norm log-vector-norm output-norm output-exponent output-square"
columns = 2
load "house-style.gp"
