/* The subcommands: what each understands, and what --help says of it. */
#include "cli.h"

#define BIT(option) (1u << LM_OPTION_##option)
#define GRID                                                                                                                       \
    (BIT(WIDTHS) | BIT(SEEDS) | BIT(SEED) | BIT(PROFILE) | BIT(PRECISION) | BIT(LENGTH) | BIT(OUTPUTS) | BIT(INPUTS) |             \
     BIT(NORMALISE))
#define RUN (BIT(OUT) | BIT(RESUME) | BIT(JOBS) | BIT(MEMORY) | BIT(DRY_RUN) | BIT(QUIET))

/* clang-format off */
const struct lm_command lm_commands[] = {
    {"list", "", "the lemmas that can be audited",
     "Prints each lemma with its papers, statements and controls.",
     "  lemmata list\n"
     "  lemmata list --json - | jq -r '.[].slug'\n",
     BIT(JSON), 0, 0, lm_command_list},
    {"describe", "SLUG", "the contract of a lemma",
     "Prints what is claimed, measured and judged, on which grid, and the hash of all that. It is fixed before any run.",
     "  lemmata describe forward-norm\n"
     "  lemmata describe forward-norm --json contract.json\n",
     BIT(JSON), 1, 1, lm_command_describe},
    {"claims", "", "every numbered statement of the papers, and who checks it",
     "Prints the index of claims as Markdown: each numbered statement of the four papers with the lemmas that check it and the\n"
     "verdicts that they expect, or the reason why it cannot be checked.",
     "  lemmata claims\n"
     "  lemmata claims --json - | jq -r '.[] | select(.reason) | .number'\n",
     BIT(JSON), 0, 0, lm_command_claims},
    {"audit", "[SLUG...]", "run lemmas with their controls and write the report",
     "Runs the cells of the lemmas named (all, when none is), judges every statement and writes the report into --out\n"
     "(reports/latest). Options that change the grid of the contract make the run exploratory, and the report says so.\n"
     "A shard is run without being judged: merge does that.",
     "  lemmata audit\n"
     "  lemmata audit forward-norm --profile smoke\n"
     "  lemmata audit --profile full --out night --resume\n"
     "  lemmata audit --shard 1/4 --out part1\n"
     "  lemmata audit forward-norm --inputs tokens.csv --normalise --out mine\n"
     "  lemmata audit forward-norm --weights networks --out mine\n"
     "  lemmata audit --widths 512,4096 --seeds 3 --dry-run\n",
     GRID | RUN | BIT(WEIGHTS) | BIT(SHARD) | BIT(JSON), 0, SIZE_MAX, lm_command_audit},
    {"control", "SLUG", "run only the controls of a lemma",
     "Breaks each hypothesis on purpose and asks whether the rule notices: exit status 0 if every control refutes every\n"
     "statement it names, 1 if one does not, 3 if that cannot be decided. Without --out the cells are thrown away.",
     "  lemmata control backward-correlation\n"
     "  lemmata control forward-norm --profile smoke\n",
     GRID | RUN, 1, 1, lm_command_control},
    {"report", "DIR", "rebuild the report of a run from its cells",
     "Computes nothing anew: the same cells give the same report, byte for byte (the PDF figures are dated by gnuplot).",
     "  lemmata report reports/latest\n"
     "  lemmata report reports/latest --json - --quiet | jq .summary\n",
     BIT(JSON) | BIT(QUIET), 1, 1, lm_command_report},
    {"replay", "WITNESS", "run the cell of a witness again",
     "Prints the value then and now. A dense cell runs at any precision, an implicit one in double only; without --precision\n"
     "it is the cell's own. Exit status 0 if the values agree; other processors may give other last bits.",
     "  lemmata replay reports/latest/witnesses/forward-norm.deviation-h.json\n"
     "  lemmata replay WITNESS --precision mpfr:256\n",
     BIT(PRECISION) | BIT(INPUTS) | BIT(NORMALISE) | BIT(WEIGHTS), 1, 1, lm_command_replay},
    {"calibrate", "SLUG", "the constants to commit in a contract",
     "Runs networks that no audit uses, at the calibration widths, and prints for each rate statement the largest ratio,\n"
     "rounded up. Without --out the cells are thrown away.",
     "  lemmata calibrate forward-norm\n",
     BIT(SEED) | BIT(SEEDS) | BIT(PROFILE) | RUN, 1, 1, lm_command_calibrate},
    {"export", "DIR", "write networks and inputs as NPY files",
     "Draws networks at random initialisation and writes each into a folder of its own in DIR, W.npy, A.npy and B.npy, and\n"
     "normalised sequences for them into DIR/inputs.npy: for programs of your own to compute with, or to change and audit with\n"
     "--weights DIR. They are those of `lemmata audit` at the same width, seed and number.",
     "  lemmata export networks --widths 256,512,1024 --seeds 5\n"
     "  lemmata audit forward-norm --weights networks --inputs networks/inputs.npy --out mine\n",
     BIT(WIDTHS) | BIT(SEEDS) | BIT(SEED) | BIT(LENGTH) | BIT(OUTPUTS), 1, 1, lm_command_export},
    {"merge", "OUT DIR...", "unite the shards of a run and judge them",
     "Unites the cells of run directories of one seed, version and contract in OUT and writes the report there.",
     "  lemmata merge whole part1 part2 part3 part4\n",
     BIT(JSON) | BIT(QUIET), 2, SIZE_MAX, lm_command_merge},
    {"doctor", "", "versions, processor and speed of this installation",
     "Prints the libraries with their versions, the kernels in use against those that this processor could run, and what\n"
     "is missing.",
     "  lemmata doctor\n",
     0, 0, 0, lm_command_doctor},
    {"bench", "[PART...]", "the promised speed ratios, measured",
     "Measures each ratio side by side in one run and prints it beside its goal. Parts: generation, implicit, sequences,\n"
     "training, ntk, floor, workers, growth; all, when none is named. Takes about a minute; keep the machine quiet.",
     "  lemmata bench\n"
     "  lemmata bench generation implicit\n",
     0, 0, 8, lm_command_bench},
    {NULL, NULL, NULL, NULL, NULL, 0, 0, 0, NULL},
};
/* clang-format on */
