# Lower bounds of the kernel. Along L: the constant of (29), with and without the 1/L^3 of the variance of A; norms of linear and quadratic
# functions, of products of two and three tokens; windows of tokens. Then the kernel of networks against its limit, the spectrum of
# both, and the propositions of section 2.3.
load "kernel-dominance.numbers.gp"
panels = "dominance dominance-sharp constant-term algorithm-1 best-constant corrected printed lower-kernel linear-last linear-last-sharp quadratic-last quadratic-last-sharp bilinear bilinear-sharp trilinear trilinear-sharp linear-first-sharp quadratic-first-sharp window-linear window-quadratic window-sharp kernel kernel-limit spectrum proposition closure"
columns = 4
load "house-style.gp"
