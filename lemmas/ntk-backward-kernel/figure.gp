# The backward kernel (Theorem 6). Products of different layers, and of one layer less their limit F^l: the printed exponent 1/4 and the
# true 1/2. B as printed makes all of it vanish. Then (23), whose index is off by one, and Remark 3.2, which does not hold.
load "ntk-backward-kernel.numbers.gp"
panels = "off-diagonal off-diagonal-sharp off-diagonal-length diagonal diagonal-sharp diagonal-length diagonal-limit printed-b " \
       . "printed-b-vanishes index index-printed output-times output-times-limit"
columns = 3
load "house-style.gp"
