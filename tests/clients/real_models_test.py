"""Whole architectures: the CNNs of the onnx package with seeded weights against ONNX Runtime, and smaller builds of transformers,
recurrent and quantized networks against ONNX's reference evaluator."""
import os
import pathlib
import sys
import unittest

import numpy as np
from common import LIBRARY, assert_close, onnxruntime_library
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator
from ortlib import Library

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "bench"))
import models  # noqa: E402
from models import small_nets, transformers  # noqa: E402


class Light(unittest.TestCase):
    """Each of the nine, in full size."""

    def check(self, name):
        path, feeds = models.fetch(f"light_{name}", os.environ["BERTH_MODEL_CACHE"])
        with Library(LIBRARY) as ours, Library(onnxruntime_library()) as theirs:
            for feed in feeds:
                for seen, wanted in zip(ours.session(path).run(feed), theirs.session(path).run(feed), strict=True):
                    self.assertGreater(np.ptp(wanted), 1e-3, "a uniform output proves nothing")
                    assert_close(seen, wanted)

    def test_light_bvlc_alexnet(self):
        self.check("bvlc_alexnet")

    def test_light_densenet121(self):
        self.check("densenet121")

    def test_light_inception_v1(self):
        self.check("inception_v1")

    def test_light_inception_v2(self):
        self.check("inception_v2")

    def test_light_resnet50(self):
        self.check("resnet50")

    def test_light_shufflenet(self):
        self.check("shufflenet")

    def test_light_squeezenet(self):
        self.check("squeezenet")

    def test_light_vgg19(self):
        self.check("vgg19")

    def test_light_zfnet512(self):
        self.check("zfnet512")


class Built(unittest.TestCase):
    def check(self, model, *feeds, absolute=1e-5):
        reference = ReferenceEvaluator(model)
        with Library(LIBRARY) as library:
            session = library.session(model.SerializeToString())
            for feed in feeds:
                for seen, wanted in zip(session.run(feed), reference.run(None, feed), strict=True):
                    assert_close(seen, np.asarray(wanted), absolute)

    def check_with_onnxruntime(self, model, *feeds):
        """For what the evaluator does not have: old quantization, scalars that a loop stacks, no trip. Quantized operators stay as
        they are written there."""
        with Library(LIBRARY) as ours, Library(onnxruntime_library()) as theirs:
            a = ours.session(model.SerializeToString())
            b = theirs.session(model.SerializeToString(), entries={"session.disable_quant_qdq": "1"})
            for feed in feeds:
                for seen, wanted in zip(a.run(feed), b.run(feed), strict=True):
                    assert_close(seen, wanted)

    def tokens(self, length):
        return np.random.default_rng(length).integers(0, 50, (1, length))

    def test_bert(self):
        model = transformers.bert(layers=2, width=64, heads=4, vocabulary=50, longest=16)
        masks = [np.ones((1, n), np.int64) for n in (16, 5, 16, 1)]
        masks[0][0, 9:] = 0
        self.check(model, *({"input_ids": self.tokens(m.shape[1]), "attention_mask": m} for m in masks))

    def test_gpt(self):
        model = transformers.gpt(layers=2, width=64, heads=4, vocabulary=50, longest=16)
        self.check(model, *({"input_ids": self.tokens(n)} for n in (8, 3, 16)))

    def test_gpt_with_cache(self):
        model = transformers.gpt_with_cache(layers=2, width=64, heads=4, vocabulary=50, longest=16)
        rng = np.random.default_rng(1)
        feeds = []
        for past in (7, 0, 8):
            feed = {"input_ids": self.tokens(1), "position": np.array([past], np.int64)}
            for layer in range(2):
                for kind in ("key", "value"):
                    feed[f"past_{kind}_{layer}"] = rng.standard_normal((1, 4, past, 16), np.float32)
            feeds.append(feed)
        self.check(model, *feeds)

    def test_vit(self):
        model = transformers.vit(layers=2, width=48, heads=3, image=32, patch=8, classes=10)
        self.check(model, {"image": np.random.default_rng(1).standard_normal((1, 3, 32, 32), np.float32)})

    def test_mobilenet(self):
        model = small_nets.mobilenet_v2(image=32, classes=10)
        self.check(model, {"image": np.random.default_rng(2).standard_normal((1, 3, 32, 32), np.float32)})

    def test_lstm(self):
        model = small_nets.lstm(steps=9, width=12, hidden=10)
        self.check(model, {"sequence": np.random.default_rng(3).standard_normal((9, 1, 12), np.float32)})

    def test_int8_cnn(self):
        model = small_nets.int8_cnn(image=12, layers=3, widths=(8, 16, 16))
        self.check_with_onnxruntime(model, {"image": np.random.default_rng(4).standard_normal((1, 3, 12, 12), np.float32)})

    def test_mlp(self):
        self.check(small_nets.mlp(), {"features": np.random.default_rng(5).standard_normal((1, 256), np.float32)})

    def test_if_loop_scan(self):
        """sum(x) > 0 chooses a Loop that doubles x `n` times, else a Scan over its rows; both see the outer x."""
        def info(name, shape, elem=TensorProto.FLOAT):
            return helper.make_tensor_value_info(name, elem, shape)

        node = helper.make_node
        step = helper.make_graph([node("Add", ["state", "state"], ["next"]), node("Identity", ["go"], ["go_on"]),
                                  node("ReduceSum", ["state"], ["total"], keepdims=0)], "step",
                                 [info("i", [], TensorProto.INT64), info("go", [], TensorProto.BOOL), info("state", ["r", 3])],
                                 [info("go_on", [], TensorProto.BOOL), info("next", ["r", 3]), info("total", [])])
        looped = helper.make_graph([node("Loop", ["n", "", "x"], ["y_then", "trace_then"], body=step)], "then", [],
                                   [info("y_then", ["r", 3]), info("trace_then", ["t"])])
        row = helper.make_graph([node("Add", ["sum", "line"], ["sum_out"]), node("ReduceMax", ["sum_out"], ["peak"], keepdims=0)], "row",
                                [info("sum", [3]), info("line", [3])], [info("sum_out", [3]), info("peak", [])])
        scanned = helper.make_graph([node("ReduceMean", ["x"], ["start"], axes=[0], keepdims=0),
                                     node("Scan", ["start", "x"], ["last", "trace_else"], body=row, num_scan_inputs=1),
                                     node("Mul", ["x", "last"], ["y_else"])], "else", [],
                                    [info("y_else", ["r", 3]), info("trace_else", ["t"])])
        graph = helper.make_graph([node("ReduceSum", ["x"], ["all"], keepdims=0), node("Greater", ["all", "zero"], ["positive"]),
                                   node("If", ["positive"], ["y", "trace"], then_branch=looped, else_branch=scanned)], "flow",
                                  [info("x", ["r", 3]), info("n", [], TensorProto.INT64)], [info("y", ["r", 3]), info("trace", ["t"])],
                                  [helper.make_tensor("zero", TensorProto.FLOAT, [], [0.0])])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        x = np.arange(6, dtype=np.float32).reshape(2, 3)
        self.check_with_onnxruntime(model, {"x": x, "n": np.array(3)}, {"x": -x, "n": np.array(3)}, {"x": x, "n": np.array(0)})
