#!/usr/bin/env python3
"""Writes docs/ep-calls.md: the calls that an EP gets from Berth and from ONNX Runtime, situation by situation.

usage: ep_calls.py BUILD [--check]    each situation in a process of its own; --check compares both with the page, or Berth
                                      alone where there is no onnxruntime
"""
import argparse
import concurrent.futures
import difflib
import importlib.util
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "ep-calls.md"
SECONDS = 30
HEAD = """# What an EP is called with, and when

The EP of the tests that writes down its calls (`tests/ep/tracing_ep.cc`), in Berth and in ONNX Runtime {version}. A line in
brackets is a step of the program and how it ended; the calls above it are what it caused. Questions for names are left out, since a
host may ask as often as it likes. Where the two differ, lines with `+` are Berth's alone and lines with `-` ONNX Runtime's alone; the
reason stands above. Generated: `scripts/ep_calls.py <build folder>`; a test holds both libraries to it.

"""

# Why a situation differs. A difference without a reason here fails the test, and so does a reason without a difference.
RELEASE = ("a state may hold memory of the device, and may need copies: states go first, then the memory of the session, then "
           "allocators, and the data transfer last. ONNX Runtime releases the transfer while states live, and allocators before them")
LAYOUT = "the layout is asked for where it matters, once nodes are claimed; ONNX Runtime asks before it shows the graph too"
DOMAINS = ("operators of an EP are asked for when a session loads its model, not when the EP is appended, and only listed where the EP "
           "has any")
FREE = "memory is freed after its last use, before the next step; freeing between those two is the host's choice"
REASONS = {
    "A name twice, and a name that nobody has":
        "the name is looked up before the library is loaded; ONNX Runtime loads it, makes its factories, and then finds the name taken",
    "An environment that goes with a library in it":
        "the end of the environment unregisters what is in it, in the order of unregistering; ONNX Runtime has a second order for it",
    "A shared allocator":
        "an allocator that is replaced or released may have memory that is in use: it lives until its library goes",
    "Appending to session options": DOMAINS,
    "A session of an EP with memory": RELEASE,
    "A session of an EP with memory, the host in between": RELEASE,
    "A session of an EP with every callback": f"{DOMAINS}; {LAYOUT}",
    "A session of an EP with every callback and memory":
        f"{DOMAINS}; {LAYOUT}; the default memory is asked for when there are allocators to choose from; {FREE}; {RELEASE}",
    "CreateState fails":
        "the EP's code and text come through, where ONNX Runtime says that a function failed; a state that was not made is not released",
    "Runs of an EP with memory": f"{FREE}; {RELEASE}",
    "Runs of an EP with memory that do not wait":
        f"a stream hears of the end of every run, whether or not it is waited for; {FREE}; {RELEASE}",
    "Graph capture":
        "what cannot change is asked once a session, and whether it has captured once a run; the policy on nodes matters, and is asked "
        "for, only where some are the CPU's",
    "A library under two names":
        "the other name's devices have the same memory, so their allocators become the shared ones; ONNX Runtime leaves none",
    "A binding waits": f"{DOMAINS}; {LAYOUT}",
    "A profiled session":
        f"{DOMAINS}; {LAYOUT}; the end of the initialization is the EP's part of it, so it belongs into the event",
    "A profiled run": f"{DOMAINS}; {LAYOUT}",
    "A model compiled ahead": f"{DOMAINS}; {LAYOUT}",
}


def calls(program, number, runtime):
    environment = {**os.environ}
    if runtime:
        environment["BERTH_TEST_RUNTIME"] = str(runtime)
    try:
        done = subprocess.run([program, str(number)], capture_output=True, text=True, errors="replace", timeout=SECONDS,
                              env=environment)
    except subprocess.TimeoutExpired:
        return None, ["[hung]"]
    lines = [line for line in done.stdout.splitlines() if line]
    title = lines[0].removeprefix("== ") if lines else f"situation {number}"
    ended = lines[-1:] == ["[end]"] and done.returncode == 0
    return title, lines[1:-1] if ended else lines[1:] + ["[the process dies]"]


def situation(title, ours, theirs):
    """Its part of the page, and what is wrong with it."""
    reason = REASONS.get(title)
    if ours == theirs:
        wrong = [f"{title}: a reason for a difference, and none there"] if reason else []
        return [f"## {title}", "", "```", *ours, "```", ""], wrong
    lines = [line for line in difflib.ndiff(theirs, ours) if not line.startswith("?")]
    wrong = [] if reason else [f"{title}: differs without a reason", *lines]
    return [f"## {title}", "", f"Differs: {reason}", "", "```diff", *lines, "```", ""], wrong


def onnxruntime_library():
    spec = importlib.util.find_spec("onnxruntime")
    return next(pathlib.Path(spec.origin).parent.glob("capi/libonnxruntime.so.*"), None) if spec else None


def sections(text):
    """Lines by heading."""
    result, title = {}, None
    for line in text.splitlines():
        if line.startswith("## "):
            title = line[3:]
        result.setdefault(title, []).append(line)
    return result


def ours_on(page_lines):
    """What the page says that Berth's calls are."""
    block = page_lines[next(i for i, line in enumerate(page_lines) if line.startswith("```")):]
    lines = block[1:block.index("```")]
    return [line[2:] for line in lines if line[:1] != "-"] if block[0] == "```diff" else lines


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    program = next(path for path in arguments.build.resolve().rglob("ep_call_order") if path.is_file())
    other = onnxruntime_library()
    if other is None and (not arguments.check or os.environ.get("CI") == "true"):
        print("no onnxruntime in", sys.executable)
        return 1
    numbers = range(int(subprocess.run([program], capture_output=True, text=True, check=True).stdout))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        ours = list(pool.map(lambda number: calls(program, number, None), numbers))
        theirs = list(pool.map(lambda number: calls(program, number, other), numbers)) if other else None
    wrong = []
    if theirs is None:
        page = sections(PAGE.read_text())
        wrong = [title for title, lines in ours if title not in page or ours_on(page[title]) != lines]
    else:
        text = HEAD.format(version=other.name.removeprefix("libonnxruntime.so."))
        same = sum(a[1] == b[1] for a, b in zip(ours, theirs))
        text += f"Of {len(ours)} situations {same} have the same calls in the same order.\n\n"
        for (title, mine), (_, others) in zip(ours, theirs):
            lines, bad = situation(title, mine, others)
            text += "\n".join(lines) + "\n"
            wrong += bad
        wrong += [f"{title}: no such situation" for title in REASONS if title not in {title for title, _ in ours}]
        if not arguments.check:
            PAGE.write_text(text.rstrip("\n") + "\n")
        elif PAGE.read_text() != text.rstrip("\n") + "\n":
            wrong += list(difflib.unified_diff(PAGE.read_text().splitlines(), text.splitlines(), "page", "seen", lineterm=""))
    print("\n".join(wrong) or f"{len(ours)} situations as on the page")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
