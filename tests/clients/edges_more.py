"""Rows of op_edges.py: sequences, optionals, control flow, signals, texts and steps of training."""
import random

import numpy as np
import random_bodies
from edges_tensor import ints
from onnx import TensorProto, helper, parser
from op_check import draw as draw_plain
from op_edges import FLOATS, Case, Row, same


def texts(d, shape, letters="ab c.é", least=0):
    array = np.empty(int(np.prod(shape)), object)
    array[:] = ["".join(d.pick(letters) for _ in range(d.int(least, 6))) for _ in range(array.size)]
    return array.reshape(shape)


def position(d, count, end=0):
    return np.array(d.int(-count, count - 1 + end), d.pick([np.int32, np.int64]))


def any_sequence(d, shape=None):
    return [d.values(np.float32, shape or d.shape(0, 3)) for _ in range(d.int(1, 4))]


def sequence_at(d):
    x = any_sequence(d)
    return Case([x, position(d, len(x))])


def sequence_erase(d):
    x = any_sequence(d)
    return Case([x, position(d, len(x))] if d.chance(0.7) else [x], [x])


def sequence_insert(d):
    x = any_sequence(d)
    return Case([x, d.values(np.float32, d.shape(0, 3))] + ([position(d, len(x), 1)] if d.chance(0.7) else []), [x])


def sequence_construct(d):
    dtype = d.type()
    x = [d.values(dtype, d.shape(0, 4)) for _ in range(d.int(1, 4))]
    return Case(x, [x])


def sequence_empty(d):
    """And its length: an empty sequence tells nothing else."""
    kind = d.pick([1, 7, 8, 9, 11])
    nodes = [helper.make_node("SequenceEmpty", [], ["s"], dtype=kind), helper.make_node("SequenceLength", ["s"], ["n"]),
             helper.make_node("SequenceInsert", ["s", "x0"], ["t"])]
    x = d.values(helper.tensor_dtype_to_np_dtype(kind), d.shape(0, 3))
    feeds = [helper.make_tensor_value_info("x0", kind, x.shape)]
    outputs = [helper.make_tensor_value_info("n", 7, []), helper.make_tensor_sequence_value_info("t", kind, None)]
    return Case([x], model=helper.make_model(helper.make_graph(nodes, "g", feeds, outputs),
                                             opset_imports=[helper.make_opsetid("", 17)]))


def split_to_sequence(d):
    x = d.values(d.type(), d.shape(1, 4, 1))
    axis = d.axis(x.ndim)
    size, attributes = x.shape[axis], {"axis": axis}
    if d.chance(0.4):
        return Case([x], [[x]], attributes={**attributes, "keepdims": d.int(0, 1)})
    if d.chance():
        return Case([x, np.array(d.int(1, size + 1), d.pick([np.int32, np.int64]))], [[x]], attributes=attributes)
    cuts = sorted(d.ints(d.int(0, 3), 0, size))
    return Case([x, ints(np.diff([0, *cuts, size]))], [[x]], attributes=attributes)


def concat_from_sequence(d):
    new, shape = d.int(0, 1), d.shape(1, 4, 1)
    axis = d.axis(len(shape) + new)
    at = axis % (len(shape) + new)
    x = [d.values(np.float32, shape if new else [*shape[:at], d.dim(1), *shape[at + 1:]]) for _ in range(d.int(1, 4))]
    return Case([x], attributes={"axis": axis, "new_axis": new})


def sequence_map(d):
    """Its body sees an item of each sequence, and the tensors whole."""
    op, count = d.pick(["Add", "Mul", "Sub"]), d.int(1, 4)
    x, y = [d.values(np.float32, [3]) for _ in range(count)], [d.values(np.float32, [2, 3]) for _ in range(count)]
    both = d.chance()
    second = y if both else d.values(np.float32, d.shape(0, 1) and [3])
    body = helper.make_graph(
        [helper.make_node(op, ["a", "b"], ["c"]), helper.make_node("Shape", ["c"], ["s"])], "body",
        [helper.make_tensor_value_info(name, 1, None) for name in "ab"],
        [helper.make_tensor_value_info("c", 1, None), helper.make_tensor_value_info("s", 7, None)])
    return Case([x, second], 2, attributes={"body": body})


def optional(d):
    x = any_sequence(d) if d.chance() else d.values(np.float32, d.shape(0, 4))
    return Case([x], model=_with_optional(x, ["Optional"], d))


def _with_optional(x, ops, d):
    """Puts x into an optional, asks whether it is there, takes it out again."""
    tensor = helper.make_tensor_type_proto(1, None)
    kind = helper.make_sequence_type_proto(tensor) if isinstance(x, list) else tensor
    nodes = [helper.make_node("Optional", ["x0"], ["o"]), helper.make_node("Identity", ["o"], ["p"]),
             helper.make_node("OptionalHasElement", ["p"], ["there"]), helper.make_node("OptionalGetElement", ["p"], ["y"]),
             helper.make_node("Optional", [], ["empty"], type=kind),
             helper.make_node("OptionalHasElement", ["empty"], ["not_there"])]
    flag = [helper.make_tensor_value_info(name, TensorProto.BOOL, []) for name in ("there", "not_there")]
    graph = helper.make_graph(nodes, "g", [helper.make_value_info("x0", kind)], [*flag, helper.make_value_info("y", kind)])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)])


def nested(op_type):
    """Random models with such a node, and others of control flow within and around it."""
    def draw(d):
        for seed in range(100):
            model, feeds = random_bodies.draw(random.Random(int(d.rng.integers(1 << 30)) + seed), plain=True)
            if op_type in [node.op_type for node in model.graph.node]:
                return Case(list(feeds.values()), model=model, feeds=feeds)
        return None
    return draw


GROWING = """<ir_version: 8, opset_import: ["" : 17]>
g (int64 x0, float[3] x1) => (float[N] y, int64 n, seq(float[M]) all) <int64 one = {1}> {
  start = SequenceConstruct(x1)
  go = Constant <value = bool {1}>()
  all, last, stack = Loop(x0, go, start, x1) <body = b (int64 i, bool on, seq(float[M]) s, float[K] v)
      => (bool on2, seq(float[M]) s2, float[K2] v2, int64 k) {
    limit = Constant <value = int64 {LIMIT}>()
    on2 = Less(i, limit)
    v2 = Concat <axis = 0>(v, x1)
    s2 = SequenceInsert(s, v2)
    k = SequenceLength(s2)
  }>
  n = SequenceLength(all)
  y = ConcatFromSequence <axis = 0>(all)
}"""


def growing(d):
    """A sequence and a tensor that grow with every trip; none at all, and a stop before the last, among them."""
    model = parser.parse_model(GROWING.replace("LIMIT", str(d.int(0, 4))))
    return Case([np.array(d.int(0, 5)), d.values(np.float32, [3])], model=model)


def loop(d):
    return growing(d) if d.chance() else nested("Loop")(d)


def dft(d):
    shape = [*d.shape(2, 4, 1), d.pick([1, 2])]
    if d.chance(0.3):
        shape[-2] = d.pick([7, 11, 13, 17, 30])
    axis = d.int(0, len(shape) - 2)
    inverse = d.int(0, 1)
    onesided = int(shape[-1] == 1 and not inverse and d.chance())
    inputs = [d.values(d.type("T1", ("float", "double")), shape, odd=False)]
    length = np.array(d.int(1, 9)) if d.chance() else None
    if d.version >= 20:
        return Case([*inputs, length, np.array(axis - (len(shape) if d.chance() else 0))],
                    attributes={"inverse": inverse, "onesided": onesided})
    return Case([*inputs, length] if length is not None else inputs,
                attributes={"inverse": inverse, "onesided": onesided, "axis": axis})


def stft(d):
    size = d.int(2, 9)
    x = d.values(np.float32, [d.dim(1), size + d.int(0, 20), 1], odd=False)
    window = d.values(np.float32, [size], odd=False) if d.chance() else None
    inputs = [x, np.array(d.int(1, 5)), window, np.array(size)]
    return Case(inputs, attributes={"onesided": d.int(0, 1)})


def window(d):
    kind = {"output_datatype": d.pick([1, 10, 11])} if d.chance() else {}
    return Case([np.array(d.int(0, 17), d.pick([np.int32, np.int64]))], attributes={"periodic": d.int(0, 1), **kind})


def mel(d):
    return Case([np.array(d.int(1, 6)), np.array(d.pick([16, 32, 64])), np.array(d.pick([8000, 16000])),
                 np.array(d.pick([0, 20, 300]), np.float32), np.array(d.pick([2000, 3999]), np.float32)])


def string_split(d):
    ways = [{}, {"delimiter": ""}, {"delimiter": " "}, {"delimiter": "a"}, {"delimiter": "b "}]
    x = texts(d, d.shape(0, 3), "ab  c")
    # The reference keeps white space at the end behind the last of `maxsplit` splits.
    x[...] = np.vectorize(str.rstrip, otypes=[object])(x) if x.size else x
    return Case([x], 2, attributes={**d.pick(ways), **({"maxsplit": d.int(0, 3)} if d.chance() else {})})


def regex(d):
    pattern = d.pick(["a*", "(a|b)+", ".", "[^ab]*", "a.*b", "", "(ab|c )?.*é"])
    return Case([texts(d, d.shape(0, 4))], attributes={"pattern": pattern})


def normalizer(d):
    stop = {"stopwords": [d.pick(["a", "B", "ab", "A"]) for _ in range(d.int(1, 3))]} if d.chance(0.7) else {}
    x = texts(d, d.pick([[d.int(1, 6)], [1, d.int(1, 6)]]), "abBA", 1)   # the reference takes accents off, and drops empty texts
    case = d.pick(["NONE", "LOWER", "UPPER"])
    # Where nothing changes case, the reference takes it into account all the same.
    return Case([x], attributes={**stop, "case_change_action": case, "is_case_sensitive": d.int(case == "NONE", 1)})


def tf_idf(d):
    low, high = sorted(d.ints(2, 1, 3))
    grams = [sorted({tuple(d.ints(n, 0, 3)) for _ in range(d.int(1, 3))}) for n in (1, 2, 3)]
    pool, starts, count = [], [], 0
    for same in grams:
        starts.append(len(pool))
        pool += [number for gram in same for number in gram]
        count += len(same)
    attributes = {"min_gram_length": low, "max_gram_length": high, "max_skip_count": d.int(0, 2),
                  "mode": d.pick(["TF", "IDF", "TFIDF"]),
                  "ngram_counts": starts, "ngram_indexes": [int(i) for i in d.rng.permutation(count)]}
    if d.chance():
        attributes["weights"] = [float(np.float32(w)) for w in d.rng.uniform(0, 2, count)]
    x = draw_plain(d.rng, d.pick([np.int32, np.int64]), d.pick([[d.int(1, 9)], [d.int(1, 3), d.int(1, 9)]]), 0, 3)
    if d.chance():
        attributes["pool_strings"] = [f"t{number}" for number in pool]
        return Case([np.array([f"t{number}" for number in x.reshape(-1)], object).reshape(x.shape)], attributes=attributes)
    return Case([x], attributes={**attributes, "pool_int64s": pool})


def dropout(d):
    """In use; op_random_test.py has it in training."""
    x = d.values(d.type("T", FLOATS), d.shape())
    inputs = [x] + ([np.array(d.pick([0, 0.5]), x.dtype)] if d.chance() else [])
    return Case(inputs, d.int(1, 2))


def training(states, **attributes):
    def draw(d):
        shapes = [d.shape(0, 4) for _ in range(d.int(1, 3))]
        tensors = [d.values(np.float32, shape, odd=False) for _ in range(2) for shape in shapes]
        tensors += [np.abs(d.values(np.float32, shape, odd=False)) for _ in range(states) for shape in shapes]
        given = {name: d.pick(value) if isinstance(value, list) else value for name, value in attributes.items()}
        return Case([np.array(0.1, np.float32), np.array(d.int(0, 9)), *tensors], tensors[: len(shapes)] * (states + 1),
                    attributes=given)
    return draw


def of_their_type(_, seen, wanted):
    """The reference makes some tensors doubles on the way."""
    for got, want in zip(seen, wanted):
        same(got, np.asarray(want).astype(got.dtype))


STEPS = "ai.onnx.preview.training"
ROWS = {
    "SequenceAt": Row(sequence_at, 11), "SequenceErase": Row(sequence_erase, 11), "SequenceInsert": Row(sequence_insert, 11),
    "SequenceLength": Row(lambda d: Case([any_sequence(d)]), 11), "SequenceConstruct": Row(sequence_construct, 11),
    "SequenceEmpty": Row(sequence_empty, 11), "SplitToSequence": Row(split_to_sequence, 11, 24),
    "ConcatFromSequence": Row(concat_from_sequence, 11, 24), "SequenceMap": Row(sequence_map, 17),
    **{name: Row(optional, 15, by_ort="the reference's optionals are lists, and hold something when they are empty") 
       for name in ("Optional", "OptionalHasElement", "OptionalGetElement")},
    "If": Row(nested("If"), 16, 16), "Loop": Row(loop, 16, 24), "Scan": Row(nested("Scan"), 16, 16),
    "DFT": Row(dft, 17, 40), "STFT": Row(stft, 17, 20), "MelWeightMatrix": Row(mel, 17),
    **{name: Row(window, 17) for name in ("BlackmanWindow", "HammingWindow", "HannWindow")},
    "StringSplit": Row(string_split, 20, 30),
    "RegexFullMatch": Row(regex, 20, 24), "StringNormalizer": Row(normalizer, 10, 24),
    "TfIdfVectorizer": Row(tf_idf, 9, 40, by_ort="the reference takes weights by the place in the output"),
    "Dropout": Row(dropout, 12),
    "Momentum": Row(training(1, alpha=0.9, beta=0.8, norm_coefficient=0.01, mode=["standard", "nesterov"]), 1,
                    same=of_their_type, domain=STEPS),
    "Adagrad": Row(training(1, decay_factor=0.1, epsilon=1e-3, norm_coefficient=0.01), 1, same=of_their_type, domain=STEPS),
    "Adam": Row(training(2, alpha=0.8, beta=0.9, epsilon=1e-3, norm_coefficient=0.01, norm_coefficient_post=0.02), 1,
                same=of_their_type, domain=STEPS),
}
