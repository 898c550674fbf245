# Semi-smoothness (Theorem 4). From above: labels far away, where the term with m^(1/3) is all; labels almost reached, where the term
# with m is all; labels of order 1, and W^ away from the initialisation.
load "semi-smoothness.numbers.gp"
panels = "large-labels large-labels-in-m limit-of-large-labels large-labels-in-delta range-of-tau fitted-labels fitted-labels-in-m fitted-labels-delta fitted-labels-in-delta ordinary-labels large-labels-away fitted-labels-away"
columns = 3
load "house-style.gp"
