#!/usr/bin/env python3
"""Checks that a generated page is what its program writes.

usage: docs_test.py PAGE TARGET PROGRAM [ARGUMENT...]      the target renews the page
"""
import difflib
import subprocess
import sys


def main():
    path, target, *program = sys.argv[1:]
    wanted = subprocess.run(program, check=True, capture_output=True, text=True).stdout
    with open(path, encoding="utf-8") as file:
        seen = file.read()
    diff = difflib.unified_diff(seen.splitlines(), wanted.splitlines(), path, "as it should be", lineterm="")
    text = "\n".join(diff)
    print(f"{text}\nrenew it: cmake --build <build folder> --target {target}" if text else "up to date")
    return 1 if text else 0


if __name__ == "__main__":
    sys.exit(main())
