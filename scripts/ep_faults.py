#!/usr/bin/env python3
"""Writes docs/ep-faults.md: every faulty EP library of the tests, from registration to unloading, in Berth and in ONNX Runtime.

usage: ep_faults.py BUILD [--check]    each library in a process of its own; --check compares what Berth does with the page
"""
import argparse
import concurrent.futures
import importlib.util
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "ep-faults.md"
SECONDS = 20
HEAD = """# Faulty EPs, here and in ONNX Runtime

Each library breaks one duty of [ep-contract.md](ep-contract.md); a process loads it, makes a session, runs it twice and unloads
it. A column tells how far that went and what came back: the first step that failed with its code, or `fine`, and the duties that
errors and warnings named. `crashed` and `hung` are the process's end; `left behind` counts objects of the EP that were never
given back. `none` and names that end in `_fine` break nothing; a name that ends in `_int` is its twin whose exceptions are numbers.
Beside sessions a program asks for what the name begins with: an importer, graphics, statistics, options, a profile, a compiled
model. Generated: `scripts/ep_faults.py <build folder>`.

"""


def faults():
    """Names by group, as tests/ep/ep_faults.cmake lists them."""
    group, result = "sound", []
    for line in (ROOT / "tests" / "ep" / "ep_faults.cmake").read_text().splitlines():
        text = line.strip()
        if text.startswith("#") and line.startswith(" "):
            group = text.lstrip("# ")
        elif text.startswith("#"):
            continue
        elif text.startswith("foreach("):
            break
        elif not text.startswith("set("):
            for name in text.rstrip(")").split():
                result += [(group, name)] + [(group, name + "_int")] * name.endswith(("throw", "throws"))
    return result


def outcome(trial, library, name, runtime):
    environment = {**os.environ}
    if runtime:
        environment["BERTH_TEST_RUNTIME"] = str(runtime)
    try:
        done = subprocess.run([trial, library, name], capture_output=True, text=True, errors="replace", timeout=SECONDS,
                              env=environment)
    except subprocess.TimeoutExpired:
        return "hung"
    steps = [line.split("\t") for line in done.stdout.splitlines() if line.count("\t") == 2]
    if done.returncode != 0 or not any(step == "end" for step, _, _ in steps):
        return f"**crashed** at {next((text for step, _, text in reversed(steps) if step == 'at'), 'start')}"
    left = next((code for step, code, _ in steps if step == "left"), None)
    duties = " ".join(text for step, _, text in steps if step == "duty")
    failed = [f"{step} fails, code {code}" for step, code, _ in steps if code != "0" and step != "left"]
    parts = [failed[0] if failed else "fine", duties, f"{left} left behind" if left else ""]
    return ", ".join(part for part in parts if part)


def onnxruntime_library():
    spec = importlib.util.find_spec("onnxruntime")
    return next(pathlib.Path(spec.origin).parent.glob("capi/libonnxruntime.so.*"), None) if spec else None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    folder = arguments.build.resolve()
    trial = next(folder.rglob("ep_fault_trial"))
    libraries = {path.stem.removeprefix("libep_fault_"): path for path in folder.rglob("libep_fault_*.so")}
    other = None if arguments.check else onnxruntime_library()
    rows = faults()

    def both(row):
        library = libraries[row[1]]
        return outcome(trial, library, row[1], None), outcome(trial, library, row[1], other) if other else ""

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = list(pool.map(both, rows))
    if arguments.check:
        cells = [line.split("|") for line in PAGE.read_text().splitlines() if line.startswith("| `")]
        known = {cell[1].strip().strip("`"): cell[2].strip() for cell in cells}
        wrong = [f"{name}: {ours} seen, {known.get(name)} on the page" for (_, name), (ours, _) in zip(rows, results)
                 if known.get(name) != ours]
        print("\n".join(wrong) or f"{len(rows)} faults as on the page")
        return bool(wrong)
    if other is None:
        print("no onnxruntime in", sys.executable)
        return 1
    version = other.name.removeprefix("libonnxruntime.so.")
    lines, group = [], None
    for (row_group, name), (ours, theirs) in zip(rows, results):
        if row_group != group:
            group = row_group
            lines += ["", f"## {group[0].upper()}{group[1:]}", "", f"| library | Berth | ONNX Runtime {version} |"]
            lines += ["|---|---|---|"]
        lines.append(f"| `{name}` | {ours} | {theirs} |")
    died = [sum("crashed" in result[i] or result[i] == "hung" for result in results) for i in (0, 1)]
    total = f"Of {len(rows)} libraries {died[0]} took Berth's process down or hung it, and {died[1]} ONNX Runtime's.\n"
    PAGE.write_text(HEAD + total + "\n".join(lines) + "\n")
    print(total, end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
