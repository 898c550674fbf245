# Rademacher complexity near initialisation (2019 Lemma 8.1, Proposition A.3): the linear part and the norm of the gradient along m, with
# their limits; the plain linear class between Khintchine's bound and its own; the linear part along N; the norm of the gradient along
# L, and the factor per layer of bounds that multiply spectral norms.
load "rademacher.numbers.gp"
panels = "linear-part-in-m gradient-norm gradient-norm-sharp limit-of-gradient-norm limit-of-linear-part plain-upper plain-lower linear-part-in-n linear-part-sharp gradient-norm-in-l gradient-norm-in-l-sharp limit-of-gradient-norm-in-l spectral-norms-multiply"
columns = 3
load "house-style.gp"
