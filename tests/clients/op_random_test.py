"""The distributions of operators with random results, by the tests of Kolmogorov and Smirnov and of Pearson; that a seed gives
the same numbers with any number of threads. Seeds are fixed: what passes once passes always."""
import math
import unittest

import numpy as np
from onnx import TensorProto
from op_check import OperatorTest, bindings, model

SEEDS = (1.0, 2.0, -0.5, 1e6)
# A right generator fails one such test in ten thousand.
CHANCE_Z = 3.719
KOLMOGOROV = 2.225


def kolmogorov(x, cumulative):
    """How far the empirical distribution lies from the one wanted, in units in which KOLMOGOROV is the limit."""
    x = np.sort(x.astype(np.float64).reshape(-1))
    wanted = cumulative(x)
    steps = np.arange(x.size + 1) / x.size
    return max((steps[1:] - wanted).max(), (wanted - steps[:-1]).max()) * math.sqrt(x.size)


def chi_limit(freedom):
    """What Pearson's sum stays under (Wilson and Hilferty)."""
    part = 2 / (9 * freedom)
    return freedom * (1 - part + CHANCE_Z * math.sqrt(part)) ** 3


def normal(mean, deviation):
    return np.vectorize(lambda x: (1 + math.erf((x - mean) / deviation / math.sqrt(2))) / 2)


def uniform(low, high):
    return lambda x: np.clip((x - low) / (high - low), 0, 1)


class Distributions(OperatorTest):
    def draw(self, op_type, inputs=(), outputs=1, seed=1.0, **attributes):
        version = max(version for version, _ in bindings(op_type))
        return self.ops.run(op_type, version, list(inputs), outputs, seed=seed, **attributes)

    def agree(self, counts, chances):
        """Pearson's test of counts against the chances of each."""
        counts, wanted = np.asarray(counts, float).reshape(-1), np.asarray(chances, float).reshape(-1) * np.sum(counts)
        self.assertTrue(np.all(counts[wanted == 0] == 0))
        kept = wanted > 0
        total = ((counts[kept] - wanted[kept]) ** 2 / wanted[kept]).sum()
        self.assertLess(total, chi_limit(kept.sum() - 1))

    def independent(self, flags, chance):
        """Neighbours in every axis, and every eighth element, say nothing of one another."""
        flags = np.asarray(flags).astype(bool)
        flat = flags.reshape(-1)
        pairs = [(np.take(flags, range(1, n), axis), np.take(flags, range(n - 1), axis)) for axis, n in enumerate(flags.shape)]
        for a, b in [*pairs, (flat[8:], flat[:-8])]:
            table = np.bincount((2 * a.astype(int) + b.astype(int)).reshape(-1), minlength=4)
            self.agree(table, [(1 - chance) ** 2, chance * (1 - chance), chance * (1 - chance), chance**2])

    def numbers(self, op_type, cumulative, **attributes):
        like = np.zeros([40, 1000], np.float32)
        for seed in SEEDS:
            for given in ({"dtype": TensorProto.FLOAT}, {"dtype": TensorProto.DOUBLE}):
                x, = self.draw(op_type, seed=seed, shape=[40, 1000], **given, **attributes)
                also, = self.draw(f"{op_type}Like", [like], seed=seed, **given, **attributes)
                np.testing.assert_array_equal(x, also)
                self.assertLess(kolmogorov(x, cumulative), KOLMOGOROV)
                # Each part of it, and the numbers between which of its neighbours they lie.
                for part in (x[:4], x[-4:], x[:, ::20]):
                    self.assertLess(kolmogorov(part, cumulative), KOLMOGOROV)
                cells = np.minimum(cumulative(x.astype(np.float64).reshape(-1)) * 8, 7).astype(int)
                self.agree(np.bincount(cells[:-1] * 8 + cells[1:], minlength=64), np.full(64, 1 / 64))

    def test_normal(self):
        self.numbers("RandomNormal", normal(0, 1))
        self.numbers("RandomNormal", normal(-3, 0.5), mean=-3.0, scale=0.5)

    def test_normal_tails(self):
        x, = self.draw("RandomNormal", shape=[1000000], dtype=TensorProto.DOUBLE)
        edges = np.array([-np.inf, -4.5, -4, -3.5, -3, 3, 3.5, 4, 4.5, np.inf])
        self.agree(np.histogram(x, edges)[0], np.diff(normal(0, 1)(edges)))

    def test_uniform(self):
        self.numbers("RandomUniform", uniform(0, 1))
        self.numbers("RandomUniform", uniform(-1, 3), low=-1.0, high=3.0)

    def test_types_round_the_same_numbers(self):
        for op_type in ("RandomNormal", "RandomUniform"):
            wide, = self.draw(op_type, shape=[1000], dtype=TensorProto.DOUBLE)
            for name in ("FLOAT", "FLOAT16", "BFLOAT16"):
                x, = self.draw(op_type, shape=[1000], dtype=TensorProto.DataType.Value(name))
                np.testing.assert_array_equal(x.astype(np.float64), wide.astype(x.dtype).astype(np.float64))

    def test_bernoulli(self):
        for seed in SEEDS:
            for chance in (0.02, 0.25, 0.5, 0.97):
                p = np.full([50, 400], chance, np.float32)
                y, = self.draw("Bernoulli", [p], seed=seed)
                self.agree([np.sum(y == 0), np.sum(y == 1)], [1 - chance, chance])
                self.independent(y, chance)
            p = np.linspace(0, 1, 101, dtype=np.float32)[:, None].repeat(400, 1)
            y, = self.draw("Bernoulli", [p], seed=seed)
            z = (y.sum(1) - 400 * p[:, 0])[1:-1] / np.sqrt(400 * p[1:-1, 0] * (1 - p[1:-1, 0]))
            self.assertLess((z**2).sum(), chi_limit(99))
            self.assertEqual((0, 400), (y[0].sum(), y[-1].sum()))

    def test_multinomial(self):
        chances = np.array([[0.1, 0.2, 0.0, 0.7], [0.25, 0.25, 0.25, 0.25], [0.9, 0.05, 0.04, 0.01]])
        with np.errstate(divide="ignore"):
            x = (np.log(chances) - 2).astype(np.float32)
        for seed in SEEDS:
            y, = self.draw("Multinomial", [x], seed=seed, sample_size=20000)
            for row, wanted in zip(y, chances):
                self.agree(np.bincount(row, minlength=4), wanted)
                pairs = np.bincount(row[:-1] * 4 + row[1:], minlength=16)
                self.agree(pairs, np.outer(wanted, wanted))
            # Rows are drawn apart from one another.
            self.agree(np.bincount(y[0] * 4 + y[1], minlength=16), np.outer(chances[0], chances[1]))

    def test_dropout_in_training(self):
        x = np.arange(1, 20001, dtype=np.float32).reshape(50, 400)
        for seed in (1, 2, 77, 10**6):
            for ratio in (0.1, 0.5, 0.8):
                y, mask = self.draw("Dropout", [x, np.array(ratio, np.float32), np.array(True)], 2, seed=seed)
                self.agree([np.sum(~mask), np.sum(mask)], [ratio, 1 - ratio])
                self.independent(mask, 1 - ratio)
                np.testing.assert_allclose(y, np.where(mask, x / (1 - ratio), 0), rtol=1e-6)

    def test_any_number_of_threads(self):
        p = np.full([300000], 0.5, np.float32)
        logits = np.zeros([8, 5], np.float32)
        cases = (("RandomNormal", [], 1, {"shape": [300000]}), ("RandomUniform", [], 1, {"shape": [3, 100001]}),
                 ("RandomNormalLike", [p], 1, {}), ("RandomUniformLike", [p], 1, {}), ("Bernoulli", [p], 1, {}),
                 ("Multinomial", [logits], 1, {"sample_size": 20000}), ("Dropout", [p, None, np.array(True)], 2, {}))
        for op_type, inputs, outputs, attributes in cases:
            version = max(version for version, _ in bindings(op_type))
            seed = 3 if op_type == "Dropout" else 3.0
            made = model(op_type, version, inputs, outputs, seed=seed, **attributes).SerializeToString()
            feeds = {f"x{i}": array for i, array in enumerate(inputs) if array is not None}
            seen = []
            for threads in (1, 2, 3, 8):
                session = self.ops.library.session(made, threads=threads)
                seen.append([array for _ in range(2) for array in session.run(feeds)])
                session.close()
            for other in seen[1:]:
                for a, b in zip(seen[0], other, strict=True):
                    np.testing.assert_array_equal(a, b)


if __name__ == "__main__":
    unittest.main()
