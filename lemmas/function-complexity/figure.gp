# Function complexity: the certified slack of each statement over degree, eps or R; below zero it is a certified violation. First row:
# C_s <= C_eps. Second: the upper half, powers, truncated series. Third: entire functions. Last: the radius of convergence.
load "function-complexity.numbers.gp"
panels = "linear-printed linear lower upper powers truncated truncated-printed sine-printed sine entire differ-late differ " \
       . "coefficients finite infinite"
columns = 3
load "house-style.gp"
