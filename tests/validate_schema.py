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
        children = enumerate(node[:2])      # two elements stand for the others
    else:
        return
    for key, child in children:
        if key not in ("environment", "overrides"):
            yield from objects(child, path + (key,))


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
    report["lemmas"] = [dict(lemma, statements=lemma["statements"][:2]) for lemma in report["lemmas"][:1]]
    for field in unnoticed_removals(validator, report):
        print(f"the schema does not miss {field}")
        wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
