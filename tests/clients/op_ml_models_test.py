"""Linear models, support vector machines and trees against ONNX Runtime, or ONNX's reference evaluator where that does as ONNX
says and ONNX Runtime does not."""
import unittest

import numpy as np
from onnx import numpy_helper
from op_check import OperatorTest, bindings, draw, seeded

ML = "ai.onnx.ml"
TRANSFORMS = ("NONE", "LOGISTIC", "SOFTMAX", "SOFTMAX_ZERO", "PROBIT")
NUMBERS = [np.dtype(name) for name in ("float32", "float64", "int64", "int32")]
Z = np.zeros(1, np.float32)
LABELS = np.zeros(1, np.int64)


def floats(*values):
    return np.array(values, np.float32)


def listed(array):
    return [float(value) for value in np.asarray(array).reshape(-1)]


class ModelTest(OperatorTest):
    def same(self, op_type, version, inputs, wanted=None, outputs=1, **attributes):
        self.ops.check(op_type, version, inputs, wanted, outputs, domain=ML, **attributes)

    def as_ort(self, op_type, version, inputs, outputs, **attributes):
        self.ops.check(op_type, version, inputs, outputs=outputs, domain=ML, by_ort=True, **attributes)

    def refuses(self, op_type, version, inputs, words, outputs, **attributes):
        self.ops.refuses(op_type, version, inputs, words, outputs, ML, **attributes)


class Linear(ModelTest):
    def test_linear_regressor(self):
        for dtype in NUMBERS:
            rng = seeded("LinearRegressor", dtype.name)
            for targets in (1, 3):
                weights, bases = draw(rng, np.float32, [targets, 4]), draw(rng, np.float32, [targets])
                for rows in (1, 5, 0):
                    x = draw(rng, dtype, [rows, 4])
                    for attributes, base in (({"intercepts": listed(bases)}, bases), ({}, 0)):
                        wanted = (x.astype(np.float64) @ weights.T.astype(np.float64) + base).astype(np.float32)
                        self.same("LinearRegressor", 1, [x], [wanted], coefficients=listed(weights), targets=targets,
                                  **attributes)
        x, weights = draw(seeded("x"), np.float32, [6, 2], -1, 1), [0.1, 0.2, -0.3, 0.05]
        for transform in TRANSFORMS:
            self.as_ort("LinearRegressor", 1, [x], [Z], coefficients=weights, targets=2, intercepts=[0.5, 0.25],
                        post_transform=transform)
            self.as_ort("LinearRegressor", 1, [x], [Z], coefficients=weights[:2], intercepts=[0.5], post_transform=transform)
        self.as_ort("LinearRegressor", 1, [x[0]], [Z], coefficients=weights, targets=2)

    def test_linear_classifier(self):
        for dtype in NUMBERS:
            rng = seeded("LinearClassifier", dtype.name)
            for classes in (2, 4):
                x, weights = draw(rng, dtype, [7, 3]), draw(rng, np.float32, [classes, 3])
                for labels in ({"classlabels_ints": [5, 3, 9, 1][:classes]},
                               {"classlabels_strings": ["x", "y", "z", ""][:classes]}):
                    for transform in TRANSFORMS[:4]:
                        self.as_ort("LinearClassifier", 1, [x], 2, coefficients=listed(weights), post_transform=transform,
                                    intercepts=[0.25] * classes, **labels)
        x = floats([0.1, 0.2], [0.3, 0.4], [-0.1, -0.7], [0, 0])
        for transform in TRANSFORMS[:4]:
            for labels in ({"classlabels_ints": [5, 3]}, {"classlabels_strings": ["no", "yes"]}):
                self.as_ort("LinearClassifier", 1, [x], 2, coefficients=[1.0, 0.5], intercepts=[0.0],
                            post_transform=transform, **labels)
        self.as_ort("LinearClassifier", 1, [x], 2, coefficients=[1.0, 0.5], intercepts=[0.0])
        self.as_ort("LinearClassifier", 1, [x[0]], 2, coefficients=[1.0, 0.5], intercepts=[0.0])
        # Equal scores: the first class.
        self.same("LinearClassifier", 1, [x], [np.full(4, 8), np.zeros([4, 2], np.float32)], coefficients=[0.0] * 4,
                  intercepts=[0.0, 0.0], classlabels_ints=[8, 9])
        self.same("LinearClassifier", 1, [x[:0]], [LABELS[:0], np.zeros([0, 2], np.float32)], coefficients=[0.0] * 4,
                  intercepts=[0.0, 0.0], classlabels_ints=[8, 9])

    def test_refuses_linear(self):
        x = floats([1, 2])
        for words, attributes in ((["coefficients"], {}), (["coefficients"], {"coefficients": [1.0] * 3, "targets": 2}),
                                  (["targets"], {"coefficients": [1.0] * 2, "targets": 0}),
                                  (["intercepts"], {"coefficients": [1.0] * 2, "intercepts": [1.0, 2.0]}),
                                  (["features"], {"coefficients": [1.0] * 3}),
                                  (["post_transform"], {"coefficients": [1.0] * 2, "post_transform": "TANH"})):
            self.refuses("LinearRegressor", 1, [x], words, [Z], **attributes)
        for labels in ({"classlabels_ints": [1, 2, 3]}, {"classlabels_ints": [1, 2], "classlabels_strings": ["a", "b"]}):
            self.refuses("LinearClassifier", 1, [x], ["labels"], 2, coefficients=[1.0] * 4, intercepts=[1.0] * 2, **labels)


class Svm(ModelTest):
    KERNELS = (("LINEAR", [0.0, 0.0, 0.0]), ("POLY", [0.5, 1.0, 3.0]), ("RBF", [0.3, 0.0, 0.0]), ("SIGMOID", [0.2, 0.1, 0.0]))

    def test_svm_regressor(self):
        for dtype in NUMBERS:
            rng = seeded("SVMRegressor", dtype.name)
            x, vectors = draw(rng, dtype, [6, 3], -2, 2), draw(rng, np.float32, [4, 3], -1, 1)
            for kernel, params in self.KERNELS:
                for one_class in (0, 1):
                    attributes = {"kernel_type": kernel, "kernel_params": params, "one_class": one_class, "rho": [0.25],
                                  "coefficients": listed(draw(rng, np.float32, [4])), "support_vectors": listed(vectors),
                                  "n_supports": 4}
                    # ONNX Runtime takes float alone.
                    wanted = self.ops.run_by_ort("SVMRegressor", 1, [x.astype(np.float32)], [Z], ML, **attributes)
                    self.same("SVMRegressor", 1, [x], wanted, **attributes)
                    self.same("SVMRegressor", 1, [x[:0]], [np.zeros([0, 1], np.float32)], **attributes)
        x = floats([1, 2], [-3, 0.5])
        self.as_ort("SVMRegressor", 1, [x], [Z], coefficients=[0.5, -1.0], rho=[0.25], kernel_params=[0.0] * 3,
                    kernel_type="LINEAR")
        self.same("SVMRegressor", 1, [x], [x @ floats([0.5], [-1]) + np.float32(0.25)], coefficients=[0.5, -1.0], rho=[0.25])

    def classifier(self, rng, classes, labels, **changes):
        counts = [3, 2, 1, 2][:classes]
        vectors, pairs = sum(counts), classes * (classes - 1) // 2
        return {"vectors_per_class": counts, "support_vectors": listed(draw(rng, np.float32, [vectors, 3], -1, 1)),
                "coefficients": listed(draw(rng, np.float32, [classes - 1, vectors])),
                "rho": listed(draw(rng, np.float32, [pairs], -1, 1)),
                "kernel_type": "RBF", "kernel_params": [0.3, 0.0, 0.0], **labels, **changes}

    def test_svm_classifier(self):
        for dtype in NUMBERS:
            rng = seeded("SVMClassifier", dtype.name)
            x = draw(rng, dtype, [9, 3], -2, 2)
            for classes in (2, 3, 4):
                pairs = classes * (classes - 1) // 2
                for labels in ({"classlabels_ints": [5, 3, 9, 1][:classes]},
                               {"classlabels_strings": ["x", "y", "z", "w"][:classes]}):
                    for kernel, params in self.KERNELS:
                        attributes = self.classifier(rng, classes, labels, kernel_type=kernel, kernel_params=params)
                        self.as_ort("SVMClassifier", 1, [x], 2, **attributes)
                        odds = {"prob_a": listed(draw(rng, np.float32, [pairs], -2, -1)),
                                "prob_b": listed(draw(rng, np.float32, [pairs], -1, 1))}
                        self.as_ort("SVMClassifier", 1, [x], 2, **attributes, **odds)

    def test_svm_classifier_transforms(self):
        rng = seeded("transforms")
        x = draw(rng, np.float32, [9, 3], -2, 2)
        for classes in (2, 3):
            for transform in TRANSFORMS[:4]:
                attributes = self.classifier(rng, classes, {"classlabels_ints": [5, 3, 9][:classes]}, post_transform=transform)
                self.as_ort("SVMClassifier", 1, [x], 2, **attributes)

    def test_linear_svm_classifier(self):
        rng = seeded("linear")
        x = draw(rng, np.float32, [9, 3], -2, 2)
        for classes in (1, 2, 4):
            for low in (-1, 0):
                for transform in TRANSFORMS[:4]:
                    weights = listed(draw(rng, np.float32, [classes, 3], low, 1))
                    self.as_ort("SVMClassifier", 1, [x], 2, coefficients=weights, rho=[0.1], kernel_params=[0.0] * 3,
                                classlabels_ints=[5, 3, 9, 1][:classes], kernel_type="LINEAR", post_transform=transform)

    def test_refuses_svm(self):
        rng, x = seeded("bad"), floats([1, 2, 3])
        for changes in ({"vectors_per_class": [3, 2]}, {"vectors_per_class": [3, 2, -1]}, {"vectors_per_class": [3, 2, 2**62]},
                        {"coefficients": [1.0]}, {"rho": [1.0]}, {"prob_a": [1.0]}, {"prob_a": [1.0], "prob_b": [1.0]},
                        {"support_vectors": [1.0]}, {"kernel_type": "COSINE"}, {"kernel_params": [1.0]},
                        {"classlabels_ints": [1]}, {"support_vectors": [1.0] * 24}):
            attributes = self.classifier(rng, 3, {"classlabels_ints": [1, 2, 3]}, **changes)
            self.refuses("SVMClassifier", 1, [x], [], 2, **attributes)
        good = {"coefficients": [1.0, 2.0], "support_vectors": [1.0] * 6, "n_supports": 2, "rho": [0.5]}
        for changes in ({"n_supports": -1}, {"n_supports": 4}, {"n_supports": 3}, {"rho": []}, {"support_vectors": [1.0] * 5}):
            attributes = {k: v for k, v in {**good, **changes}.items() if v != []}
            self.refuses("SVMRegressor", 1, [x], [], [Z], **attributes)
        self.same("SVMRegressor", 1, [x], [floats([18.5])], **good)


MODES = ("BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ")


def grow(rng, trees, depth, features, targets, modes=MODES[:1], name="target", low=-1.0):
    """The attributes of random trees, each leaf with one weight or two."""
    nodes = {key: [] for key in ("treeids", "nodeids", "featureids", "values", "modes", "truenodeids", "falsenodeids",
                                 "missing_value_tracks_true")}
    weights = {key: [] for key in ("treeids", "nodeids", "ids", "weights")}
    for tree in range(trees):
        pending, count = [0], 1
        while pending:
            node = pending.pop(0)
            leaf = node > 0 and rng.random() < 0.3 or node >= 2**depth - 1
            children = (0, 0) if leaf else (count, count + 1)
            if not leaf:
                pending += children
                count += 2
            row = (tree, node, int(rng.integers(features)), float(rng.integers(-2, 3)),
                   "LEAF" if leaf else str(rng.choice(modes)), *children, int(rng.integers(2)))
            for key, value in zip(nodes, row):
                nodes[key].append(value)
            for target in rng.choice(targets, min(targets, 2), False) if leaf else ():
                for key, value in zip(weights, (tree, node, int(target), float(np.float32(rng.uniform(low, 1.0))))):
                    weights[key].append(value)
    order = np.argsort(np.array(nodes["treeids"]) * 10**6 + nodes["nodeids"], kind="stable")
    made = {f"nodes_{key}": [values[i] for i in order] for key, values in nodes.items()}
    return {**made, **{f"{name}_{key}": values for key, values in weights.items()}}


def sample(rng, dtype, rows, features, missing=False):
    x = rng.integers(-3, 4, [rows, features]).astype(dtype)
    if missing:
        x[rng.random(x.shape) < 0.2] = np.nan
    return x


class Trees(ModelTest):
    def test_tree_ensemble_regressor(self):
        for version in (1, 3):
            for dtype in NUMBERS:
                rng = seeded("TreeEnsembleRegressor", dtype.name)
                x = sample(rng, np.float64, 13, 4, dtype.kind == "f").astype(dtype)
                for targets in (1, 3):
                    for modes in (MODES[:1], MODES):
                        model = grow(rng, 3, 4, 4, targets, modes)
                        for function in ("SUM", "AVERAGE"):
                            with np.errstate(all="ignore"):
                                wanted = self.reference("TreeEnsembleRegressor", version, x, n_targets=targets, **model,
                                                        aggregate_function=function)
                            self.same("TreeEnsembleRegressor", version, [x], wanted, n_targets=targets, **model,
                                      aggregate_function=function)

    def reference(self, op_type, version, x, outputs=1, **attributes):
        """The reference, in double."""
        from onnx.reference import ReferenceEvaluator
        from op_check import model

        x = x.astype(np.float64)
        results = ReferenceEvaluator(model(op_type, version, [x], outputs, ML, **attributes)).run(None, {"x0": x})
        return [result.astype(np.float32) if result.dtype.kind == "f" else result for result in results]

    def test_tree_ensemble_regressor_as_ort(self):
        rng = seeded("as ort")
        x = sample(rng, np.float32, 40, 3, True)
        for targets in (1, 2, 4):
            model = grow(rng, 4, 3, 3, targets, MODES[:5], low=0.0)
            for function in ("SUM", "AVERAGE", "MIN", "MAX"):
                # ONNX Runtime leaves base values out where no leaf speaks of a target, which here happens to more than two.
                for base in ({}, {"base_values": [0.125, 0.25][:targets]}) if targets <= 2 else ({},):
                    for transform in TRANSFORMS[:4]:
                        self.as_ort("TreeEnsembleRegressor", 3, [x], [Z], n_targets=targets, aggregate_function=function,
                                    post_transform=transform, **base, **model)
        self.as_ort("TreeEnsembleRegressor", 3, [x], [Z], n_targets=1, post_transform="PROBIT", **grow(rng, 1, 2, 3, 1, low=0.0))

    def test_double_attributes(self):
        third = 1 / 3
        for dtype in (np.float64, np.float32):
            x = np.array([[third], [np.nextafter(third, 1)]], dtype)
            tensor = lambda *numbers: numpy_helper.from_array(np.array(numbers, np.float64))
            seen = self.ops.run("TreeEnsembleRegressor", 3, [x], [Z], ML, n_targets=1, nodes_treeids=[0] * 3,
                                nodes_nodeids=[0, 1, 2], nodes_featureids=[0] * 3, nodes_truenodeids=[1, 0, 0],
                                nodes_values_as_tensor=tensor(third, 0, 0),
                                nodes_modes=["BRANCH_LEQ", "LEAF", "LEAF"], nodes_falsenodeids=[2, 0, 0], target_treeids=[0, 0],
                                target_nodeids=[1, 2], target_ids=[0, 0], target_weights_as_tensor=tensor(1, 2))[0]
            np.testing.assert_array_equal(seen, np.where(x.astype(np.float64) <= third, 1, 2))

    def test_tree_ensemble_classifier(self):
        for version in (1, 3):
            for dtype in NUMBERS:
                rng = seeded("TreeEnsembleClassifier", dtype.name)
                x = sample(rng, np.float64, 13, 4, dtype.kind == "f").astype(dtype)
                for labels in ({"classlabels_int64s": [5, 3, 9]}, {"classlabels_strings": ["x", "y", "z"]}):
                    for base in ({}, {"base_values": [0.25, 0.5, -0.25]}):
                        for transform in TRANSFORMS[:3]:
                            model = grow(rng, 3, 4, 4, 3, MODES, "class")
                            attributes = {"post_transform": transform, **labels, **base, **model}
                            wanted = self.reference("TreeEnsembleClassifier", version, x, 2, **attributes)
                            self.same("TreeEnsembleClassifier", version, [x], wanted, **attributes)

    def test_two_classes(self):
        rng = seeded("two")
        x = sample(rng, np.float32, 30, 3)
        for low in (0.0, -1.0):
            model = grow(rng, 3, 3, 3, 1, MODES, "class", low)
            for labels in ({"classlabels_int64s": [5, 3]}, {"classlabels_strings": ["no", "yes"]}):
                for transform in TRANSFORMS[:4]:
                    # Leaves that speak about one class alone.
                    self.as_ort("TreeEnsembleClassifier", 3, [x], 2, post_transform=transform, **labels, **model)
                    if transform != "SOFTMAX_ZERO":   # of [0, x], and whether 0 counts there nobody says
                        second = {**model, "class_ids": [1] * len(model["class_ids"])}
                        self.as_ort("TreeEnsembleClassifier", 3, [x], 2, post_transform=transform, **labels, **second)
                self.as_ort("TreeEnsembleClassifier", 3, [x], 2, base_values=[0.25], **labels, **model)
            # About both: the top class, where ONNX Runtime gives 1 or 0 whatever the labels are.
            model = grow(rng, 3, 3, 3, 2, MODES, "class", low)
            wanted = self.reference("TreeEnsembleClassifier", 3, x, 2, classlabels_int64s=[5, 3], **model)
            self.same("TreeEnsembleClassifier", 3, [x], wanted, classlabels_int64s=[5, 3], **model)

    def ensemble(self, dtype, **changes):
        """Two trees: x0 <= 1 ? 1 : (x1 in {2, 5} ? 10 : 20), and a leaf alone that gives 100 to the second target."""
        array = lambda values, of=dtype: numpy_helper.from_array(np.array(values, of))
        return {"n_targets": 2, "tree_roots": [0, 2], "nodes_modes": array([0, 6, 0], np.uint8), "nodes_featureids": [0, 1, 0],
                "nodes_splits": array([1, 0, 0]), "nodes_truenodeids": [0, 1, 3], "nodes_trueleafs": [1, 1, 1],
                "nodes_falsenodeids": [1, 2, 3], "nodes_falseleafs": [0, 1, 1], "leaf_targetids": [0, 0, 0, 1],
                "leaf_weights": array([1, 10, 20, 100]), "membership_values": array([2, 5, np.nan]), **changes}

    def test_tree_ensemble(self):
        for _, types in bindings("TreeEnsemble", ML):
            dtype = types["T"]
            x = np.array([[0, 2], [1, 0], [2, 2], [2, 5], [3, 3], [np.nan, 5], [3, np.nan]], dtype)
            first = [1, 1, 10, 10, 20, 10, 20]
            for function, second in ((0, 50), (1, 100), (2, 100), (3, 100)):
                mean = 0.5 if function == 0 else 1
                wanted = np.array([[value * mean, second] for value in first], dtype)
                self.same("TreeEnsemble", 5, [x], [wanted], aggregate_function=function, **self.ensemble(dtype))
            tracked = np.array([[1 if np.isnan(a) else 10 if np.isnan(b) else v, 100] for (a, b), v in zip(x, first)], dtype)
            self.same("TreeEnsemble", 5, [x], [tracked], nodes_missing_value_tracks_true=[1, 1, 0], **self.ensemble(dtype))
            self.same("TreeEnsemble", 5, [x[:0]], [np.zeros([0, 2], dtype)], **self.ensemble(dtype))
            softmax = np.exp(wanted.astype(np.float64) - wanted.max(1, keepdims=True))
            self.same("TreeEnsemble", 5, [x], [(softmax / softmax.sum(1, keepdims=True)).astype(dtype)], post_transform=1,
                      **self.ensemble(dtype))

    def test_deprecated_version(self):
        # ONNX Runtime knows them up to version 4 of the domain alone.
        x, model = floats([1, 2]), grow(seeded("deprecated"), 1, 2, 2, 1)
        self.refuses("TreeEnsembleRegressor", 5, [x], ["TreeEnsembleRegressor"], [Z], n_targets=1, **model)
        self.as_ort("TreeEnsembleRegressor", 4, [x], [Z], n_targets=1, **model)

    def test_many_rows(self):
        rng = seeded("rows")
        x = sample(rng, np.float32, 1000, 5)
        model = grow(rng, 20, 5, 5, 2)
        self.as_ort("TreeEnsembleRegressor", 3, [x], [Z], n_targets=2, **model)

    def test_refuses_ensembles(self):
        x = floats([1, 2])
        array = lambda values, of=np.float32: numpy_helper.from_array(np.array(values, of))
        for changes in ({"tree_roots": [3]}, {"tree_roots": [-1]}, {"tree_roots": []}, {"n_targets": 1}, {"n_targets": 0},
                        {"nodes_falsenodeids": [0, 2, 3]}, {"nodes_falsenodeids": [7, 2, 3]}, {"nodes_truenodeids": [0, 4, 3]},
                        {"nodes_truenodeids": [-1, 1, 3]}, {"nodes_featureids": [-1, 1, 0]}, {"nodes_featureids": [0, 1]},
                        {"nodes_featureids": [0, 9, 0]}, {"nodes_splits": array([1, 0])},
                        {"nodes_modes": array([0, 7, 0], np.uint8)}, {"membership_values": array([1, np.nan, 2])},
                        {"leaf_targetids": [0, 0, 0]}, {"leaf_targetids": [0, 0, 0, -1]},
                        {"aggregate_function": 4}, {"post_transform": 5}, {"nodes_missing_value_tracks_true": [1]}):
            attributes = {k: v for k, v in self.ensemble(np.float32, **changes).items() if v != []}
            self.refuses("TreeEnsemble", 5, [x], [], 1, **attributes)

    def test_refuses_trees(self):
        x, model = floats([1, 2]), grow(seeded("bad"), 1, 2, 2, 1)
        inner = model["nodes_modes"].index("BRANCH_LEQ")
        changed = lambda key, value: {key: [value if i == inner else old for i, old in enumerate(model[key])]}
        for changes in (changed("nodes_truenodeids", 0), changed("nodes_truenodeids", 99), changed("nodes_modes", "BRANCH"),
                        changed("nodes_nodeids", 1), changed("nodes_featureids", -1), changed("nodes_featureids", 2),
                        {"nodes_values": [1.0]}, {"target_ids": [0]}, {"target_ids": [1] * len(model["target_ids"])},
                        {"target_nodeids": [99] * len(model["target_ids"])}, {"base_values": [1.0, 2.0]}, {"n_targets": 0},
                        {"aggregate_function": "MEAN"}, {"post_transform": "TANH"}):
            self.refuses("TreeEnsembleRegressor", 3, [x], [], [Z], **{"n_targets": 1, **model, **changes})
        self.as_ort("TreeEnsembleRegressor", 3, [x], [Z], n_targets=1, **model)
        classes = grow(seeded("bad"), 1, 2, 2, 2, name="class")
        for labels in ({}, {"classlabels_int64s": [1]}, {"classlabels_int64s": [1, 2], "classlabels_strings": ["a", "b"]}):
            self.refuses("TreeEnsembleClassifier", 3, [x], [], 2, **classes, **labels)


if __name__ == "__main__":
    unittest.main()
