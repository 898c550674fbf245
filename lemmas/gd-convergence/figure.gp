# Convergence of training (2018 Theorems 1, 2): rate, monotony, distance, sign changes and kernel after 40 steps, along the width; loss,
# gain and kernel along gradient descent; loss, gain and distance along SGD. Curves beside the data: the linearised trajectory.
load "gd-convergence.numbers.gp"
panels = "loss gain path sgd-loss sgd-gain rate predicted monotone distance linear-gain linear-distance"
columns = 3
load "house-style.gp"
