"""If, Loop and Scan: drawn models held against ONNX's reference evaluator and ONNX Runtime; corners calculated by hand."""
import ctypes as c
import random
import threading
import unittest

import numpy as np
import random_bodies
from common import LIBRARY, assert_close, onnxruntime_library
from onnx import parser
from onnx.reference import ReferenceEvaluator
from ortlib import Library, OrtError

INVALID_ARGUMENT, FAIL, INVALID_GRAPH = 2, 1, 10

COUNT = """<ir_version: 8, opset_import: ["" : 16]>
g (int64 m, bool go, float[N] x) => (float[N] y, float[T,N] all) <float[1] w = {2.0}> {
  outer = Mul(x, w)
  y, all = Loop(m, go, x) <body = b (int64 i, bool on, float[N] a) => (bool on2, float[N] a2, float[N] item) {
    on2 = Identity(on)
    a2 = Add(a, outer)
    item = Mul(a2, w)
  }>
}"""

SCAN8 = """<ir_version: 4, opset_import: ["" : 8]>
g (int64[B] lengths, float[B,2] s, float[B,T,2] x) => (float[B,2] last, float[B,T,2] y) {
  last, y = Scan <num_scan_inputs = 1, directions = [DIRECTION],
                  body = b (float[2] a, float[2] xi) => (float[2] a2, float[2] yi) {
    a2 = Add(a, xi)
    yi = Identity(a2)
  }> (lengths, s, x)
}"""


def floats(*values):
    return np.array(values, np.float32)


class ControlFlow(unittest.TestCase):
    def run_model(self, text, feeds):
        with Library(LIBRARY) as library:
            return library.session(parser.parse_model(text).SerializeToString()).run(feeds)

    def refused(self, code, words, text, feeds):
        with self.assertRaises(OrtError) as caught:
            self.run_model(text, feeds)
        self.assertEqual(code, caught.exception.code, caught.exception.text)
        for word in words:
            self.assertIn(word, caught.exception.text)

    def test_random_models_as_the_reference_has_them(self):
        with Library(LIBRARY) as library:
            for seed in range(60):
                model, feeds = random_bodies.draw(random.Random(seed), plain=True)
                self.compare(seed, library, model, feeds, ReferenceEvaluator(model).run(None, feeds))

    def test_random_models_as_onnxruntime_has_them(self):
        with Library(LIBRARY) as library, Library(onnxruntime_library()) as other:
            for seed in range(60):
                model, feeds = random_bodies.draw(random.Random(seed), plain=False)
                session = other.session(model.SerializeToString())
                self.compare(seed, library, model, feeds, session.run(feeds))
                session.close()

    def compare(self, seed, library, model, feeds, wanted):
        session = library.session(model.SerializeToString())
        for _ in range(2):   # the second run has planned memory
            for seen, want in zip(session.run(feeds), wanted, strict=True):
                with self.subTest(seed):
                    assert_close(seen, want)
        session.close()

    def test_no_trip_gives_the_initial_values_and_empty_stacks(self):
        for count, go in ((0, True), (3, False), (-1, True)):
            y, everything = self.run_model(COUNT, {"m": np.array(count), "go": np.array(go), "x": floats(1, 2)})
            np.testing.assert_array_equal(floats(1, 2), y)
            self.assertEqual((0, 0), everything.shape)   # the body leaves N open: 0, as in ONNX Runtime
            self.assertEqual(np.float32, everything.dtype)

    def test_trips_use_values_of_the_graph_around(self):
        y, everything = self.run_model(COUNT, {"m": np.array(3), "go": np.array(True), "x": floats(1, 2)})
        np.testing.assert_array_equal(floats(7, 14), y)
        np.testing.assert_array_equal([[6, 12], [10, 20], [14, 28]], everything)

    def test_a_condition_ends_a_loop_without_count(self):
        text = """<ir_version: 8, opset_import: ["" : 16]>
        g (seq(bool) more) => (int64 last, int64[T] all) <int64 none = {-1}> {
          last, all = Loop("", "", none) <body = b (int64 i, bool on, int64 a) => (bool on2, int64 a2, int64 item) {
            on2 = SequenceAt(more, i)
            a2 = Identity(i)
            item = Identity(i)
          }>
        }"""
        last, everything = self.run_model(text, {"more": [np.array(True), np.array(True), np.array(False), np.array(True)]})
        self.assertEqual(2, last)
        np.testing.assert_array_equal([0, 1, 2], everything)

    def test_a_body_that_passes_everything_on(self):
        # The counter, the condition, a captured value and a carried one come out as they went in, also into stacks.
        text = """<ir_version: 8, opset_import: ["" : 16]>
        g (float[2] x, float[2] w) => (float[2] y, int64 last, int64[T] counts, bool[T] conds, float[T,2] ws, float[T,2] xs)
        <int64 m = {3}, int64 none = {-1}> {
          y, last, counts, conds, ws, xs = Loop(m, "", x, none)
          <body = b (int64 i, bool on, float[2] a, int64 k)
                 => (bool on, float[2] a, int64 i, int64 i, bool on, float[2] w, float[2] a) {}>
        }"""
        y, last, counts, conds, ws, xs = self.run_model(text, {"x": floats(1, 2), "w": floats(3, 4)})
        np.testing.assert_array_equal(floats(1, 2), y)
        self.assertEqual(2, last)
        np.testing.assert_array_equal([0, 1, 2], counts)
        np.testing.assert_array_equal([True] * 3, conds)
        np.testing.assert_array_equal([[3, 4]] * 3, ws)
        np.testing.assert_array_equal([[1, 2]] * 3, xs)

    def test_shapes_of_carried_values_may_grow(self):
        text = """<ir_version: 8, opset_import: ["" : 16]>
        g (int64 m, float[N] x) => (float[M] y) {
          y = Loop(m, "", x) <body = b (int64 i, bool on, float[K] a) => (bool on2, float[L] a2) {
            on2 = Identity(on)
            a2 = Concat<axis = 0>(a, x)
          }>
        }"""
        y, = self.run_model(text, {"m": np.array(40), "x": floats(1, 2)})
        np.testing.assert_array_equal(np.tile(floats(1, 2), 41), y)

    def test_sequences_grow_in_a_loop(self):
        text = """<ir_version: 8, opset_import: ["" : 16]>
        g (int64 m, string[N] x) => (seq(string[N]) all, int64 count, string[K] joined) {
          none = SequenceEmpty<dtype = 8>()
          all = Loop(m, "", none) <body = b (int64 i, bool on, seq(string[N]) s) => (bool on2, seq(string[N]) s2) {
            on2 = Identity(on)
            s2 = SequenceInsert(s, x)
          }>
          count = SequenceLength(all)
          joined = ConcatFromSequence<axis = 0>(all)
        }"""
        everything, count, joined = self.run_model(text, {"m": np.array(3), "x": np.array(["a", "bcd"], object)})
        self.assertEqual([["a", "bcd"]] * 3, [item.tolist() for item in everything])
        self.assertEqual(3, count)
        self.assertEqual(["a", "bcd"] * 3, joined.tolist())

    def test_an_optional_stays_empty_until_a_branch_fills_it(self):
        text = """<ir_version: 8, opset_import: ["" : 18]>
        g (optional(seq(float[2])) x, bool fill) => (optional(seq(float[2])) y, bool has) <float[2] one = {1.0, 1.0}> {
          y = If(fill) <
            then_branch = t () => (optional(seq(float[2])) made) { s = SequenceConstruct(one, one) made = Optional(s) },
            else_branch = e () => (optional(seq(float[2])) same) { same = Identity(x) }>
          has = OptionalHasElement(y)
        }"""
        self.assertEqual([None, False], self.run_model(text, {"x": None, "fill": np.array(False)}))
        y, has = self.run_model(text, {"x": None, "fill": np.array(True)})
        self.assertEqual(([[1, 1], [1, 1]], True), ([item.tolist() for item in y], has))
        y, has = self.run_model(text, {"x": [floats(5, 6)], "fill": np.array(False)})
        self.assertEqual(([[5, 6]], True), ([item.tolist() for item in y], has))

    def test_stacks_of_packed_elements_and_of_texts(self):
        import ml_dtypes
        from onnx import helper

        for element, items in ((22, np.array([1, -8, 7]).astype(ml_dtypes.int4)), (8, np.array(["", "long " * 9, "c"], object))):
            model = parser.parse_model(COUNT.replace("16]", "25]"))
            loop = model.graph.node[1]
            body = loop.attribute[0].g
            del body.node[1:], model.graph.node[0], model.graph.initializer[:]
            body.node.append(helper.make_node("Identity", ["a"], ["item"]))
            body.node.append(helper.make_node("Identity", ["a"], ["a2"]))
            for value in (model.graph.input[2], *model.graph.output, body.input[2], *body.output[1:]):
                value.type.tensor_type.elem_type = element
            model.ir_version = 13
            with Library(LIBRARY) as library:
                y, stack = library.session(model.SerializeToString()).run({"m": np.array(3), "go": np.array(True), "x": items})
            self.assertEqual(items.tolist(), y.tolist())
            self.assertEqual([items.tolist()] * 3, stack.tolist())

    def test_scan8_knows_batches_and_lengths(self):
        feeds = {"lengths": np.array([1, 3]), "s": np.zeros((2, 2), np.float32),
                 "x": np.arange(12, dtype=np.float32).reshape(2, 3, 2)}
        last, y = self.run_model(SCAN8.replace("DIRECTION", "0"), feeds)
        np.testing.assert_array_equal([[0, 1], [24, 27]], last)
        np.testing.assert_array_equal([[[0, 1], [0, 0], [0, 0]], [[6, 7], [14, 16], [24, 27]]], y)
        last, y = self.run_model(SCAN8.replace("DIRECTION", "1"), feeds)
        np.testing.assert_array_equal([[0, 1], [24, 27]], last)
        np.testing.assert_array_equal([[[0, 1], [0, 0], [0, 0]], [[10, 11], [18, 20], [24, 27]]], y)

    def test_scan8_refuses_lengths_beyond_the_longest(self):
        feeds = {"lengths": np.array([4, 3]), "s": np.zeros((2, 2), np.float32), "x": np.zeros((2, 3, 2), np.float32)}
        self.refused(INVALID_ARGUMENT, ["sequence_lens", "4 seen, 0 to 3 wanted"], SCAN8.replace("DIRECTION", "0"), feeds)

    def test_scans_of_two_lengths_are_refused(self):
        text = """<ir_version: 8, opset_import: ["" : 16]>
        g (float[N] x, float[M] y) => (float[K] z) {
          [sum] z = Scan <num_scan_inputs = 2, body = b (float a, float b) => (float c) { c = Add(a, b) }> (x, y)
        }"""
        z, = self.run_model(text, {"x": floats(1, 2), "y": floats(3, 4)})
        np.testing.assert_array_equal([4, 6], z)
        self.refused(INVALID_ARGUMENT, ["sum: input 1", "3 items", "2 wanted"], text, {"x": floats(1, 2), "y": floats(3, 4, 5)})

    def test_items_of_a_stack_have_one_shape(self):
        text = """<ir_version: 8, opset_import: ["" : 16]>
        g (int64 m, float[N] x) => (float[M] y, float[T,K] all) {
          [grow] y, all = Loop(m, "", x) <body = b (int64 i, bool on, float[K] a) => (bool on2, float[L] a2, float[L] item) {
            on2 = Identity(on)
            a2 = Concat<axis = 0>(a, x)
            item = Identity(a2)
          }>
        }"""
        self.assertEqual((1, 4), self.run_model(text, {"m": np.array(1), "x": floats(1, 2)})[1].shape)
        self.refused(INVALID_ARGUMENT, ["grow: body output 2", "[6] seen in trip 1", "[4] wanted"], text,
                     {"m": np.array(2), "x": floats(1, 2)})

    def test_an_error_says_node_trip_and_node_of_the_body(self):
        text = """<ir_version: 8, opset_import: ["" : 16]>
        g (seq(float[N]) s, float[N] x) => (float[N] y) <int64 m = {3}> {
          [walk] y = Loop(m, "", x) <body = b (int64 i, bool on, float[K] a) => (bool on2, float[L] a2) {
            on2 = Identity(on)
            [pick] a2 = SequenceAt(s, i)
          }>
        }"""
        self.refused(INVALID_ARGUMENT, ["walk: body, trip 2: pick: input 1: position 2 seen in a sequence of 2"], text,
                     {"s": [floats(1), floats(2)], "x": floats(0)})

    def test_a_body_that_lies_about_types_is_refused(self):
        text = """<ir_version: 8, opset_import: ["" : 16]>
        g (int64[N] x) => (KIND[M] y) <int64 m = {1}> {
          y = Loop(m, "", x) <body = b (int64 i, bool on, KIND[K] a) => (bool on2, KIND[L] a2) {
            on2 = Identity(on)
            a2 = Add(a, a)
          }>
        }"""
        np.testing.assert_array_equal([2, 4], self.run_model(text.replace("KIND", "int64"), {"x": np.array([1, 2])})[0])
        with self.assertRaises(OrtError):
            self.run_model(text.replace("KIND", "double"), {"x": np.array([1, 2])})

    def test_bodies_of_the_wrong_form_are_refused(self):
        text = """<ir_version: 8, opset_import: ["" : 16]>
        g (bool b, float[N] x) => (float[N] y) {
          [choose] y = If(b) <
            then_branch = t () => (float[N] a) { a = Identity(x) },
            else_branch = e () => (float[N] c OTHER) { c = Add(x, x) }>
        }"""
        np.testing.assert_array_equal([2], self.run_model(text.replace("OTHER", ""), {"b": np.array(False), "x": floats(1)})[0])
        with self.assertRaises(OrtError) as caught:
            self.run_model(text.replace("OTHER", ", float[N] c"), {"b": np.array(True), "x": floats(1)})
        self.assertIn("choose", caught.exception.text)

    def test_runs_at_once_do_not_meet(self):
        with Library(LIBRARY) as library:
            session, wrong = library.session(parser.parse_model(COUNT).SerializeToString()), []

            def work(n):
                for count in range(30):
                    y, everything = session.run({"m": np.array(count), "go": np.array(True), "x": floats(n)})
                    if y[0] != n * (1 + 2 * count) or (count and everything[-1, 0] != 2 * y[0]):
                        wrong.append((n, count, y))

            threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual([], wrong)

    def test_terminate_ends_a_loop_without_end(self):
        text = """<ir_version: 8, opset_import: ["" : 16]>
        g (bool b) => (bool y) { y = Loop("", b, b) <body = b (int64 i, bool on, bool a) => (bool on, bool a) {}> }"""
        with Library(LIBRARY) as library:
            session, options = library.session(parser.parse_model(text).SerializeToString()), c.c_void_p()
            library.call("CreateRunOptions", c.byref(options))
            timer = threading.Timer(0.05, library.call, ("RunOptionsSetTerminate", options))
            timer.start()
            with self.assertRaises(OrtError) as caught:
                session.run({"b": np.array(True)}, options)
            timer.join()
            self.assertEqual(FAIL, caught.exception.code)
            self.assertIn("terminate", caught.exception.text)
            library.call("ReleaseRunOptions", options)
