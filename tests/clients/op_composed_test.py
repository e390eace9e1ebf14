"""Operators that ONNX defines by others, and that have kernels for types that its definition leaves out: attention with values of
a type of their own, convolutions with a state, losses, normalization. Wanted values come from ONNX's reference, run in double."""
import unittest

import ml_dtypes
import numpy as np
from onnx.reference import ReferenceEvaluator
from op_check import OperatorTest, bindings, draw, model, seeded

FLOATS = [np.dtype(name) for name in ("float32", "float64", "float16", ml_dtypes.bfloat16)]


def wide(array):
    return array.astype(np.float64) if array is not None and ("float" in array.dtype.name) else array


class Composed(OperatorTest):
    def check_wide(self, op_type, version, inputs, types, **attributes):
        """`types`: of the outputs."""
        widened = [wide(array) for array in inputs]
        reference = ReferenceEvaluator(model(op_type, version, widened, len(types), **attributes))
        wanted = reference.run(None, {f"x{i}": array for i, array in enumerate(widened) if array is not None})
        wanted = [np.asarray(array).astype(dtype) for array, dtype in zip(wanted, types, strict=True)]
        self.ops.check(op_type, version, inputs, wanted, **attributes)

    def attention(self, version, dtype, value_dtype, rng, *, heads=(4, 2), flat=False, past=0, mask=None, lengths=None,
                  **attributes):
        batch, queries, keys, size, value_size = 2, 3, 5, 4, 6

        def cells(kind, count, positions, of):
            x = draw(rng, kind, [batch, count, positions, of], -1, 1)
            return x.transpose(0, 2, 1, 3).reshape(batch, positions, -1) if flat else x

        q, k = cells(dtype, heads[0], queries, size), cells(dtype, heads[1], keys, size)
        v = cells(value_dtype, heads[1], keys, value_size)
        inputs = [q, k, v, mask, None, None]
        types = [dtype]
        if past:
            inputs[4] = draw(rng, dtype, [batch, heads[1], past, size], -1, 1)
            inputs[5] = draw(rng, value_dtype, [batch, heads[1], past, value_size], -1, 1)
            types += [dtype, value_dtype, dtype]
        if lengths is not None:
            inputs.append(np.array(lengths, np.int64))
        while inputs[-1] is None:
            inputs.pop()
        if flat:
            attributes |= {"q_num_heads": heads[0], "kv_num_heads": heads[1]}
        self.check_wide("Attention", version, inputs, types, **attributes)

    def test_attention_of_every_pair_of_types(self):
        for version in (23, 24, 25):
            for dtype in FLOATS:
                for value_dtype in FLOATS:
                    if dtype == value_dtype:
                        continue   # ONNX's own definition runs
                    rng = seeded("attention", version, dtype.name, value_dtype.name)
                    with self.subTest(version=version, dtype=dtype.name, value_dtype=value_dtype.name):
                        self.attention(version, dtype, value_dtype, rng, past=2)

    def test_attention(self):
        rng = seeded("attention")
        half, single = FLOATS[2], FLOATS[0]
        booleans = rng.random([2, 4, 3, 5]) < 0.6
        for options in ({"flat": True}, {"heads": (2, 2)}, {"heads": (6, 1), "flat": True}, {"is_causal": 1}, {"scale": 0.3},
                        {"is_causal": 1, "past": 3}, {"softcap": 0.7}, {"softcap": 0.7, "past": 2, "qk_matmul_output_mode": 1},
                        {"past": 2, "qk_matmul_output_mode": 2}, {"past": 2, "qk_matmul_output_mode": 3, "is_causal": 1},
                        {"mask": booleans}, {"mask": booleans[0, 0]}, {"mask": booleans[:, :1, :, :4]},
                        {"mask": draw(rng, np.float32, [3, 5])}, {"mask": draw(rng, np.int32, [4, 3, 5])},
                        {"mask": np.zeros([3, 5], bool)}, {"lengths": [2, 5]}, {"lengths": [1, 4], "is_causal": 1},
                        {"left_window_size": 1}, {"left_window_size": 0, "right_window_size": 1},
                        {"right_window_size": 0, "past": 3}):
            with self.subTest(**options):
                self.attention(25, single, half, rng, **options)

    def test_attention_refuses(self):
        q, k, v = np.zeros([1, 2, 3, 4], np.float32), np.zeros([1, 2, 5, 4], np.float32), np.zeros([1, 2, 5, 4], np.float64)
        for index, shape, words in ((1, [1, 2, 5, 3], ["Q, K, V"]), (2, [1, 2, 4, 4], ["Q, K, V"]), (1, [2, 2, 5, 4], []),
                                    (3, [3, 6], ["attn_mask"]), (3, [2, 3, 3, 5], ["attn_mask"])):
            inputs = [q, k, v, np.zeros([3, 5], np.float32)]
            inputs[index] = np.zeros(shape, inputs[index].dtype)
            with self.subTest(index=index, shape=shape):
                self.ops.refuses("Attention", 24, inputs, words)
        self.ops.refuses("Attention", 24, [q, k, v, None, None, None, np.array([6])], ["nonpad_kv_seqlen"])
        self.ops.check("Attention", 24, [q, k, v, np.zeros([3, 5], np.float32)], [np.zeros([1, 2, 3, 4], np.float32)])

    def test_causal_conv_with_state(self):
        for version, types in bindings("CausalConvWithState"):
            dtype = types["T"]
            rng = seeded("causal", dtype.name)
            for taps in (1, 2, 4):
                for length in (1, 3, 9):
                    for activation in ("none", "silu", "swish"):
                        x, w = draw(rng, dtype, [2, 3, length], -1, 1), draw(rng, dtype, [3, 1, taps], -1, 1)
                        bias, past = draw(rng, dtype, [3], -1, 1), draw(rng, dtype, [2, 3, taps - 1], -1, 1)
                        for inputs in ([x, w], [x, w, bias], [x, w, bias, past], [x, w, None, past]):
                            self.check_wide("CausalConvWithState", version, inputs, [dtype, dtype], activation=activation)
        x, w = np.zeros([1, 3, 4], np.float32), np.zeros([3, 1, 2], np.float32)
        self.ops.refuses("CausalConvWithState", 27, [x, w[:2]], [], 2)
        self.ops.refuses("CausalConvWithState", 27, [x, w, np.zeros([2], np.float32)], [], 2)
        self.ops.refuses("CausalConvWithState", 27, [x, w, None, np.zeros([1, 3, 2], np.float32)], [], 2)

    def test_mean_variance_normalization(self):
        for version, types in bindings("MeanVarianceNormalization"):
            rng = seeded("mvn", version, types["T"].name)
            x = draw(rng, types["T"], [2, 3, 4, 5], -3, 5)
            for axes in (None, [0], [1], [3], [0, 1, 2, 3], [-1, -2], [1, 3], [0, 2]):
                w = x.astype(np.float64)
                over = tuple(axes or (0, 2, 3))
                wanted = (w - w.mean(over, keepdims=True)) / (w.std(over, keepdims=True) + 1e-9)
                options = {} if axes is None else {"axes": axes}
                self.ops.check("MeanVarianceNormalization", version, [x], [wanted.astype(types["T"])], **options)
        nothing = np.zeros([2, 0, 3, 1], np.float32)
        self.ops.check("MeanVarianceNormalization", 13, [nothing], [nothing])
        self.ops.refuses("MeanVarianceNormalization", 13, [np.zeros([2, 3], np.float32)], [])

    def loss(self, x, labels, weights, ignored, reduction):
        w = x.astype(np.float64)
        logs = w - np.log(np.exp(w - w.max(1, keepdims=True)).sum(1, keepdims=True)) - w.max(1, keepdims=True)
        scale = np.ones(x.shape[1]) if weights is None else weights.astype(np.float64)
        losses, used = np.zeros(labels.shape), np.zeros(labels.shape)
        for at in np.ndindex(*labels.shape):
            if labels[at] != ignored:
                used[at] = scale[labels[at]]
                losses[at] = -logs[(at[0], labels[at], *at[1:])] * used[at]
        total = {"none": losses, "sum": losses.sum(), "mean": losses.sum() / used.sum()}[reduction]
        return [np.asarray(total).astype(x.dtype), logs.astype(x.dtype)]

    def test_softmax_cross_entropy_loss(self):
        for version, types in bindings("SoftmaxCrossEntropyLoss"):
            dtype = types["T"]
            rng = seeded("loss", version, dtype.name, types["Tind"].name)
            for shape in ([4, 5], [2, 3, 4], [2, 3, 2, 2, 3]):
                x = draw(rng, dtype, shape, -3, 3)
                labels = rng.integers(0, shape[1], [shape[0], *shape[2:]]).astype(types["Tind"])
                for weights in (None, draw(rng, dtype, [shape[1]], 0.5, 2)):
                    for ignored in (None, int(labels.flat[0]), -1):
                        if ignored == -1:
                            labels.flat[1] = -1
                        for reduction in ("none", "sum", "mean"):
                            options = {"reduction": reduction} | ({} if ignored is None else {"ignore_index": ignored})
                            wanted = self.loss(x, labels, weights, ignored, reduction)
                            self.ops.check("SoftmaxCrossEntropyLoss", version, [x, labels, weights], wanted, **options)
                    labels.flat[1] = 0
        x, labels = np.zeros([2, 3], np.float32), np.zeros([2], np.int64)
        self.ops.refuses("SoftmaxCrossEntropyLoss", 13, [x, labels + 3], ["labels", "3"])
        self.ops.refuses("SoftmaxCrossEntropyLoss", 13, [x, labels - 1], ["labels", "-1"])
        self.ops.refuses("SoftmaxCrossEntropyLoss", 13, [x, labels, np.ones([2], np.float32)], [])
        self.ops.check("SoftmaxCrossEntropyLoss", 13, [x, labels], self.loss(x, labels, None, None, "mean")[:1])


if __name__ == "__main__":
    unittest.main()
