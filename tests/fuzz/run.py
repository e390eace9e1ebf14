#!/usr/bin/env python3
"""Runs one fuzzer and says how the input that it fails on is run again.

usage: run.py PROGRAM SECONDS             as a test: the same start each time, nothing is kept. Exit code 77: not built
       run.py PROGRAM SECONDS --keep      goes on with what it found before, tells how far it is, keeps what it finds
       run.py PROGRAM --rounds N          a fuzzer without libFuzzer

Everything is kept beside the program's folder: fuzz_models/ for all, <target>/corpus, <target>/found.
"""
import argparse
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

TESTS = pathlib.Path(__file__).resolve().parent.parent
MAKE_MODELS = TESTS / "graph" / "make_seeds.py"   # writes seeds/ and words.dict
# Of libFuzzer: seconds and megabytes for one input, its longest.
LIMITS = ["-timeout=20", "-rss_limit_mb=3000", "-max_len=8192"]
# Third-party libraries are not instrumented: containers that they change look overrun. An allocation that is refused is
# to end in a status.
SANITIZERS = {"ASAN_OPTIONS": "detect_container_overflow=0:allocator_may_return_null=1:max_allocation_size_mb=1024:"
                              "detect_stack_use_after_return=0", "UBSAN_OPTIONS": "print_stacktrace=1"}
PROGRESS = 60   # seconds between two lines
DRAWN = 2000


def drawn_starts(folder):
    """Bytes for DRAWN inputs of the fuzzer of operators: which operator or model the first ones say, the rest is drawn from."""
    folder.mkdir(exist_ok=True)
    draw = random.Random(1)
    for number in range(DRAWN):
        (folder / f"{number:04}").write_bytes(draw.randbytes(2 + draw.randrange(64, 400)))
    return folder


def command(program, seconds, folder, models, corpus, seed):
    call = [str(program), f"-max_total_time={seconds}", f"-seed={seed}", "-print_final_stats=1",
            f"-artifact_prefix={folder}/found/", *LIMITS, str(corpus)]
    # The one starts with the models as they are; the other reads them itself and changes them, as drawn bytes say.
    if program.name == "model_load_fuzz":
        return [*call, str(models / "seeds"), f"-dict={models}/words.dict"]
    return [*call, str(drawn_starts(folder / "starts")), "-len_control=0", "-max_len=1024"]


def run(call, log, seconds, tell, environment):
    """The exit code; a line a minute when `tell`."""
    with open(log, "w") as output:
        started = time.monotonic()
        process = subprocess.Popen(call, stdout=output, stderr=subprocess.STDOUT, env=environment)
        while True:
            try:
                return process.wait(PROGRESS)
            except subprocess.TimeoutExpired:
                if tell:
                    lines = [line for line in log.read_text(errors="replace").splitlines() if line.startswith("#")]
                    passed = time.monotonic() - started
                    print(f"{log.stem}: {passed:.0f} of {seconds} s: {lines[-1] if lines else 'starting'}", flush=True)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("seconds", type=int, nargs="?", default=0)
    parser.add_argument("--rounds")
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    program = options.program.resolve()
    if not program.exists():
        print(f"{program} is not built: scripts/build fuzz {program.name}")
        return 1 if os.environ.get("CI") == "true" else 77
    models = program.parent.parent / "fuzz_models"
    if not (models / "words.dict").exists():
        subprocess.run([sys.executable, "-B", MAKE_MODELS, models], check=True)
    environment = {**os.environ, **SANITIZERS, "BERTH_FUZZ_MODELS": str(models / "seeds")}
    if options.rounds:
        return subprocess.run([program, options.rounds], env=environment).returncode
    folder = program.parent.parent / program.name
    (folder / "found").mkdir(parents=True, exist_ok=True)
    (folder / "corpus").mkdir(exist_ok=True)
    log = folder / f"{program.name}.log"
    with tempfile.TemporaryDirectory() as scratch:
        corpus, seed = (folder / "corpus", 0) if options.keep else (scratch, 1)
        call = command(program, options.seconds, folder, models, corpus, seed)
        code = run(call, log, options.seconds, options.keep, environment)
    lines = log.read_text(errors="replace").splitlines()
    if code == 0:
        print(f"{program.name}: nothing found: " + ", ".join(line[6:] for line in lines if line.startswith("stat::")))
        return 0
    print("\n".join(lines[-60:]))
    variables = " ".join(f"{name}={environment[name]}" for name in (*SANITIZERS, "BERTH_FUZZ_MODELS"))
    for line in lines:
        if "Test unit written to" in line:
            print(f"To run it again: {variables} {program} {line.split('written to ')[1]}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
