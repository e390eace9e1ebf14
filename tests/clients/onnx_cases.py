"""Runs the operator cases of the onnx package through the C API, one session a case.

    onnx_cases.py --library build/release/lib/libonnxruntime.so.1 'test_add*' test_if_seq
    onnx_cases.py --library ... --op Resize         # the cases with such a node
    onnx_cases.py --library ... --update            # drops stale lines of tests/onnx/node.txt, adds missing kernels

Says which cases fail and why, marks those that tests/onnx/node.txt expects, and ends with 1 when a case fails unexpectedly or a
line is stale. A case that takes the process down, or too long, is a failure like any other.
"""
import argparse
import dataclasses
import fnmatch
import functools
import multiprocessing
import pathlib
import sys
import warnings

import numpy as np
from ortlib import Library, OrtError

MANIFEST = pathlib.Path(__file__).parent.parent / "onnx" / "node.txt"
KINDS = ("missing", "expected", "random")
SECONDS_A_CASE = 60
NOT_IMPLEMENTED = 9

# Relative and absolute, by type; everything else, text and floats of a byte or less too, has to be equal.
TOLERANCES = {"float64": (1e-3, 1e-7), "float32": (1e-3, 1e-5), "float16": (2**-8, 1e-3), "bfloat16": (2**-6, 1e-3)}


@dataclasses.dataclass
class Line:
    """Of the manifest: a case that cannot pass as it is, and why.

    kind    missing: there is no kernel, and the session says so
            expected: it fails in another way
            random: what it gives cannot be foretold; types and shapes alone are compared
    """
    kind: str
    reason: str


def manifest(path=MANIFEST):
    lines = {}
    for number, text in enumerate(path.read_text().splitlines(), 1):
        if not text or text.startswith("#"):
            continue
        name, kind, reason = (part.strip() for part in text.split("|", 2))
        assert kind in KINDS and reason, f"{path.name}:{number}: name | {' or '.join(KINDS)} | reason wanted"
        assert name not in lines, f"{path.name}:{number}: {name} is there twice"
        lines[name] = Line(kind, reason)
    return lines


@functools.cache
def collect():
    from onnx.backend.test.case.node import collect_testcases

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return {case.name: case for case in collect_testcases(None)}


def plain(value):
    """As ortvalues.py has it."""
    from onnx import TensorProto, numpy_helper

    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return numpy_helper.to_array(value) if isinstance(value, TensorProto) else value


def difference(seen, wanted, shapes_only=False):
    """What is wrong with `seen`, or None."""
    if wanted is None or isinstance(wanted, list):
        if type(seen) is not type(wanted) or (wanted is not None and len(seen) != len(wanted)):
            return f"{_kind(seen)} seen, {_kind(wanted)} wanted"
        found = ((i, difference(a, b, shapes_only)) for i, (a, b) in enumerate(zip(seen or [], wanted or [])))
        return next((f"item {i}: {text}" for i, text in found if text), None)
    wanted = np.asarray(wanted)
    if not isinstance(seen, np.ndarray):
        return f"{_kind(seen)} seen, a tensor wanted"
    strings = wanted.dtype.kind in "OUS"
    if seen.shape != wanted.shape or (seen.dtype != (object if strings else wanted.dtype)):
        return f"{seen.dtype}{list(seen.shape)} seen, {wanted.dtype}{list(wanted.shape)} wanted"
    if shapes_only:
        return None
    if strings:
        decoded = [text.decode() if isinstance(text, bytes) else str(text) for text in wanted.flat]
        wanted = np.array(decoded, object).reshape(wanted.shape)
    return _distance(seen, wanted)


def _kind(value):
    return "nothing" if value is None else f"a list of {len(value)}" if isinstance(value, list) else "a tensor"


def _distance(seen, wanted):
    relative, absolute = TOLERANCES.get(wanted.dtype.name, (0, 0))
    if wanted.dtype.name in TOLERANCES or wanted.dtype.name.startswith("float"):
        a, b = seen.astype(np.float64), wanted.astype(np.float64)
        near = np.isclose(a, b, rtol=relative, atol=absolute, equal_nan=True)
    else:
        near = seen == wanted
    if np.all(near):
        return None
    at = tuple(int(i) for i in np.argwhere(~near)[0]) if np.ndim(near) else ()
    count = f"{np.size(near) - np.count_nonzero(near)} of {np.size(near)}"
    return f"{count} elements differ; at {list(at)}: {seen[at]} seen, {wanted[at]} wanted"


def run_case(library, case, shapes_only=False):
    """None, or (code of the API or None, what went wrong)."""
    try:
        session = library.session(case.model.SerializeToString())
    except OrtError as error:
        return error.code, f"session: {error.text}"
    try:
        for inputs, outputs in case.data_sets:
            names = [value.name for value in case.model.graph.input]
            seen = session.run({name: plain(value) for name, value in zip(names, inputs, strict=True)})
            for name, a, b in zip(session.names("Output"), seen, outputs, strict=True):
                if text := difference(a, plain(b), shapes_only):
                    return None, f"output {name}: {text}"
    except OrtError as error:
        return error.code, f"run: {error.text}"
    finally:
        session.close()


def _work(path, names, lines, pipe):
    with Library(path) as library:
        for name in names:
            random = name in lines and lines[name].kind == "random"
            try:
                pipe.send((name, run_case(library, collect()[name], random)))
            except Exception as error:   # of this file or of a value: the case's failure
                pipe.send((name, (None, f"{type(error).__name__}: {error}")))


def run(path, names, lines):
    """Name to None or (code, what went wrong), in a process beside this one."""
    fork = multiprocessing.get_context("fork")
    names, results = list(names), {}
    while len(results) < len(names):
        receiver, sender = fork.Pipe(duplex=False)
        process = fork.Process(target=_work, args=(path, names[len(results):], lines, sender))
        process.start()
        sender.close()
        try:
            while len(results) < len(names) and receiver.poll(SECONDS_A_CASE):
                name, result = receiver.recv()
                results[name] = result
            reason = f"no answer in {SECONDS_A_CASE} s"
        except EOFError:
            process.join()
            reason = f"the process ended with {process.exitcode}"
        if len(results) < len(names):
            results[names[len(results)]] = (None, reason)
            process.kill()
        process.join()
    return results


def judge(results, lines):
    """(unexpected failures: name to text, stale lines: name to text)"""
    kinds = {name: line.kind for name, line in lines.items()}

    def foreseen(name, code):
        return kinds.get(name) == ("missing" if code == NOT_IMPLEMENTED else "expected")

    unexpected = {name: result for name, result in results.items() if result is not None and not foreseen(name, result[0])}
    stale = {name: "it passes" for name, result in results.items()
             if result is None and kinds.get(name) in ("missing", "expected")}
    stale.update({name: "no such case" for name in lines if name not in collect()})
    return unexpected, stale


def update(results, lines, path=MANIFEST):
    """Drops what is stale; adds cases without a kernel. Other failures want a reason from a person."""
    unexpected, stale = judge(results, lines)
    # A kernel that does not make its case pass has to be looked at: no line hides it.
    gone = {name for name in unexpected if name in lines and lines[name].kind == "missing"}
    lines = {name: line for name, line in lines.items() if name not in stale and name not in gone}
    for name, (code, text) in unexpected.items():
        if code == NOT_IMPLEMENTED:
            lines[name] = Line("missing", text.split(": ", 2)[-1])
    header = [text for text in path.read_text().splitlines() if text.startswith("#")]
    body = [f"{name} | {line.kind} | {line.reason}" for name, line in sorted(lines.items())]
    path.write_text("\n".join(header + body) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("patterns", nargs="*", help="names, * and ? allowed; none: all")
    parser.add_argument("--library", required=True)
    parser.add_argument("--op", action="append", default=[], help="operator type; may be repeated")
    parser.add_argument("--update", action="store_true", help="rewrite the manifest")
    parser.add_argument("--quiet", action="store_true", help="no line for failures that are expected")
    arguments = parser.parse_args()
    lines = manifest()
    names = [name for name, case in collect().items()
             if (not arguments.patterns or any(fnmatch.fnmatch(name, pattern) for pattern in arguments.patterns))
             and (not arguments.op or any(node.op_type in arguments.op for node in case.model.graph.node))]
    results = run(arguments.library, names, lines)
    unexpected, stale = judge(results, lines)
    for name, result in results.items():
        if result is not None and (name in unexpected or not arguments.quiet):
            print(f"{name}: {'' if name in unexpected else '(expected) '}{result[1]}")
    for name, why in stale.items():
        print(f"{name}: stale line of {MANIFEST.name}: {why}")
    passed = sum(result is None for result in results.values())
    print(f"{len(results)} cases: {passed} passed, {len(results) - passed} failed, {len(unexpected)} of them unexpected; "
          f"{len(stale)} stale lines")
    if arguments.update:
        update(results, lines)
    return 1 if unexpected or stale else 0


if __name__ == "__main__":
    sys.exit(main())
