"""Operators of networks: pools, normalizations, recurrent ones, convolutions. Wanted values come from ONNX Runtime, for types and
versions that it has, or are computed here by the definition in double."""
import itertools
import unittest
import zlib

import numpy as np
from common import onnxruntime_library
from op_check import Operators, bindings, draw, model, versions
from ortlib import Library
from pools import pool


def seeded(*what):
    return np.random.default_rng(zlib.crc32(repr(what).encode()))


WINDOWS = [dict(kernel_shape=[3]), dict(kernel_shape=[2], strides=[2], ceil_mode=1), dict(kernel_shape=[3, 2], pads=[1, 0, 1, 1]),
           dict(kernel_shape=[2, 3], strides=[2, 3], pads=[1, 1, 0, 2], ceil_mode=1), dict(kernel_shape=[7, 9]),
           dict(kernel_shape=[2, 2], dilations=[2, 3], pads=[1, 1, 1, 1]), dict(kernel_shape=[2, 1, 3], strides=[1, 2, 2])]


class Networks(unittest.TestCase):
    def setUp(self):
        self.ops = Operators()

    def tearDown(self):
        self.ops.library.close()

    def oracle(self, op_type, version, inputs, outputs=1, **attributes):
        with Library(onnxruntime_library()) as library:
            session = library.session(model(op_type, version, inputs, outputs, **attributes).SerializeToString())
            return session.run({f"x{i}": array for i, array in enumerate(inputs) if array is not None})

    def windows(self, op_type, reduce, extra):
        for version, types in bindings(op_type):
            known = next(s for s in versions(op_type) if s.since_version == version).attributes
            for window in WINDOWS:
                attributes = {**window, **extra}
                if all(name in known for name in attributes):
                    shape = [2, 3, *([9, 11, 6][:len(window["kernel_shape"])])]
                    x = draw(seeded(op_type, version, str(types["T"]), str(window)), types["T"], shape)
                    wanted = pool(x, reduce, **window)
                    self.ops.check(op_type, version, [x], [wanted], **attributes)

    def test_average_pool(self):
        self.windows("AveragePool", lambda taps, _: np.mean(taps), {})
        self.windows("AveragePool", lambda taps, counted: np.sum(taps) / counted, {"count_include_pad": 1})

    def test_max_pool(self):
        self.windows("MaxPool", lambda taps, _: np.max(taps), {})

    def test_lp_pool(self):
        for p in (1, 2, 3):
            wanted = lambda taps, _: np.sum(np.abs(taps) ** p) ** (1 / p)  # noqa: E731
            for version in (2, 11, 18, 22):
                for dtype in ("float32", "float64"):
                    x = draw(seeded(p, version), dtype, [1, 2, 7, 8])
                    self.ops.check("LpPool", version, [x], [pool(x, wanted, [2, 3], [1, 2])], kernel_shape=[2, 3],
                                   strides=[1, 2], p=p)
            self.ops.check("LpPool", 1, [x], [pool(x, wanted, [2, 3])], kernel_shape=[2, 3], p=float(p))

    def test_max_pool_indices(self):
        for order, kernel, shape in itertools.product((0, 1), ([3, 2], [2, 2]), ([2, 2, 7, 6], [1, 3, 5, 9])):
            x = seeded(order, kernel, shape).permutation(int(np.prod(shape))).reshape(shape).astype(np.float32)
            attributes = dict(kernel_shape=kernel, strides=[2, 1], pads=[1, 0, 1, 1], storage_order=order)
            self.ops.check("MaxPool", 12, [x], self.oracle("MaxPool", 12, [x], 2, **attributes), **attributes)

    def test_max_pool_nan(self):
        x = np.array([[[1, np.nan, 2, 3, 4]]], np.float32)
        self.ops.check("MaxPool", 12, [x], [np.array([[[np.nan, np.nan, 3, 4]]], np.float32)], kernel_shape=[2])

    def test_global_pools(self):
        for op_type, reduce in (("GlobalAveragePool", np.mean), ("GlobalMaxPool", np.max)):
            for version, types in bindings(op_type):
                for shape in ([2, 3, 4], [1, 2, 5, 40], [3, 1, 2, 3, 50]):
                    x = draw(seeded(op_type, version, shape), types["T"], shape)
                    wanted = reduce(x.astype(np.float64), axis=tuple(range(2, len(shape))), keepdims=True).astype(x.dtype)
                    self.ops.check(op_type, version, [x], [wanted])

    def test_same_padding(self):
        x = draw(seeded("same"), "float32", [1, 2, 7, 8])
        for op_type, pad in itertools.product(("MaxPool", "AveragePool"), ("SAME_UPPER", "SAME_LOWER", "VALID")):
            attributes = dict(kernel_shape=[3, 2], strides=[2, 3], auto_pad=pad)
            self.ops.check(op_type, 12 if op_type == "MaxPool" else 11, [x],
                           self.oracle(op_type, 12 if op_type == "MaxPool" else 11, [x], **attributes), **attributes)

    def test_windows_that_cannot_be(self):
        x = np.zeros([1, 1, 4], np.float32)
        for attributes, word in ((dict(kernel_shape=[0]), "kernel_shape"), (dict(kernel_shape=[2], strides=[0]), "strides"),
                                 (dict(kernel_shape=[6]), "window"), (dict(kernel_shape=[2, 2]), "kernel_shape"),
                                 (dict(kernel_shape=[1 << 40], auto_pad="SAME_UPPER"), "too large")):
            self.ops.refuses("MaxPool", 12, [x], [word], **attributes)
        self.ops.run("MaxPool", 12, [x], kernel_shape=[4])

    def test_batch_normalization(self):
        for version, types in bindings("BatchNormalization"):
            for shape in ([2, 3, 4, 5], [4, 3], [2, 3, 700]):
                rng = seeded(version, shape)
                x, scale, b, mean = (draw(rng, list(types.values())[min(i, len(types) - 1)], s)
                                     for i, s in enumerate((shape, [3], [3], [3])))
                scale, b = scale.astype(types.get("T1", types["T"])), b.astype(types.get("T1", types["T"]))
                mean = mean.astype(types.get("T2", types.get("U", types["T"])))
                var = draw(rng, mean.dtype, [3], 0.5, 2)
                wide = [a.astype(np.float64).reshape([-1] + [1] * (len(shape) - 2)) for a in (scale, b, mean, var)]
                wanted = wide[0] * (x.astype(np.float64) - wide[2]) / np.sqrt(wide[3] + 1e-5) + wide[1]
                attributes = {1: {"is_test": 1, "consumed_inputs": [0, 0, 0, 1, 1]}, 6: {"is_test": 1}}.get(version, {})
                self.ops.check("BatchNormalization", version, [x, scale, b, mean, var], [wanted.astype(x.dtype)], **attributes)

    def test_batch_normalization_trains(self):
        rng = seeded("trains")
        x, scale, b, mean = (draw(rng, "float32", s) for s in ([3, 2, 40], [2], [2], [2]))
        var = draw(rng, "float32", [2], 0.5, 2)
        own_mean, own_var = x.mean((0, 2)), x.var((0, 2))
        y = scale[:, None] * (x - own_mean[:, None]) / np.sqrt(own_var[:, None] + 1e-5) + b[:, None]
        mixed = [(mean * 0.7 + own_mean * 0.3).astype(np.float32), (var * 0.7 + own_var * 0.3).astype(np.float32)]
        inputs = [x, scale, b, mean, var]
        self.ops.check("BatchNormalization", 15, inputs, [y, *mixed], training_mode=1, momentum=0.7)
        seen = self.ops.run("BatchNormalization", 9, inputs, [y, *mixed, own_mean, own_var], momentum=0.7)
        for got, want in zip(seen, [y, *mixed, own_mean, own_var], strict=True):
            np.testing.assert_allclose(got, want, 1e-4, 1e-5)
        self.ops.refuses("BatchNormalization", 15, inputs, ["outputs"], outputs=3)

    def test_layer_normalization(self):
        for version, types in bindings("LayerNormalization"):
            for shape, axis, own in (([2, 3, 8], -1, [8]), ([2, 3, 8], 1, [3, 8]), ([4, 70], -1, [70]), ([2, 3, 8], 1, [8])):
                if types["U"] != np.float32:
                    continue
                rng = seeded(shape, axis)
                x, scale, b = draw(rng, types["T"], shape), draw(rng, types["T"], own), draw(rng, types["T"], own)
                wide = x.astype(np.float64)
                axes = tuple(range(axis % len(shape), len(shape)))
                mean, var = wide.mean(axes, keepdims=True), wide.var(axes, keepdims=True)
                inverse = 1 / np.sqrt(var + 1e-5)
                y = (wide - mean) * inverse * scale.astype(np.float64) + b.astype(np.float64)
                wanted = [y.astype(x.dtype), mean.astype(np.float32), inverse.astype(np.float32)]
                self.ops.check("LayerNormalization", version, [x, scale, b], wanted, axis=axis)

    def test_other_normalizations(self):
        for version, types in bindings("InstanceNormalization"):
            x, scale, b = (draw(seeded(version), types["T"], s) for s in ([2, 5, 4, 3], [5], [5]))
            wanted = self.oracle("InstanceNormalization", 6, [a.astype(np.float32) for a in (x, scale, b)])[0].astype(x.dtype)
            self.ops.check("InstanceNormalization", version, [x, scale, b], [wanted])

    def test_lrn(self):
        for (version, types), size, beta in itertools.product(bindings("LRN"), (1, 3, 4, 20), (0.75, 0.6)):
            x = draw(seeded(version, size), types["T"], [2, 5, 4, 3])
            wide = x.astype(np.float64)
            sums = np.stack([np.sum(wide[:, max(0, c - (size - 1) // 2):c + size // 2 + 1] ** 2, 1) for c in range(5)], 1)
            wanted = wide / (2 + 0.5 / size * sums) ** beta
            self.ops.check("LRN", version, [x], [wanted.astype(x.dtype)], size=size, alpha=0.5, beta=beta, bias=2.0)

    def recurrent(self, op_type, gates, version=14, dtype="float32", cells=False, skip=(), **attributes):
        rng = seeded(op_type, str(attributes), dtype)
        directions = 2 if attributes.get("direction") == "bidirectional" else 1
        length, batch, size, hidden = 5, 3, 4, 6
        x = draw(rng, dtype, [length, batch, size], -1, 1)
        w, r = (draw(rng, dtype, [directions, gates * hidden, columns], -1, 1) for columns in (size, hidden))
        b = draw(rng, dtype, [directions, 2 * gates * hidden], -1, 1)
        lengths = np.array([5, 2, 4], np.int32)
        state = [draw(rng, dtype, [directions, batch, hidden], -1, 1) for _ in range(2)]
        inputs = [x, w, r, b, lengths, state[0]]
        if cells:
            inputs += [state[1], draw(rng, dtype, [directions, 3 * hidden], -1, 1)]
        inputs = [None if i in skip else value for i, value in enumerate(inputs)]
        attributes["hidden_size"] = hidden
        wide = [None if a is None else a if a.dtype == np.int32 else a.astype(np.float32) for a in inputs]
        wanted = [y.astype(dtype) for y in self.oracle(op_type, 14, wide, 3 if cells else 2, **attributes)]
        self.ops.check(op_type, version, inputs, wanted, **attributes)

    def test_lstm(self):
        for direction in ("forward", "reverse", "bidirectional"):
            self.recurrent("LSTM", 4, cells=True, direction=direction)
            self.recurrent("LSTM", 4, cells=True, direction=direction, skip=(3, 4, 5, 6, 7))
        self.recurrent("LSTM", 4, cells=True, skip=(7,), clip=0.5)
        self.recurrent("LSTM", 4, cells=True, skip=(7,), input_forget=1)
        self.recurrent("LSTM", 4, cells=True, version=7)
        self.recurrent("LSTM", 4, cells=True, activations=["HardSigmoid", "Relu", "Softsign"], activation_alpha=[0.3],
                       activation_beta=[0.4])

    def test_gru(self):
        for direction, linear in itertools.product(("forward", "reverse", "bidirectional"), (0, 1)):
            self.recurrent("GRU", 3, direction=direction, linear_before_reset=linear)
            self.recurrent("GRU", 3, direction=direction, linear_before_reset=linear, skip=(3, 4, 5))
        self.recurrent("GRU", 3, clip=0.5)

    def test_rnn(self):
        for direction in ("forward", "reverse"):
            self.recurrent("RNN", 1, direction=direction)
        names = ["Relu", "Tanh"]
        self.recurrent("RNN", 1, direction="bidirectional", activations=names)
        for name, alpha, beta in (("Affine", 0.5, 0.1), ("LeakyRelu", 0.2, None), ("ThresholdedRelu", 0.3, None),
                                  ("Elu", 0.7, None), ("ScaledTanh", 0.8, 0.6), ("HardSigmoid", 0.3, 0.4),
                                  ("Softsign", None, None), ("Softplus", None, None)):
            parameters = {"activation_alpha": [alpha]} if alpha is not None else {}
            parameters |= {"activation_beta": [beta]} if beta is not None else {}
            self.recurrent("RNN", 1, activations=[name], **parameters)

    def test_recurrent_types(self):
        """Against the same in float32."""
        for (op_type, gates), dtype, version in itertools.product((("LSTM", 4), ("GRU", 3), ("RNN", 1)), ("float64", "float16"),
                                                                  (7, 14, 22)):
            rng = seeded(op_type, dtype)
            inputs = [draw(rng, dtype, shape, -1, 1) for shape in ([4, 2, 3], [1, gates * 5, 3], [1, gates * 5, 5])]
            wanted = self.oracle(op_type, 14, [a.astype(np.float32) for a in inputs], 2, hidden_size=5)
            relative, absolute = (1e-2, 2e-3) if dtype == "float16" else (1e-4, 1e-5)
            for got, want in zip(self.ops.run(op_type, version, inputs, 2, hidden_size=5), wanted, strict=True):
                assert got.dtype == inputs[0].dtype
                np.testing.assert_allclose(got.astype(np.float32), want, relative, absolute)

    def test_recurrent_batch_first(self):
        rng = seeded("layout")
        x, w, r = (draw(rng, "float32", s, -1, 1) for s in ([5, 3, 4], [2, 24, 4], [2, 24, 6]))
        h, c = (draw(rng, "float32", [2, 3, 6], -1, 1) for _ in range(2))
        y, y_h, y_c = self.ops.run("LSTM", 14, [x, w, r, None, None, h, c], 3, hidden_size=6, direction="bidirectional")
        turned = [x.swapaxes(0, 1), w, r, None, None, h.swapaxes(0, 1), c.swapaxes(0, 1)]
        self.ops.check("LSTM", 14, [None if a is None else np.ascontiguousarray(a) for a in turned],
                       [y.transpose(2, 0, 1, 3), y_h.swapaxes(0, 1), y_c.swapaxes(0, 1)],
                       hidden_size=6, direction="bidirectional", layout=1)

    def test_recurrent_refuses(self):
        x, w, r = np.zeros([2, 1, 3], np.float32), np.zeros([1, 20, 3], np.float32), np.zeros([1, 20, 5], np.float32)
        self.ops.refuses("LSTM", 14, [x, w, r], ["activations", "no such"], hidden_size=5, activations=["Nope", "Tanh", "Tanh"])
        self.ops.refuses("LSTM", 14, [x, w, r[:, :, :4]], ["W"], hidden_size=4)
        self.ops.refuses("LSTM", 14, [x, w, r, None, np.array([3], np.int32)], ["sequence_lens", "3"], hidden_size=5)
        self.ops.run("LSTM", 14, [x, w, r, None, np.array([2], np.int32)], hidden_size=5)

    CONVS = [([2, 4, 9], [6, 4, 3], {}), ([1, 4, 9, 8], [6, 2, 3, 2], dict(group=2, strides=[2, 1], pads=[1, 0, 1, 2])),
             ([2, 3, 8, 8], [3, 1, 3, 3], dict(group=3, dilations=[2, 1])),
             ([1, 3, 20, 37], [6, 1, 3, 5], dict(group=3, strides=[1, 2], pads=[1, 2, 1, 2])),
             ([1, 2, 9, 40], [2, 1, 5, 3], dict(group=2, pads=[2, 1, 2, 1])), ([1, 2, 3, 2], [2, 1, 3, 5], dict(group=2, pads=[1, 4] * 2)),
             ([1, 4, 12, 71], [5, 4, 3, 3], dict(strides=[2, 2], pads=[1, 1, 1, 1])),
             ([1, 2, 5, 6, 4], [3, 2, 2, 2, 2], dict(strides=[2, 2, 1])), ([1, 70, 6, 6], [5, 70, 2, 2], {})]

    def test_conv_types(self):
        for version, types in bindings("Conv"):
            for x_shape, w_shape, attributes in self.CONVS:
                rng = seeded(x_shape, version)
                inputs = [draw(rng, types["T"], s, -1, 1) for s in (x_shape, w_shape, w_shape[:1])]
                wanted = self.oracle("Conv", 11, [a.astype(np.float32) for a in inputs], **attributes)[0]
                seen = self.ops.run("Conv", version, inputs, **attributes)[0]
                assert seen.dtype == inputs[0].dtype
                loose = inputs[0].dtype.itemsize == 2
                np.testing.assert_allclose(seen.astype(np.float32), wanted, 2e-2 if loose else 1e-4, 5e-2 if loose else 1e-5)

    def test_conv_transpose(self):
        for x_shape, w_shape, attributes in (
                ([2, 4, 5], [4, 3, 3], {}), ([1, 4, 5, 6], [4, 2, 3, 2], dict(group=2, strides=[2, 3], output_padding=[1, 2])),
                ([1, 2, 4, 5], [2, 3, 3, 3], dict(strides=[2, 2], pads=[1, 0, 0, 1], dilations=[1, 2])),
                ([1, 2, 4, 5], [2, 3, 3, 3], dict(strides=[2, 2], auto_pad="SAME_UPPER")),
                ([1, 2, 4, 5], [2, 3, 3, 3], dict(strides=[2, 2], output_shape=[8, 11])),
                ([1, 2, 3, 4, 3], [2, 1, 2, 2, 2], dict(strides=[1, 2, 2]))):
            rng = seeded(x_shape, str(attributes))
            inputs = [draw(rng, "float32", s, -1, 1) for s in (x_shape, w_shape, [w_shape[1] * attributes.get("group", 1)])]
            wanted = self.oracle("ConvTranspose", 11, inputs, **attributes)
            self.ops.check("ConvTranspose", 11, inputs, wanted, **attributes)
            wide = [a.astype(np.float64) for a in inputs]
            seen = self.ops.run("ConvTranspose", 1, wide, **attributes)[0]
            np.testing.assert_allclose(seen, wanted[0], 1e-4, 1e-5)

    def test_integer_convs(self):
        for x_type, w_type in itertools.product(("uint8", "int8"), ("uint8", "int8")):
            for x_shape, w_shape, attributes in self.CONVS[1:3] + self.CONVS[4:]:
                rng = seeded(x_type, w_type, x_shape)
                x, w = (draw(rng, dtype, shape, -128, 255 if dtype == "uint8" else 127)
                        for dtype, shape in ((x_type, x_shape), (w_type, w_shape)))
                zeros = np.array(3, x_type), np.array(5, w_type)
                wide = [x.astype(np.float64) - 3, w.astype(np.float64) - 5]
                sums = self.ops.run("Conv", 11, wide, **attributes)[0]   # exact in double
                self.ops.check("ConvInteger", 10, [x, w, *zeros], [sums.astype(np.int32)], **attributes)
                scales = [np.array(s, np.float32) for s in (0.02, 0.03, 40.0)]
                b = draw(rng, "int32", w_shape[:1], -999, 999)
                whole = sums + b.reshape([1, -1] + [1] * (len(w_shape) - 2))
                info = np.iinfo(x_type)
                y = np.clip(np.round(whole * float(scales[0] * scales[1] / scales[2])) + 7, info.min, info.max).astype(x_type)
                inputs = [x, scales[0], zeros[0], w, scales[1], zeros[1], scales[2], np.array(7, x_type), b]
                self.ops.check("QLinearConv", 10, inputs, [y], **attributes)

    def test_regions(self):
        rng = seeded("regions")
        x = draw(rng, "float32", [2, 3, 9, 10])
        corners = rng.uniform(0, 9, [6, 2, 2]).astype(np.float32)
        corners.sort(axis=1)
        rois, batch = corners.reshape(6, 4), np.array([0, 1, 1, 0, 1, 0])
        for mode, ratio in itertools.product(("avg", "max"), (0, 2)):
            attributes = dict(mode=mode, sampling_ratio=ratio, output_height=3, output_width=2, spatial_scale=0.8)
            for version in (10, 16):
                wanted = self.oracle("RoiAlign", version, [x, rois, batch], **attributes)
                self.ops.check("RoiAlign", version, [x, rois, batch], wanted, **attributes)
        pooled = np.concatenate([batch[:, None].astype(np.float32), rois], 1)
        attributes = dict(pooled_shape=[3, 2], spatial_scale=0.7)
        self.ops.check("MaxRoiPool", 1, [x, pooled], self.oracle("MaxRoiPool", 1, [x, pooled], **attributes), **attributes)
        self.ops.refuses("RoiAlign", 16, [x, rois, batch + 9], ["batch_indices"])

    def test_deform_conv_without_offsets_is_conv(self):
        for x_shape, w_shape, attributes in self.CONVS[:4]:
            rng = seeded("deform", x_shape)
            x, w, b = (draw(rng, "float32", s, -1, 1) for s in (x_shape, w_shape, w_shape[:1]))
            y = self.oracle("Conv", 11, [x, w, b], **attributes)[0]
            offset = np.zeros([x_shape[0], int(np.prod(w_shape[2:])) * (len(x_shape) - 2), *y.shape[2:]], np.float32)
            self.ops.check("DeformConv", 19, [x, w, offset, b], [y], **attributes)

    def test_non_max_suppression(self):
        rng = seeded("boxes")
        for center in (0, 1):
            boxes, scores = rng.random([2, 30, 4]).astype(np.float32), rng.random([2, 3, 30]).astype(np.float32)
            inputs = [boxes, scores, np.array([4], np.int64), np.array([0.3], np.float32), np.array([0.2], np.float32)]
            wanted = self.oracle("NonMaxSuppression", 11, inputs, center_point_box=center)
            self.ops.check("NonMaxSuppression", 11, inputs, wanted, center_point_box=center)


if __name__ == "__main__":
    unittest.main()
