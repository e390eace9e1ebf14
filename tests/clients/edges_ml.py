"""Rows of op_edges.py: ai.onnx.ml."""
import numpy as np
from onnx import numpy_helper
from op_ml_models_test import MODES, TRANSFORMS, grow, sample
from op_edges import Case, Row

ML = "ai.onnx.ml"
FOUR = ("float", "double", "int64", "int32")
ORT = dict(domain=ML, by_ort="the reference has none, or departs from the text: op_ml_test.py and op_ml_models_test.py say where")


def floats(values):
    return [float(np.float32(value)) for value in np.asarray(values).reshape(-1)]


def table(d, least=0, columns=0, odd=False):
    """[rows, columns] of a type that the operator takes."""
    x = d.values(d.type(among=FOUR), [d.dim(1), columns or d.int(max(1, least), 5)], odd=odd)
    return x


def extractor(d):
    x = d.values(d.type(among=(*FOUR, "string")), d.shape(1, 4, 1))
    return Case([x, d.rng.integers(0, x.shape[-1], d.int(1, 5))], [x])


def binarizer(d):
    return Case([d.values(d.type(among=FOUR), d.shape(1, 4), odd="ordered")], attributes={"threshold": d.pick([0.0, 1.0, -2.5])})


def vectorizer(d):
    rows, dtype = d.dim(1), d.type(among=FOUR)
    x = [d.values(dtype, [rows, d.int(1, 4)], odd=False) for _ in range(d.int(1, 4))]
    dims = [array.shape[1] + d.pick([0, 0, -1, 2]) for array in x]
    return Case(x, [x[0].astype(np.float32)], attributes={"inputdimensions": [max(n, 0) for n in dims]})


def imputer(d):
    x = table(d).round()
    kind, turn = ("int64", int) if x.dtype.kind == "i" else ("float", float)
    x = x.astype(np.int64) if kind == "int64" else x.astype(np.float32)
    replaced = turn(d.int(-2, 2)) if kind == "int64" or d.chance() else float("nan")
    if replaced != replaced:
        x[d.rng.random(x.shape) < 0.3] = np.nan
    values = [turn(value) for value in d.ints(d.pick([1, x.shape[1]]), -9, 9)]
    return Case([x], attributes={f"imputed_value_{kind}s": values, f"replaced_value_{kind}": replaced})


def ml_normalizer(d):
    return Case([table(d)], [np.zeros(1, np.float32)], attributes={"norm": d.pick(["MAX", "L1", "L2"])})


def scaler(d):
    x = table(d)
    count = d.pick([1, x.shape[1]])
    return Case([x], [np.zeros(1, np.float32)], attributes={"offset": floats(d.rng.uniform(-2, 2, count)),
                                                            "scale": floats(d.rng.uniform(-2, 2, count))})


def one_hot(d):
    x = d.values(d.type(among=("int64", "string", "float")), d.shape(1, 2, 1), 0, 4, False).copy()
    names = {"cats_strings": ["t1", "t7", "t0"]} if x.dtype == object else {"cats_int64s": [1, 5, 0, 2]}
    return Case([x], attributes=names)


def words(d, shape, letters="abcz"):
    return np.array([d.pick(letters) for _ in range(int(np.prod(shape)))], object).reshape(shape)


def mapper(d):
    attributes = {"cats_int64s": [7, 3, 9], "cats_strings": ["a", "b", "c"], "default_int64": -5, "default_string": "none"}
    shape = [d.dim(1), d.dim(1)]
    return Case([words(d, shape) if d.chance() else d.rng.integers(2, 10, shape)], attributes=attributes)


LISTS = {"strings": ["a", "b", "c"], "int64s": [4, -1, 2], "floats": [1.5, -2.0, 0.25]}


def labels(d):
    keys, values = d.pick(list(LISTS)), d.pick(list(LISTS))
    attributes = {f"keys_{keys}": LISTS[keys], f"values_{values}": LISTS[values]}
    if d.chance():
        attributes[f"default_{values[:-1]}"] = LISTS[values][d.int(0, 2)]
    choices = [*LISTS[keys], *{"strings": ["", "z"], "int64s": [0, 2**62], "floats": [float("inf"), 0.0]}[keys]]
    x = np.array([d.pick(choices) for _ in range(d.int(1, 6))],
                 {"strings": object, "int64s": np.int64, "floats": np.float32}[keys])
    return Case([x.reshape(1, -1) if d.chance() else x], attributes=attributes)


def class_labels(d, count, ints="classlabels_ints"):
    if d.chance():
        return {ints: [int(i) for i in d.rng.permutation(20)[:count]]}
    return {"classlabels_strings": [f"c{i}" for i in d.rng.permutation(20)[:count]]}


def linear_regressor(d):
    x, targets = table(d), d.int(1, 3)
    weights = floats(d.rng.uniform(-1, 1, targets * x.shape[1]))
    more = {"intercepts": floats(d.rng.uniform(-1, 1, targets))} if d.chance() else {}
    return Case([x.astype(np.float32)], [np.zeros(1, np.float32)],
                attributes={"coefficients": weights, "targets": targets, "post_transform": d.pick(TRANSFORMS[:4]), **more})


def linear_classifier(d):
    x, classes = table(d), d.int(2, 4)
    return Case([x], 2, attributes={"coefficients": floats(d.rng.uniform(-1, 1, classes * x.shape[1])),
                                    "intercepts": floats(d.rng.uniform(-1, 1, classes)), "post_transform": d.pick(TRANSFORMS[:4]),
                                    **class_labels(d, classes)})


KERNELS = [("LINEAR", [0.0, 0.0, 0.0]), ("POLY", [0.3, 0.5, 2.0]), ("RBF", [0.4, 0.0, 0.0]), ("SIGMOID", [0.2, 0.1, 0.0])]


def svm_regressor(d):
    x, (kernel, params) = table(d).astype(np.float32), d.pick(KERNELS)
    count = d.int(1, 4)
    return Case([x], [np.zeros(1, np.float32)], attributes={
        "kernel_type": kernel, "kernel_params": params, "n_supports": count, "rho": [0.25], "one_class": d.int(0, 1),
        "coefficients": floats(d.rng.uniform(-1, 1, count)), "support_vectors": floats(d.rng.uniform(-1, 1, count * x.shape[1]))})


def svm_classifier(d):
    x, (kernel, params), classes = table(d).astype(np.float32), d.pick(KERNELS), d.int(2, 4)
    counts = d.ints(classes, 1, 3)
    vectors, pairs = sum(counts), classes * (classes - 1) // 2
    chances = {"prob_a": floats(d.rng.uniform(-2, -0.5, pairs)),
               "prob_b": floats(d.rng.uniform(-0.5, 0.5, pairs))} if d.chance() else {}
    return Case([x], 2, attributes={
        "kernel_type": kernel, "kernel_params": params, "vectors_per_class": counts, "rho": floats(d.rng.uniform(-1, 1, pairs)),
        "support_vectors": floats(d.rng.uniform(-1, 1, vectors * x.shape[1])), **class_labels(d, classes), **chances,
        "coefficients": floats(d.rng.uniform(-1, 1, (classes - 1) * vectors))})


def tree_regressor(d):
    features, targets = d.int(1, 4), d.int(1, 3)
    x = sample(d.rng, np.float32, d.int(1, 9), features, d.chance())
    trees = grow(d.rng, d.int(1, 4), d.int(1, 4), features, targets, MODES[: d.pick([1, 5])], low=0.0)
    return Case([x], attributes={**trees, "n_targets": targets, "aggregate_function": d.pick(["SUM", "AVERAGE", "MIN", "MAX"])})


def tree_classifier(d):
    features, classes = d.int(1, 4), d.int(3, 4)
    x = sample(d.rng, np.float32, d.int(1, 9), features, d.chance())
    trees = grow(d.rng, d.int(1, 4), d.int(1, 4), features, classes, MODES[: d.pick([1, 5])], "class")
    return Case([x], 2, attributes={**trees, **class_labels(d, classes, "classlabels_int64s")})


def tree_ensemble(d):
    """One tree of one node or three, with members of a set too."""
    leaves, targets = d.int(2, 3), d.int(1, 2)
    dtype = d.type(among=("float", "double"))
    modes, splits = [d.int(0, 6) for _ in range(leaves - 1)], [float(d.int(-2, 2)) for _ in range(leaves - 1)]
    members = [value for mode in modes if mode == 6 for value in (1.0, -2.0, np.nan)]

    def tensor(values, kind):
        return numpy_helper.from_array(np.array(values, kind))

    attributes = {"n_targets": targets, "aggregate_function": d.pick([1, 1, 2, 3]), "tree_roots": [0],
                  "nodes_modes": tensor(modes, np.uint8), "nodes_splits": tensor(splits, dtype),
                  "nodes_featureids": [d.int(0, 2) for _ in modes],
                  "leaf_targetids": [d.int(0, targets - 1) for _ in range(leaves)],
                  "leaf_weights": tensor(d.rng.uniform(0, 1, leaves), dtype)}
    two = leaves == 3
    attributes.update(nodes_truenodeids=[1, 0] if two else [0], nodes_trueleafs=[0, 1] if two else [1],
                      nodes_falsenodeids=[2, 1] if two else [1], nodes_falseleafs=[1, 1])
    attributes["nodes_falseleafs"] = [1, 1][: leaves - 1]
    if members:
        attributes["membership_values"] = tensor(members, dtype)
    return Case([sample(d.rng, dtype, d.int(1, 9), 3)], attributes=attributes)


def zip_map(d):
    count = d.int(1, 4)
    return Case([d.values(np.float32, [d.int(1, 4), count])], attributes=class_labels(d, count, "classlabels_int64s"))


def dictionary(d):
    keys, attributes = d.pick([(["a", "c", "q"], {"string_vocabulary": ["c", "a", "z"]}),
                               ([1, 3, 7], {"int64_vocabulary": [3, 1, 9]})])
    dtype = d.pick([np.float32, np.float64])
    return Case([dict(zip(keys, d.values(dtype, [3], odd=False)))], [np.zeros(1, dtype)], attributes=attributes)


def cast_map(d):
    keys = [int(i) for i in d.rng.permutation(9)[: d.int(1, 5)]]
    form = {"map_form": "SPARSE", "max_map": d.int(9, 12)} if d.chance() else {}
    return Case([dict(zip(keys, d.values(np.float32, [len(keys)], odd=False)))],
                attributes={"cast_to": d.pick(["TO_FLOAT", "TO_INT64"]), **form})


ROWS = {
    "ArrayFeatureExtractor": Row(extractor, 1, domain=ML), "Binarizer": Row(binarizer, 1, domain=ML),
    "FeatureVectorizer": Row(vectorizer, 1, **ORT), "Imputer": Row(imputer, 1, domain=ML),
    "Normalizer": Row(ml_normalizer, 1, **ORT),
    "Scaler": Row(scaler, 1, **ORT), "OneHotEncoder": Row(one_hot, 1, **ORT), "CategoryMapper": Row(mapper, 1, **ORT),
    "LabelEncoder": Row(labels, 2, 24, **ORT), "LinearRegressor": Row(linear_regressor, 1, **ORT),
    "LinearClassifier": Row(linear_classifier, 1, 24, **ORT), "SVMRegressor": Row(svm_regressor, 1, 24, **ORT),
    "SVMClassifier": Row(svm_classifier, 1, 24, **ORT), "TreeEnsembleRegressor": Row(tree_regressor, 3, 24, **ORT),
    "TreeEnsembleClassifier": Row(tree_classifier, 3, 24, domain=ML), "TreeEnsemble": Row(tree_ensemble, 5, 24, **ORT),
    "ZipMap": Row(zip_map, 1, **ORT), "DictVectorizer": Row(dictionary, 1, **ORT), "CastMap": Row(cast_map, 1, **ORT),
}
