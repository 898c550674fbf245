#!/usr/bin/env python3
"""Checks report.json files against the schema, and that the schema can fail: with any one required field removed it must.

usage: validate_schema.py SCHEMA REPORT...
Exit status: 0 valid, 1 not valid, 77 python3-jsonschema is not installed."""
import copy
import json
import sys

try:
    import jsonschema
except ImportError:
    print("skipped: install python3-jsonschema")
    sys.exit(77)


def objects(node, path=()):
    """Every object of the report together with where it is, the free-form ones left out."""
    if isinstance(node, dict):
        yield path, node
        children = node.items()
    elif isinstance(node, list):
        children = enumerate(node)
    else:
        return
    for key, child in children:
        if key not in ("environment", "overrides"):
            yield from objects(child, path + (key,))


def shortened(node):
    """The report with one object of each list of objects."""
    if isinstance(node, dict):
        return {key: shortened(value) for key, value in node.items()}
    if isinstance(node, list):
        return [shortened(node[0])] if node and isinstance(node[0], dict) else node
    return node


def one_of_each(report):
    """A short report that still has every kind of object: the first statement that has one, for each kind."""
    kinds = ("exceedances", "oracle", "frequency", "proof", "literal", "agreement", "rounding", "comparisons")
    statements = [statement for lemma in report["lemmas"] for statement in lemma["statements"]]
    chosen = [next((s for s in statements if s[kind]), None) for kind in kinds]
    distinct = [s for k, s in enumerate(chosen) if s is not None and not any(s is other for other in chosen[:k])]
    lemma = dict(shortened(report["lemmas"][0]), statements=[shortened(s) for s in distinct])
    return dict(shortened(report), lemmas=[lemma])


def at(node, path):
    for key in path:
        node = node[key]
    return node


def unnoticed_removals(validator, report):
    for path, found in objects(report):
        for field in found:
            if field in ("mean", "se"):     # optional
                continue
            damaged = copy.deepcopy(at(report, path[:1])) if path else dict(report)
            owner = at(damaged, path[1:]) if path else damaged
            del owner[field]
            whole = dict(report, **{path[0]: damaged}) if path else damaged
            if validator.is_valid(whole):
                yield "/".join(map(str, path + (field,)))


def main(schema_file, *report_files):
    with open(schema_file, encoding="utf-8") as file:
        schema = json.load(file)
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    wrong = 0
    for name in report_files:
        with open(name, encoding="utf-8") as file:
            report = json.load(file)
        for error in validator.iter_errors(report):
            print(f"{name}: {'/'.join(map(str, error.absolute_path))}: {error.message[:200]}")
            wrong += 1
    # The last report is damaged field by field; a short one keeps this quick.
    short = one_of_each(report)
    if wrong == 0:
        validator.validate(short)       # else its damage would prove nothing
    for field in unnoticed_removals(validator, short):
        print(f"the schema does not miss {field}")
        wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
