#!/usr/bin/env bash
# The command line as a user meets it: what is asked badly gets one line with the remedy and the right exit status, and what is run
# can be stopped, resumed, replayed, rebuilt and merged.   usage: cli.sh LEMMATA GROUP
set -u
lemmata=$(realpath "$1")
project=$(realpath "$(dirname "$0")/../..")
group=$2
export LC_ALL=C NO_COLOR=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
export TMPDIR=$work/tmp
mkdir "$TMPDIR"
failures=0

fail() {
    echo "FAILED: $*"
    failures=$((failures + 1))
}

# run COMMAND...: status in $status, output in files out and err.
run() {
    "$@" >out 2>err
    status=$?
}

# wants STATUS COMMAND...
wants() {
    local expected=$1
    shift
    run "$@"
    [ "$status" -eq "$expected" ] || fail "$* ended with $status, not $expected: $(cat err)"
}

# refuses PATTERN COMMAND...: exit status 2, nothing on stdout, and one line on stderr that matches.
refuses() {
    local pattern=$1
    shift
    wants 2 "$@"
    [ ! -s out ] || fail "$* printed to stdout"
    [ "$(wc -l <err)" -eq 1 ] || fail "$* printed $(wc -l <err) lines of errors, not one: $(cat err)"
    grep -Eq "^lemmata: .*$pattern" err || fail "$*: no '$pattern' in: $(cat err)"
}

says() {
    grep -Eq -- "$1" "$2" || fail "no '$1' in $2: $(head -n 5 "$2")"
}

# A run of a second: three widths of forward-norm in its domain, two networks each. Too few to decide all, so it ends with 3 or 1.
tiny() {
    "$lemmata" audit forward-norm --profile smoke --widths 600,700,800 --seeds 2 --precision double --jobs 1 "$@"
}

# The cells of a run without what two runs of one cell may differ in.
cells() {
    python3 -c '
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
keys = [line["key"] for line in lines]
assert len(keys) == len(set(keys)), "a cell stands there twice"
for line in sorted(lines, key=lambda line: line["key"]):
    del line["seconds"]
    print(json.dumps(line, sort_keys=True))' "$1/cells.jsonl"
}

usage() {
    wants 2 "$lemmata"
    says '^Usage: lemmata COMMAND' out
    refuses "no command 'adit'.*--help" "$lemmata" adit
    refuses "no option '--frobnicate'" "$lemmata" --frobnicate
    refuses "no lemma 'foward-norm'; did you mean 'forward-norm'" "$lemmata" audit foward-norm
    refuses "did you mean 'backward-correlation'" "$lemmata" describe backwards-correlation
    refuses "has no option --frobnicate; see lemmata audit --help" "$lemmata" audit --frobnicate
    refuses "list has no option --widths" "$lemmata" list --widths 5
    refuses "has no option -x" "$lemmata" audit -x
    refuses "--widths needs a value" "$lemmata" audit --widths
    refuses "--resume takes no value" "$lemmata" audit --resume=yes
    refuses "describe needs SLUG" "$lemmata" describe
    refuses "'b' is one argument too many" "$lemmata" report a b
    local bad
    for bad in 0 -5 abc 512,abc 512, ,512 1e3 ''; do
        refuses "--widths: '.*' is not a positive whole number" "$lemmata" audit --widths "$bad"
    done
    refuses "more than 24 widths" "$lemmata" audit --widths "$(seq -s, 100 130)"
    refuses "width 999999999 is too large \(at most 268435455\); it would need [0-9.]+ [GTP]iB" "$lemmata" audit --widths 999999999
    refuses "--widths: 12345678901234567890123 is too large \(at most 268435455\)" "$lemmata" audit --widths 12345678901234567890123
    refuses "--seeds: 1000000000000 is too large \(at most [0-9]+\)" "$lemmata" audit --seeds 1000000000000
    refuses "width 20000000 needs [0-9.]+ [GTP]iB .*--memory" "$lemmata" audit --widths 20000000 --memory 1G --out run
    refuses "the limit is 1 KiB: " "$lemmata" audit --memory 1K --out run
    [ ! -e run/cells.jsonl ] || fail "a run beyond memory began"
    for bad in mpfr:52 mpfr:4097 mpfr: mpfr:64x single 64; do
        refuses "precision '$bad' is not known: .* mpfr:BITS with BITS from 53 to 4096" "$lemmata" audit --precision "$bad"
    done
    for bad in 0/4 5/4 1 1/0 a/b 1/4/2 ''; do refuses "--shard: '$bad' is not i/k" "$lemmata" audit --shard "$bad"; done
    for bad in 0 -1 x 1.5; do
        refuses "--seeds: '$bad' is not a positive" "$lemmata" audit --seeds "$bad"
        refuses "--jobs: '$bad' is not a positive" "$lemmata" audit --jobs "$bad"
        refuses "--outputs: '$bad' is not a positive" "$lemmata" audit --outputs "$bad"
    done
    for bad in -1 x 9223372036854775808; do refuses "--seed: '$bad'" "$lemmata" audit --seed "$bad"; done
    for bad in 0 8X G -1 '' 8GB; do refuses "--memory: '$bad' is not an amount" "$lemmata" audit --memory "$bad"; done
    for bad in 0 1 x; do refuses "--length: '$bad'" "$lemmata" audit --length "$bad"; done
    refuses "--profile: 'fast' is none of smoke, quick, full, paper" "$lemmata" audit --profile fast
    refuses "--normalise needs --inputs" "$lemmata" audit --normalise
    refuses "nowhere.csv: cannot be opened: No such file" tiny --inputs nowhere.csv --out run
    printf '0,1,2,3\n0,1,abc,3\n' >bad.csv
    refuses "bad.csv: row 2, column 3: 'abc' is not a number" tiny --inputs bad.csv --out run
    printf '0;1;2\n0;1;3\n' >semicolons.csv
    refuses "semicolons.csv: .*; separate columns by commas" tiny --inputs semicolons.csv --out run
    printf 'PK\0\0' >zip.npy
    refuses "zip.npy: is neither a CSV file nor .* numpy.save; write" tiny --inputs zip.npy --out run
    touch file
    refuses "--out: file is a file: name a directory" tiny --out file
    refuses "/dev/null cannot be made.*--out" tiny --out /dev/null/run
    refuses "--out: the name of the directory is empty" tiny --out ''
    refuses "nowhere.*run.json" "$lemmata" report nowhere
    refuses "nowhere.json: No such file.*relative to the report's folder" "$lemmata" replay nowhere.json
    refuses "no witnesses/a.json here: run it inside the report's folder, or give the path" "$lemmata" replay witnesses/a.json
    refuses "merge needs OUT DIR" "$lemmata" merge out
    wants 2 sh -c '"$1" list >/dev/full' sh "$lemmata"
    says 'standard output: No space left' err
    refuses "/nowhere/list.json: No such file" "$lemmata" list --json /nowhere/list.json
    refuses "no directory can be made in /nowhere: .*--out" env TMPDIR=/nowhere "$lemmata" control forward-norm --profile smoke
    refuses "no part of the benchmark is called 'nosuch': give generation" "$lemmata" bench nosuch
    # The path is written through, never replaced: it may be a device or a link.
    refuses "/dev/full: No space left" "$lemmata" list --json /dev/full
    [ -c /dev/full ] || fail "--json replaced a device"
    ln -s target.json link.json
    wants 0 "$lemmata" list --json link.json
    [ -L link.json ] && [ -s target.json ] || fail "--json replaced a link"
}

commands() {
    local command
    wants 0 "$lemmata" --help
    local names
    names=$(sed -n 's/^  \([a-z-]*\) .*/\1/p' out)
    for command in list describe audit control report replay calibrate merge doctor; do
        grep -qx "$command" <<<"$names" || fail "--help does not name $command"
    done
    for command in $names; do
        wants 0 "$lemmata" "$command" --help
        says "^Usage: lemmata $command" out
        says '^Examples:' out
        cp out help
        wants 0 "$lemmata" help "$command"
        cmp -s out help || fail "help $command differs from $command --help"
    done
    wants 0 "$lemmata" help help
    says '^Usage: lemmata COMMAND' out
    wants 0 "$lemmata" replay --help
    says "the cell's own" out
    wants 0 "$lemmata" --version
    says '^lemmata [0-9]' out
    says '^MPFR [0-9]' out
    wants 0 "$lemmata" list
    says '^forward-norm ' out
    wants 0 "$lemmata" list --json -
    python3 -c '
import json, sys
lemmas = json.load(open("out"))
assert {"forward-norm", "backward-correlation"} <= {lemma["slug"] for lemma in lemmas}
for lemma in lemmas:
    assert lemma["title"] and lemma["papers"] and lemma["controls"]
    for statement in lemma["statements"]:
        assert all(statement[key] for key in ("name", "source", "reads", "rule", "expect"))' || fail "list --json -"
    wants 0 "$lemmata" describe forward-norm --json contract.json
    python3 -c '
import hashlib, json
described = json.load(open("contract.json"))
assert described["contract"]["lemma"] == "forward-norm" and len(described["sha256"]) == 64' || fail "describe --json"
    wants 0 "$lemmata" describe forward-norm
    says "^contract sha256 $(python3 -c 'import json; print(json.load(open("contract.json"))["sha256"])')" out
    wants 0 "$lemmata" doctor
    for command in GSL MPFR GMP jansson BLAS 'BLAS kernels' 'BLAS speed' features gnuplot; do says "^$command  *[^ ]" out; done
    wants 0 "$lemmata" bench generation sequences # the goals are for the reader: a busy machine may miss them
    says '^gsl_ran_gaussian over own generator  *[0-9.]+   goal >= 15   (reached|MISSED)$' out
    says '^16 sequences in one pass over one  *[0-9.]+   goal <= 1.3   (reached|MISSED)$' out
    wants 0 env PATH=/nowhere "$lemmata" doctor
    says 'apt-get install gnuplot-nox' out
    wants 0 tiny --dry-run --out run
    says '^[0-9]+ cells, about .* the largest cell needs' out
    [ ! -e run ] || fail "--dry-run made a directory"
    wants 0 "$lemmata" audit --profile paper --length 7 --outputs 3 --memory 1000G --dry-run
    says '^[0-9]+ cells, about [0-9]+ (min [0-9]+ s|h [0-9]+ min) with [0-9]+ worker' out
    wants 2 tiny --dry-run --memory 1K
    says '^lemmata: this would be refused: width [0-9]+ needs .* the limit is 1 KiB: .*--memory' err
    wants 2 "$lemmata" audit forward-norm --seeds 20000 --widths "$(seq -s, 268435440 268435455)" --memory 1G --jobs 1 --dry-run
    says 'cells, more than a year with' out
}

# A run, then everything that can be done to it.
runs() {
    run tiny --out run
    [[ $status =~ ^[13]$ ]] || fail "a tiny audit ended with $status: $(cat err)"
    says '^report: run/index.html' out
    says '^(PASS|FAIL)  forward-norm/deviation-h ' out
    [ "$(tail -n 1 out)" = "exploratory: seeds 2, widths 600,700,800, precision double are not the contract's" ] ||
        fail "what departs from the contract is not said: $(tail -n 1 out)"
    ! grep -q $'\033' out err || fail "colours in a file"
    [ -s run/index.html ] && [ -s run/report.json ] && [ -s run/junit.xml ] || fail "the report is not complete"
    local judged=$status

    # The same cells give the same report (PDF figures carry a date).
    cp -r run before
    wants "$judged" "$lemmata" report run --json - --quiet
    python3 -m json.tool out >/dev/null || fail "report --json - is no JSON"
    diff -r -x '*.pdf' run before >/dev/null || fail "the rebuilt report differs: $(diff -rq -x '*.pdf' run before)"
    wants "$judged" "$lemmata" report run --quiet
    [ ! -s out ] && [ ! -s err ] || fail "report --quiet spoke"

    # Run again: not over the old cells, but with --resume without computing any.
    refuses "holds a run already: continue it with --resume" tiny --out run
    cp run/cells.jsonl cells.before
    wants "$judged" tiny --out run --resume
    cmp -s run/cells.jsonl cells.before || fail "--resume of a finished run changed its cells"
    refuses "seed is 1, not 2" tiny --out run --resume --seed 2
    refuses "overrides" "$lemmata" audit forward-norm --profile smoke --widths 64 --out run --resume

    # Each FAIL names a witness that replays to the same value.
    local witness replayed=0
    while read -r witness; do
        [ $replayed -lt 4 ] || break
        wants 0 "$lemmata" replay "$witness"
        says 'deviation  none|the values agree' out
        replayed=$((replayed + 1))
    done < <(grep -ho 'run/witnesses/[^ ]*json' out; ls run/witnesses/*.json)
    [ $replayed -gt 0 ] || fail "no witness was replayed"
    witness=$(grep -l '"kind": "implicit"' run/witnesses/*.json | head -n 1)
    refuses "an implicit cell replays in double only" "$lemmata" replay "$witness" --precision mpfr:256
    witness=$(grep -l '"kind": "dense"' run/witnesses/*.json | head -n 1)
    wants 0 "$lemmata" replay "$witness" --precision mpfr:256
    says '/mpfr256$' out
    sed 's/"contract_sha256": "..../&0000/; s/\("contract_sha256": ".\{64\}\).*"/\1"/' "$witness" >edited.json
    refuses "under another contract of forward-norm" "$lemmata" replay edited.json
    sed 's/"lemma": "[^"]*"/"lemma": "no-such"/' "$witness" >edited.json
    refuses "lemma 'no-such'" "$lemmata" replay edited.json
    sed 's/"m": [0-9]*/"m": -1/' "$witness" >edited.json
    refuses "out of range" "$lemmata" replay edited.json
    echo '{"schema": 3}' >edited.json
    refuses "is not a witness" "$lemmata" replay edited.json
    head -c 100 "$witness" >edited.json
    refuses "edited.json, line [0-9]+" "$lemmata" replay edited.json

    mkdir empty
    cp run/run.json empty
    refuses "empty holds no cells yet.*--resume" "$lemmata" report empty

    # Cells that were edited: the line is named and the file is left alone; a last line cut short by a kill is no error.
    cp -r run edited
    sed -i '3s/"m":[0-9]*/"m":"x"/' edited/cells.jsonl
    cp edited/cells.jsonl cells.before
    refuses "cells.jsonl, line 3: .*resume" "$lemmata" report edited
    cmp -s edited/cells.jsonl cells.before || fail "the edited cells were changed"
    sed -i 3d edited/cells.jsonl
    run "$lemmata" report edited # the hole in the evidence shows, though every line that is left is good
    says '1 cells of this run are missing: resume it' out
    wants "$judged" tiny --out edited --resume --quiet
    [ "$(cells edited)" = "$(cells run)" ] || fail "the deleted cell was not run again, or not alone"
    truncate -s -20 edited/cells.jsonl
    wants "$judged" tiny --out edited --resume --quiet
    [ "$(cells edited)" = "$(cells run)" ] || fail "the cell cut short was not run again, or not alone"

    # Another version, or none.
    sed -i 's/"version": "[^"]*"/"version": "0.0.9"/' edited/run.json
    refuses "0\.0\.9" "$lemmata" report edited
    refuses "0\.0\.9" tiny --out edited --resume
    echo '{' >edited/run.json
    refuses "edited/run.json, line [0-9]+" "$lemmata" report edited

    # A disk that is full: what was written stays readable, and the run goes on when there is room.
    small_disk() { (trap "" XFSZ; ulimit -f 8; tiny --out full --quiet); }
    wants 2 small_disk
    says '^lemmata: full/cells.jsonl cannot be written: File too large' err
    wants "$judged" tiny --out full --resume --quiet
    [ "$(cells full)" = "$(cells run)" ] || fail "a full disk lost or repeated a cell"

    # The user's own sequences.
    printf 's,a,b,c\n0,0,0,1\n0,.1,.1,0\n0,0,0,.3\n' >tokens.csv
    run tiny --inputs tokens.csv --normalise --out own
    [[ $status =~ ^[13]$ ]] || fail "an audit of own sequences ended with $status: $(cat err)"
    witness=$(find own/witnesses -name '*.json' | sort | head -n 1)
    refuses "add --inputs tokens.csv --normalise" "$lemmata" replay "$witness"
    wants 0 "$lemmata" replay "$witness" --inputs tokens.csv --normalise

    # Networks of one's own: those that export writes are those of an audit, and give its values.
    wants 0 "$lemmata" export networks --widths 600,700 --seeds 2 --outputs 1
    run "$lemmata" audit forward-norm --profile smoke --weights networks --out given --jobs 1 --quiet
    [[ $status =~ ^[13]$ ]] || fail "an audit of own networks ended with $status: $(cat err)"
    run "$lemmata" audit forward-norm --profile smoke --widths 600,700 --seeds 2 --out drawn --jobs 1 --quiet
    values() { grep '"forward-norm/width/claim/dense/m700/L6/d1/r1/double"' "$1/cells.jsonl" | grep -o '"values_hex":[^]]*'; }
    [ -n "$(values given)" ] && [ "$(values given)" = "$(values drawn)" ] || fail "an exported network has other values"
    witness=$(grep -l '"control": null' given/witnesses/*.json | head -n 1)
    refuses "add --weights networks" "$lemmata" replay "$witness"
    wants 0 "$lemmata" replay "$witness" --weights networks
    refuses "leave --widths and --outputs out" tiny --weights networks --out fresh
    refuses "holds no network" "$lemmata" audit forward-norm --weights own --out fresh
    rm networks/m600-r0/B.npy
    refuses "m600-r0: has no B.npy and no B.csv" "$lemmata" audit forward-norm --weights networks --out fresh

    # Controls and constants.
    run "$lemmata" control forward-norm --profile smoke --widths 600,700,800 --seeds 2 --jobs 1 --quiet
    [[ $status =~ ^[013]$ ]] || fail "control ended with $status: $(cat err)"
    wants 0 "$lemmata" calibrate forward-norm --seeds 2 --jobs 1 --quiet
    says '^deviation-h +\.constant = [0-9.]+' out
    [ -z "$(ls "$TMPDIR")" ] || fail "a temporary directory was left behind"
}

# Stopped by a signal, and by kill -9: no cell is lost or repeated.
interrupt() {
    slow() {
        exec "$lemmata" audit forward-norm --profile smoke --widths 600,800,1024 --seeds 4 --precision double --jobs 2 "$@"
    }
    (slow --out whole --quiet) >/dev/null 2>&1
    local signal lines
    for signal in INT TERM KILL; do
        (slow --out "$signal" --quiet) >out 2>err &
        local process=$!
        for _ in $(seq 400); do
            lines=$(wc -l 2>/dev/null <"$signal/cells.jsonl" || echo 0)
            [ "${lines:-0}" -ge 3 ] && break
            sleep 0.02
        done
        kill -"$signal" $process
        { wait $process; } 2>/dev/null # bash reports the kill there
        local ended=$?
        lines=$(wc -l <"$signal/cells.jsonl")
        [ "$lines" -lt "$(wc -l <whole/cells.jsonl)" ] || fail "$signal came too late to test anything"
        if [ $signal != KILL ]; then
            [ $ended -eq 130 ] || fail "$signal: ended with $ended, not 130"
            says "interrupted: [0-9]+ of [0-9]+ cells are in $signal; the same command with --resume" err
            cells "$signal" >/dev/null || fail "$signal: a line is broken"
        fi
        (slow --out "$signal" --resume --quiet) >out 2>err
        [ "$(cells "$signal")" = "$(cells whole)" ] || fail "$signal: the resumed run differs from one that was not stopped"
    done
}

# A second audit of one directory is sent away, and the first loses nothing: the directory that nobody named above all, for it is begun anew.
writers() {
    latest() { exec "$lemmata" audit forward-norm --profile smoke --widths 600,800,1024 --seeds 4 --precision double --jobs 1 --quiet; }
    alone() { (latest); }
    judged() { [[ $status =~ ^[13]$ ]] || fail "$1 ended with $status: $(cat err)"; }
    run alone
    judged "the audit alone"
    cells reports/latest >whole
    (latest) >first.out 2>&1 &
    local process=$!
    for _ in $(seq 400); do
        [ "$(wc -l <reports/latest/cells.jsonl)" -lt "$(wc -l <whole)" ] && break
        sleep 0.01
    done
    kill -STOP $process || fail "the first audit was over before the second"
    refuses "another lemmata is writing into reports/latest; wait for it" alone
    kill -CONT $process
    wait $process
    status=$?
    judged "the first of two audits"
    [ "$(cells reports/latest)" = "$(cat whole)" ] || fail "the first of two audits lost or repeated a cell"
    run tiny
    judged "an audit of something else"
    [ "$(cells reports/latest | wc -l)" -lt "$(wc -l <whole)" ] || fail "reports/latest was not begun anew"
}

# What scripts/new-lemma makes builds without a warning, runs, and is refuted until it is written.
new-lemma() {
    mkdir tree
    cp -r "$project"/{CMakeLists.txt,core,include,lemmas,reports,scripts} tree
    wants 0 tree/scripts/new-lemma my-claim
    wants 2 tree/scripts/new-lemma my-claim
    says 'lemmas/my-claim exists already' err
    wants 2 tree/scripts/new-lemma My_Claim
    wants 0 cmake -S tree -B build -DCMAKE_BUILD_TYPE=Debug -DBUILD_TESTING=OFF -DCMAKE_COMPILE_WARNING_AS_ERROR=ON
    wants 0 cmake --build build --target lemmata
    wants 1 build/lemmata audit my-claim --profile smoke --jobs 1 --out claim
    says '^FAIL +my-claim/claim +refuted .*controls 1/1' out
    wants 0 build/lemmata calibrate my-claim --jobs 1 --quiet
    says '\.constant = 1 ' out
}

# Shards unite to the run that was not divided.
shards() {
    run tiny --out whole --quiet
    local judged=$status
    wants 0 tiny --shard 1/2 --out one --quiet
    wants 0 tiny --shard 2/2 --out two --quiet
    wants "$judged" "$lemmata" merge both one two --quiet
    [ "$(cells both)" = "$(cells whole)" ] || fail "the union of the shards is not the whole"
    wants 0 tiny --shard 1/2 --out other --seed 2 --quiet
    refuses "seed" "$lemmata" merge mixed one other
    refuses "nowhere" "$lemmata" merge mixed one nowhere
}

# Without gnuplot the verdicts stand, and it is said that the figures are missing.
figures() {
    run tiny --out with --quiet
    local judged=$status
    PATH=/nowhere tiny --out without --quiet >out 2>err
    [ $? -eq "$judged" ] || fail "without gnuplot: $(cat err)"
    says 'apt-get install gnuplot-nox, then lemmata report without' err
    [ -s without/index.html ] || fail "no page without gnuplot"
    ls without/figures/*.svg >/dev/null 2>&1 && fail "figures without gnuplot"
    wants "$judged" "$lemmata" report without --quiet
    ls without/figures/*.svg >/dev/null 2>&1 || fail "no figures after gnuplot came"
}

# The committed full audit is of the contracts as they are built, and the report committed is the one that its cells give.
reference() {
    local slug stored=$project/reports/reference
    "$lemmata" list | sed '1d; s/ .*//' >lemmas
    [ -s lemmas ] || fail "lemmata list names no lemma"
    while read -r slug; do
        "$lemmata" describe "$slug" >contract
        mkdir "$slug"
        if ! cp "$stored/runs/$slug/run.json" "$slug" ||
            ! xz --decompress --stdout "$stored/runs/$slug/cells.jsonl.xz" >"$slug/cells.jsonl"; then
            fail "reports/reference holds no run of $slug: run scripts/reference"
        elif ! grep -q "^contract sha256 $(sed -n "s/^ *\"$slug\": \"\(.*\)\",*$/\1/p" "$slug/run.json")$" contract; then
            fail "reports/reference holds a run of $slug under another contract: run scripts/reference"
        fi
        grep -q '"profile": "full"' "$slug/run.json" || fail "the stored run of $slug is not of the profile full"
        [ -s "$stored/figures/$slug.svg" ] || fail "there is no figure of $slug"
    done <lemmas
    [ $failures -eq 0 ] || return
    mapfile -t runs <lemmas
    PATH=/nowhere "$lemmata" merge whole "${runs[@]}" --quiet >out 2>err # without gnuplot: no figures are drawn
    status=$?
    [[ $status =~ ^[013]$ ]] || fail "the merge of the stored runs ended with $status: $(cat err)"
    same_numbers "$stored/report.csv" whole/report.csv || fail "the stored report.csv is another: run scripts/reference"
    for file in claims.html errata.html; do
        cmp "$stored/$file" "whole/$file" || fail "the stored $file is another: run scripts/reference"
    done
    [ "$(ls "$stored/witnesses")" = "$(ls whole/witnesses)" ] || fail "the stored witnesses are others: run scripts/reference"
}

# Libraries of another processor may round differently.
same_numbers() {
    python3 -c '
import csv, math, sys

def rows(path):
    with open(path) as file:
        return list(csv.reader(file))

def same(a, b):
    try:
        return a == b or math.isclose(float(a), float(b), rel_tol=1e-9)
    except ValueError:
        return False

a, b = rows(sys.argv[1]), rows(sys.argv[2])
assert len(a) == len(b), "other lines"
for x, y in zip(a, b):
    assert len(x) == len(y) and all(map(same, x, y)), (x, y)' "$1" "$2"
}

case $group in
    usage | commands | runs | interrupt | writers | shards | figures | new-lemma | reference) "$group" ;;
    *) fail "there is no group $group" ;;
esac
[ $failures -eq 0 ] || { echo "$failures failed"; exit 1; }
echo "all passed"
