"""Steps of training against ONNX's reference evaluator: every type, several tensors at once, the first step and later ones."""
import unittest

import numpy as np
from onnx.reference import ReferenceEvaluator
from op_check import OperatorTest, draw, model, seeded

DOMAIN = "ai.onnx.preview.training"
RULES = (
    ("Momentum", 1, {"alpha": 0.9, "beta": 0.8, "norm_coefficient": 0.01, "mode": "standard"}),
    ("Momentum", 1, {"alpha": 0.9, "beta": 0.8, "norm_coefficient": 0.01, "mode": "nesterov"}),
    ("Adagrad", 1, {"decay_factor": 0.1, "epsilon": 1e-3, "norm_coefficient": 0.01}),
    ("Adam", 2, {"alpha": 0.8, "beta": 0.9, "epsilon": 1e-3, "norm_coefficient": 0.01, "norm_coefficient_post": 0.02}),
)


def inputs(rng, states, shapes, dtype, count, rate=np.float32):
    """R, T, then every X, every G, every state; squares are never negative."""
    tensors = [draw(rng, dtype, shape) for _ in range(2) for shape in shapes]
    tensors += [np.abs(draw(rng, dtype, shape)) for _ in range(states) for shape in shapes]
    return [np.array(0.1, rate), np.array(count, np.int64), *tensors]


def reference(op_type, given, outputs, attributes):
    """What the reference computes in double, in the type of the tensors."""
    wide = [array.astype(np.float64) if array.dtype.kind == "f" else array for array in given]
    evaluator = ReferenceEvaluator(model(op_type, 1, wide, outputs, DOMAIN, **attributes))
    results = evaluator.run(None, {f"x{i}": array for i, array in enumerate(wide)})
    return [np.asarray(result).astype(given[2].dtype) for result in results]


class Training(OperatorTest):
    def test_steps(self):
        for op_type, states, attributes in RULES:
            for dtype in (np.float32, np.float64):
                rng = seeded(op_type, dtype.__name__)
                for shapes in ([[3]], [[]], [[2, 3], [4]], [[0], [1, 2]], [[40000]]):
                    for count in (0, 1, 7):
                        given = inputs(rng, states, shapes, dtype, count, dtype)
                        wanted = reference(op_type, given, len(shapes) * (states + 1), attributes)
                        self.ops.check(op_type, 1, given, wanted, domain=DOMAIN, **attributes)

    def test_rate_of_another_type(self):
        for op_type, states, attributes in RULES:
            given = inputs(seeded(op_type), states, [[3]], np.float32, 3)
            wanted = self.ops.run(op_type, 1, given, states + 1, DOMAIN, **attributes)
            self.ops.check(op_type, 1, [given[0].astype(np.float64), *given[1:]], wanted, domain=DOMAIN, **attributes)

    def test_refuses(self):
        for op_type, states, attributes in RULES:
            given = inputs(seeded(op_type), states, [[3]], np.float32, 3)
            outputs = given[2:3] * (states + 1)
            for bad in (given[:-1], [*given[:-1], np.ones([4], np.float32)], [np.ones(2, np.float32), *given[1:]]):
                self.ops.refuses(op_type, 1, bad, ["input"], outputs, DOMAIN, **attributes)
            self.ops.check(op_type, 1, given, reference(op_type, given, states + 1, attributes), domain=DOMAIN, **attributes)
        self.ops.refuses("Momentum", 1, inputs(seeded("m"), 1, [[3]], np.float32, 3), ["mode"], 2, DOMAIN,
                         **{**RULES[0][2], "mode": "other"})


if __name__ == "__main__":
    unittest.main()
