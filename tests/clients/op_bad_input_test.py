"""Every operator with mistakes in its node: what its schema forbids, attributes of values that make no sense, other ranks.

A legal node of each operator is drawn as op_edges.py does it, bad_nodes.py changes one thing at a time. Each runs in a process of
its own kind, so that one that ends it is told.
"""
import collections
import multiprocessing
import unittest

import bad_nodes
import edges_math
import edges_ml
import edges_more
import edges_nn
import edges_tensor
from common import LIBRARY, onnxruntime_library
from onnx import defs
from op_check import INVALID
from op_edges import Edges, feeds_of
from ortlib import Library, OrtError

ROWS = {name: row for rows in (edges_math.ROWS, edges_tensor.ROWS, edges_nn.ROWS, edges_more.ROWS, edges_ml.ROWS)
        for name, row in rows.items()}
SECONDS_A_CASE = 20
NOT_IMPLEMENTED = 9
# Of Constant the first attribute that is a value counts, and nothing else; ONNX Runtime takes these models too.
LENIENT = {"Constant"}
# Accepted here, refused by ONNX Runtime: why.
ACCEPTED = {
    "Mod": "ONNX's reference takes fmod = 0 for floats too",
    "MatMulInteger": "zero points of any shape that broadcasts",
    "GlobalAveragePool": "no spatial axis is none to average over",
    "ConvTranspose": "ONNX only advises against a padding of the output that is as long as a step",
    "MeanVarianceNormalization": "an empty list of axes",
    "LRN": "ONNX allows windows of even size, numbers below 0 and any rank from 3",
    "RNN": "an empty list of activations is none",
    "RotaryEmbedding": "heads are not asked for when X has an axis of them",
    "TfIdfVectorizer": "an empty list of weights is none; n-grams that are longer than the input",
    "Scaler": "an empty list is none; a number is one row",
    "LinearClassifier": "an empty list is none", "SVMClassifier": "an empty list is none",
    "TreeEnsembleClassifier": "votes of leaves that there are not are not read",
    "EyeLike": "ONNX Runtime has no kernel",
    "Cast": "saturate says nothing of other types", "CastLike": "saturate says nothing of other types",
}
# Legal values of an attribute for which there is no kernel.
NO_KERNEL = {"Attention"}

Result = collections.namedtuple("Result", "op what stage code text")   # stage: "create", "run", "" when all is well


def outcome(library, model, values):
    try:
        session = library.session(model.SerializeToString(), threads=1)
    except OrtError as error:
        return "create", error.code, error.text
    try:
        session.run(bad_nodes.feeds(model, values))
    except OrtError as error:
        return "run", error.code, error.text
    finally:
        session.close()
        library.sessions.remove(session)
    return "", 0, ""


def legal_case(edges, name):
    """A drawn node that runs, and its schema."""
    row = ROWS[name]
    for seed in range(40):
        drawn = edges.case(name, row, seed)
        if drawn is None:
            continue
        case = drawn[0]
        case.model.ir_version = min(case.model.ir_version, 10)
        if outcome(edges.library, case.model, feeds_of(case))[0] == "":
            version = next(opset.version for opset in case.model.opset_import if opset.domain == row.domain)
            return case, defs.get_schema(name, version, row.domain)
    raise AssertionError(f"{name}: no legal node drawn")


def _work(path, jobs, sender):
    library = Library(path, level=4)
    for i, (_, _, model, values) in enumerate(jobs):
        sender.send((i, outcome(library, model, values)))
    library.close()


def answers(path, jobs):
    """Of (operator, what, model, values): what the library says of each. What ends the process has the code None."""
    fork, results = multiprocessing.get_context("fork"), []
    while len(results) < len(jobs):
        receiver, sender = fork.Pipe(duplex=False)
        process = fork.Process(target=_work, args=(path, jobs[len(results):], sender))
        process.start()
        sender.close()
        reason = f"no answer in {SECONDS_A_CASE} s"
        try:
            while len(results) < len(jobs) and receiver.poll(SECONDS_A_CASE):
                results.append(receiver.recv()[1])
        except EOFError:
            process.join()
            reason = f"the process ended with {process.exitcode}"
        if len(results) < len(jobs):
            results.append(("run", None, reason))
            process.kill()
        process.join()
    return [Result(job[0], job[1], *result) for job, result in zip(jobs, results, strict=True)]


class BadNodes(unittest.TestCase):
    def jobs(self, changes):
        """The legal nodes, and their changes."""
        edges = Edges()
        self.addCleanup(edges.close)
        legal, bad = [], []
        for name in ROWS:
            case, schema = legal_case(edges, name)
            legal.append((name, "as it is", case.model, feeds_of(case)))
            bad.extend((name, what, model, feeds_of(case)) for what, model in changes(case.model, schema))
        return legal, bad

    maxDiff = None

    def test_the_schema_refuses(self):
        _, jobs = self.jobs(bad_nodes.mistakes)
        results = [result for result in answers(LIBRARY, jobs) if result.op not in LENIENT]
        wrong = [result for result in results
                 if result.stage != "create" or result.code not in INVALID or bad_nodes.NAME not in result.text]
        self.assertEqual([], wrong)
        print(f"{len(results)} mistakes in nodes of {len(ROWS)} operators refused when the session is made")

    def test_odd_values_are_refused_or_taken_as_onnxruntime_does(self):
        legal, jobs = self.jobs(bad_nodes.oddities)
        results = answers(LIBRARY, jobs)
        refused = [result for result in results if result.stage]
        self.assertEqual([], [result for result in refused if result.code not in (
            (*INVALID, NOT_IMPLEMENTED) if result.op in NO_KERNEL else INVALID)])
        # Nodes around it and in bodies have names of their own; a sequence of another type is legal until something is put in.
        unnamed = [result for result in refused if bad_nodes.NAME not in result.text and "body" not in result.text]
        self.assertEqual([], [result for result in unnamed if result.op not in ("SequenceEmpty", "Scan")])
        known = {result.op for result in answers(onnxruntime_library(), legal) if result.stage == ""}
        taken = [job for job, result in zip(jobs, results, strict=True) if result.stage == "" and result.op in known]
        by_ort = answers(onnxruntime_library(), taken)
        alone = [result for result in by_ort if result.code and result.op not in ACCEPTED]
        self.assertEqual([], alone)
        self.assertEqual(set(), ACCEPTED.keys() - {result.op for result in by_ort if result.code})
        created = sum(result.stage == "create" for result in refused)
        agreed = sum(not result.stage for result in by_ort)
        print(f"{len(jobs)} odd values: {created} refused when the session is made, {len(refused) - created} at the run, "
              f"{len(jobs) - len(refused)} taken; ONNX Runtime takes {agreed} of {len(by_ort)} of those")


if __name__ == "__main__":
    unittest.main()
