#!/usr/bin/python3
"""score.py expected.csv results.csv [--meta meta.csv] [--by category|case|method|quantity] [--worst N] [--skip-missing]

Judges the output of accuracy_results: a value passes when |got - value| <= tol, in decimal arithmetic of 60 digits.
Prints a table of groups and the worst values; exit status 0 if all passes. Standard library only.
"""
import argparse
import csv
import decimal
import sys
from collections import defaultdict
from decimal import Decimal

decimal.getcontext().prec = 60
decimal.getcontext().Emin, decimal.getcontext().Emax = -10 ** 12, 10 ** 12
SMALLEST = Decimal("4.94e-324")  # what lies below is 0 in double precision


def table(path):
    with open(path, newline="") as source:
        return list(csv.DictReader(source))


def judge(got, value, tol):
    """(passed, error in units of the tolerance)"""
    got = Decimal(got)
    if not got.is_finite():
        return False, Decimal("Infinity")
    error = abs(got - value)
    if error <= tol or (got == 0 and abs(value) < SMALLEST):
        return True, error / tol if tol else Decimal(0)
    return False, error / tol if tol else Decimal("Infinity")


class Score:
    def __init__(self, by, category):
        self.by, self.category = by, category
        self.groups = defaultdict(lambda: [0, 0, 0, Decimal(0)])  # values, passed, missing, worst ratio
        self.failures = []

    def add(self, row, got, passed, ratio):
        case, method, quantity = row["case_id"], row["method"], row["quantity"]
        name = {"category": self.category.get(case, "?"), "case": case, "method": method, "quantity": quantity}[self.by]
        group = self.groups[name]
        group[0] += 1
        group[1] += passed
        group[2] += got is None
        if got is not None:
            group[3] = max(group[3], ratio)
        if not passed:
            self.failures.append((ratio, case, method, quantity, got, row["value"], row.get("tol", "")))

    def show(self, worst):
        total = sum(g[0] for g in self.groups.values())
        passed = sum(g[1] for g in self.groups.values())
        print("%d values, %d passed, %d failed" % (total, passed, total - passed))
        print("%-20s %8s %8s %8s  %s" % (self.by, "values", "passed", "missing", "largest error/tol"))
        for name, (n, ok, missing, ratio) in sorted(self.groups.items(), key=lambda g: g[1][1] - g[1][0]):
            print("%-20s %8d %8d %8d  %.3g" % (name, n, ok, missing, ratio))
        for failure in sorted(self.failures, reverse=True, key=lambda f: f[0])[:worst]:
            print("FAIL %s %s %s: got %s, expected %s +- %s (error/tol %.3g)" % (failure[1:] + (failure[0],)))
        return total > 0 and passed == total


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[2])
    parser.add_argument("expected")
    parser.add_argument("results")
    parser.add_argument("--meta")
    parser.add_argument("--by", default="category", choices=["category", "case", "method", "quantity"])
    parser.add_argument("--worst", type=int, default=30)
    parser.add_argument("--skip-missing", action="store_true", help="do not count what the results do not hold")
    args = parser.parse_args()

    category = {row["case_id"]: row["category"] for row in table(args.meta)} if args.meta else {}
    results = {(r["case_id"], r["method"], r["quantity"]): r["value"] for r in table(args.results)}
    score = Score(args.by, category)
    for row in table(args.expected):
        got = results.get((row["case_id"], row["method"], row["quantity"]))
        if row["quantity"] == "status":
            score.add(row, got, got == row["value"], Decimal("Infinity") if got != row["value"] else Decimal(0))
        elif got is None:
            if not args.skip_missing and not row["quantity"].startswith("ln_"):
                score.add(row, None, False, Decimal("Infinity"))
        else:
            score.add(row, got, *judge(got, Decimal(row["value"]), Decimal(row["tol"])))
    sys.exit(0 if score.show(args.worst) else 1)


if __name__ == "__main__":
    main()
