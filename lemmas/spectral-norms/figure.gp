# Spectral norms (equation 4.4, Remark 4.1, section 4; footnote 2): the longest product along the width and the length with its
# free-probability law, the conjectured O(1) beside it; the printed constants of ||W||, ||D W|| and relu(W x) beside the true ones; tall
# blocks.
load "spectral-norms.numbers.gp"
panels = "product-width product-length conjecture product-law growth norm-w-printed norm-w norm-dw-printed norm-dw relu-printed relu tall-block tall-excess"
columns = 3
load "house-style.gp"
