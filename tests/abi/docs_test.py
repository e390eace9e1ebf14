#!/usr/bin/env python3
"""Checks that docs/abi.md is what abi_report writes.

usage: docs_test.py ABI_REPORT DOCS_ABI_MD
"""
import difflib
import subprocess
import sys


def main():
    report, path = sys.argv[1:]
    wanted = subprocess.run([report], check=True, capture_output=True, text=True).stdout
    with open(path, encoding="utf-8") as file:
        seen = file.read()
    diff = difflib.unified_diff(seen.splitlines(), wanted.splitlines(), path, "abi_report", lineterm="")
    text = "\n".join(diff)
    print(f"{text}\nrenew it: cmake --build <build folder> --target docs-abi" if text else "up to date")
    return 1 if text else 0


if __name__ == "__main__":
    sys.exit(main())
