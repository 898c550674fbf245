# Formal languages (Panigrahi & Goyal 2021, section 5): complexities of the neurons of D_L1 and PARITY along n, and what PARITY
# costs at least; accuracy of a trained network in nine languages, and losses along SGD. The curves beside the data are
# accuracy and error on words not trained on, which no rule judges.
load "formal-languages.numbers.gp"
panels = "quadratic-size cosine-size parity-small parity-bound fitted enumerated loss-d-l1 loss-parity loss-tomita-5"
columns = 3
load "house-style.gp"
