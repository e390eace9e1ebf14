"""How the time of operators grows with their input: a run of n elements beside one of 10 n, of every operator whose work ONNX
defines as linear, or n log n. Prints the ratio. What seems to grow faster is looked at once more, five times as large, when
tables have left the caches anyway; what does so there too is told, and the command ends with 1.

    BERTH_LIBRARY=... op_scale.py [NAME...]      # from tests/clients' environment; measure on a quiet machine

A way that is quadratic shows a ratio near 100.
"""
import pathlib
import sys
import time

import numpy as np
import onnx
from onnx import TensorProto, helper

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "clients"))
import ortvalues  # noqa: E402
from common import LIBRARY  # noqa: E402
from op_check import model  # noqa: E402
from ortlib import Library  # noqa: E402

SMALL, FACTOR, ROUNDS = 20000, 10, 5
MOST = 20.0          # of the ratio: caches are left, and log n grows
RNG = np.random.default_rng(1)
ML = "ai.onnx.ml"


def floats(*shape):
    return RNG.random(shape, np.float32)


def words(n, kinds=None):
    return np.array([f"w{i % (kinds or n)}" for i in RNG.permutation(n)], object)


def node(op_type, inputs, version=21, outputs=1, domain="", constants=(), **attributes):
    return model(op_type, version, inputs, outputs, domain, constants, **attributes), inputs


def tree(nodes, rows):
    """A chain of decisions would be deep; this one is as bushy as it can be."""
    inner = nodes // 2
    ids = list(range(2 * inner + 1))
    leaf = [i >= inner for i in ids]
    return node("TreeEnsembleRegressor", [floats(rows, 4)], 1, domain=ML, nodes_treeids=[0] * len(ids), nodes_nodeids=ids,
                nodes_featureids=[i % 4 for i in ids], nodes_values=[float(v) for v in RNG.random(len(ids))],
                nodes_modes=["LEAF" if is_leaf else "BRANCH_LEQ" for is_leaf in leaf],
                nodes_truenodeids=[0 if is_leaf else 2 * i + 1 for i, is_leaf in enumerate(leaf)],
                nodes_falsenodeids=[0 if is_leaf else 2 * i + 2 for i, is_leaf in enumerate(leaf)],
                target_treeids=[0] * (inner + 1), target_nodeids=ids[inner:], target_ids=[0] * (inner + 1),
                target_weights=[1.0] * (inner + 1), n_targets=1)


def sequence(n, *nodes):
    """SplitToSequence into n / 10 elements, then other nodes from `s` to `y`."""
    n //= 10
    made = [helper.make_node("SplitToSequence", ["x0", "one"], ["s"]), *nodes]
    one = helper.make_tensor("one", TensorProto.INT64, [], [1])
    graph = helper.make_graph(made, "g", [helper.make_tensor_value_info("x0", TensorProto.FLOAT, [n])],
                              [onnx.ValueInfoProto(name="y")], [one])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10), [floats(n)]


def tf_idf(n, pool):
    return node("TfIdfVectorizer", [RNG.integers(0, pool, n)], 9, max_gram_length=1, max_skip_count=0, min_gram_length=1,
                mode="TF", ngram_counts=[0], ngram_indexes=list(range(pool)), pool_int64s=list(range(pool)))


def along(op_type, version=21, second=(), **attributes):
    return lambda n: node(op_type, [floats(n), *second], version, **attributes)


# Texts and keys grow apart: a table beyond the caches takes several times as long for each text.
def label_encoder(texts, keys):
    return node("LabelEncoder", [words(texts, 2000)], 2, domain=ML, keys_strings=[f"w{i}" for i in range(keys)],
                values_int64s=list(range(keys)))


def category_mapper(texts, keys):
    return node("CategoryMapper", [words(texts, 2000)], 1, domain=ML, cats_strings=[f"w{i}" for i in range(keys)],
                cats_int64s=list(range(keys)))


def dict_vectorizer(entries, known):
    return node("DictVectorizer", [{f"w{i}": float(i) for i in range(entries)}], 1, domain=ML,
                string_vocabulary=[f"w{i}" for i in range(known)])


OPERATORS = {
    **{op: along(op) for op in ("Exp", "Hardmax", "Softmax", "LogSoftmax", "ReduceSum", "ReduceMax", "ReduceProd", "ArgMax",
                                "NonZero",
                                "Identity", "Round")},
    "ReduceLogSumExp of columns": lambda n: node("ReduceLogSumExp", [floats(n, 3), np.array([0])]),
    "ReduceSum of many short axes": lambda n: node("ReduceSum", [floats(n // 16, 2, 2, 2, 2), np.array([1, 3])]),
    "CumSum": along("CumSum", 14, [np.array(0)]), "CumProd": along("CumProd", 26, [np.array(0)]),
    "Unique": along("Unique", 11, sorted=1), "Unique in order": along("Unique", 11, sorted=0),
    "Unique of rows": lambda n: node("Unique", [floats(n // 4, 4)], 11, axis=0),
    "Unique of texts": lambda n: node("Unique", [words(n)], 11),
    "TopK of all": lambda n: node("TopK", [floats(n), np.array([n])], 11, 2),
    "TopK of 10": along("TopK", 11, [np.array([10])], outputs=2),
    "TopK of columns": lambda n: node("TopK", [floats(4, n // 4), np.array([2])], 11, 2, axis=0),
    "OneHot": lambda n: node("OneHot", [RNG.integers(0, 8, n // 8), np.array(8), np.array([0.0, 1.0])], 11),
    "Compress": lambda n: node("Compress", [floats(n), RNG.random(n) < 0.5], 11),
    "Gather": lambda n: node("Gather", [floats(n), RNG.integers(0, n, n)]),
    "GatherElements": lambda n: node("GatherElements", [floats(n), RNG.integers(0, n, n)], 13),
    "GatherND": lambda n: node("GatherND", [floats(n), RNG.integers(0, n, (n, 1))], 13),
    "ScatterElements": lambda n: node("ScatterElements", [floats(n), RNG.integers(0, n, n), floats(n)], 18, reduction="add"),
    "ScatterND": lambda n: node("ScatterND", [floats(n), RNG.integers(0, n, (n, 1)), floats(n)], 18, reduction="max"),
    "TensorScatter": lambda n: node("TensorScatter", [floats(1, n, 1), floats(1, n // 2, 1), np.array([1])], 24, axis=1),
    "ReverseSequence": lambda n: node("ReverseSequence", [floats(n // 4, 4), np.full(4, n // 4)], 10),
    "Transpose": lambda n: node("Transpose", [floats(n // 100, 100)], 21),
    "Expand": lambda n: node("Expand", [floats(n // 4, 1), np.array([1, 4])], 13),
    "Tile": lambda n: node("Tile", [floats(n // 4), np.array([4])], 13),
    "Pad": along("Pad", 21, [np.array([9, 9])], mode="reflect"),
    "Resize": lambda n: node("Resize", [floats(n), None, np.array([0.7], np.float32)], 19, mode="cubic", antialias=1),
    "DepthToSpace": lambda n: node("DepthToSpace", [floats(1, 4, n // 4, 1)], 13, blocksize=2),
    "Trilu": lambda n: node("Trilu", [floats(n // 100, 100)], 14),
    "DFT of a power": lambda n: node("DFT", [floats(1, 1 << int(np.log2(n)), 1)], 20),
    "STFT": lambda n: node("STFT", [floats(1, n, 1), np.array(64), None, np.array(128)], 17),
    "MaxPool": lambda n: node("MaxPool", [floats(1, 1, n)], 12, kernel_shape=[3]),
    "LRN": lambda n: node("LRN", [floats(1, n, 1, 1)], 13, size=5),
    "MaxUnpool": lambda n: node("MaxUnpool", [floats(1, 1, n), RNG.permutation(2 * n)[:n].reshape(1, 1, n)], 11,
                                kernel_shape=[2], strides=[2]),
    "Col2Im": lambda n: node("Col2Im", [floats(1, 4, n // 4), np.array([1, n // 4 + 3]), np.array([1, 4])], 18),
    "RoiAlign": lambda n: node("RoiAlign", [floats(1, 1, 16, 16), floats(n // 16, 4) * 8, np.zeros(n // 16, np.int64)], 16,
                               output_height=2, output_width=2, sampling_ratio=2),
    "StringSplit": lambda n: node("StringSplit", [np.array(["a b c"] * (n // 4), object)], 20,
                                  2), "StringSplit of one": lambda n: node("StringSplit", [np.array(["a " * n], object)], 20, 2),
    "StringSplit by a word": lambda n: node("StringSplit", [np.array(["ab" * n], object)], 20, 2, delimiter="b"),
    "StringConcat": lambda n: node("StringConcat", [words(n), words(n)], 20),
    "RegexFullMatch": lambda n: node("RegexFullMatch", [words(n)], 20, pattern="w[0-9]*5"),
    "StringNormalizer": lambda n: node("StringNormalizer", [words(n)], 10, case_change_action="UPPER",
                                       stopwords=[f"w{i}" for i in range(0, n, 2)]),
    "TfIdfVectorizer, input": lambda n: tf_idf(n, 50), "TfIdfVectorizer, pool": lambda n: tf_idf(50, n),
    "LabelEncoder, texts": lambda n: label_encoder(n, 1000), "LabelEncoder, keys": lambda n: label_encoder(1000, n),
    "CategoryMapper, texts": lambda n: category_mapper(n, 1000), "CategoryMapper, keys": lambda n: category_mapper(1000, n),
    "DictVectorizer, entries": lambda n: dict_vectorizer(n, 1000), "DictVectorizer, words": lambda n: dict_vectorizer(1000, n),
    "OneHotEncoder": lambda n: node("OneHotEncoder", [words(n // 8, 8)], 1, domain=ML, cats_strings=[f"w{i}" for i in range(8)]),
    "ArrayFeatureExtractor": lambda n: node("ArrayFeatureExtractor", [floats(1, n), RNG.integers(0, n, n)], 1, domain=ML),
    "TreeEnsemble, rows": lambda n: tree(1000, n), "TreeEnsemble, nodes": lambda n: tree(n, 100),
    "Scaler": lambda n: node("Scaler", [floats(n // 4, 4)], 1, domain=ML, offset=[1.0] * 4,
                             scale=[2.0] * 4), "Imputer": lambda n:
        node("Imputer", [floats(n // 4, 4)], 1, domain=ML, imputed_value_floats=[1.0]),
    "SplitToSequence, ConcatFromSequence": lambda n: sequence(n, helper.make_node("ConcatFromSequence", ["s"], ["y"], axis=0)),
    "SequenceAt": lambda n: sequence(n, helper.make_node("SequenceAt", ["s", "one"], ["y"])),
    "SequenceErase": lambda n: sequence(n, helper.make_node("SequenceErase", ["s", "one"], ["y"])),
    "SequenceInsert": lambda n: sequence(n, helper.make_node("SequenceInsert", ["s", "x0", "one"], ["y"])),
    "Multinomial": lambda n: node("Multinomial", [floats(1, 50)], 7, sample_size=n),
    "Range": lambda n: node("Range", [np.array(0), np.array(n), np.array(1)], 11),
    "SoftmaxCrossEntropyLoss": lambda n: node("SoftmaxCrossEntropyLoss", [floats(n // 8, 8), RNG.integers(0, 8, n // 8)], 13),
}


def seconds(library, built):
    """The shortest of some runs, of the values alone: they are there before, and no output is read."""
    made, inputs = built
    made.ir_version = min(made.ir_version, 10)
    session = library.session(made.SerializeToString(), threads=1)
    feeds = {f"x{i}": ortvalues.make(library, value) for i, value in enumerate(inputs) if value is not None}
    outputs, best = session.names("Output"), float("inf")
    for _ in range(ROUNDS):
        begin = time.process_time()
        results = session.run_values(feeds, outputs)
        best = min(best, time.process_time() - begin)
        for result in results:
            library.call("ReleaseValue", result)
    for value in feeds.values():
        library.call("ReleaseValue", value)
    session.close()
    library.sessions.remove(session)
    return best


def main(names):
    beyond = 0
    with Library(LIBRARY) as library:
        for name, build in OPERATORS.items():
            if names and not any(part in name for part in names):
                continue
            for n in (SMALL, 5 * SMALL):
                few, many = (seconds(library, build(size)) for size in (n, FACTOR * n))
                ratio = many / max(few, 2e-5)   # below that the clock counts, not the operator
                print(f"{name:38} n = {n:6} {few * 1e3:9.3f} ms {many * 1e3:9.3f} ms {ratio:7.1f}", flush=True)
                if ratio <= MOST:
                    break
            else:
                beyond += 1
                print(f"{name}: grows too fast")
    return 1 if beyond else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
