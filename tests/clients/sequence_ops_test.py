"""Operators on sequences, drawn at random and held against ONNX Runtime; what it refuses is refused here too."""
import random
import unittest

import numpy as np
from common import LIBRARY, onnxruntime_library
from onnx import TensorProto, helper
from ortlib import Library, OrtError

INT64, FLOAT, STRING = TensorProto.INT64, TensorProto.FLOAT, TensorProto.STRING


class SequenceOps(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.libraries = [Library(LIBRARY), Library(onnxruntime_library())]

    @classmethod
    def tearDownClass(cls):
        for library in cls.libraries:
            library.close()

    def outcome(self, library, model, feeds):
        try:
            session = library.session(model)
            try:
                return self.listed(session.run(feeds))
            finally:
                session.close()
        except OrtError:
            return "refused"

    def listed(self, value):
        return [self.listed(item) for item in value] if isinstance(value, list) else (value.dtype, value.shape, value.tolist())

    def compare(self, op, feeds, element, to_sequence, **attributes):
        """One node with these inputs, in the order given."""
        def described(name, sequence, kind):
            tensor = helper.make_tensor_type_proto(kind, None)
            return helper.make_value_info(name, helper.make_sequence_type_proto(tensor) if sequence else tensor)

        kinds = {name: INT64 if name in ("position", "split") else element for name in feeds}
        inputs = [described(name, isinstance(value, list), kinds[name]) for name, value in feeds.items()]
        node = helper.make_node(op, list(feeds), ["y"], **attributes)
        output = described("y", to_sequence, INT64 if op == "SequenceLength" else element)
        model = helper.make_model(helper.make_graph([node], "g", inputs, [output]), opset_imports=[helper.make_opsetid("", 17)],
                                  ir_version=8).SerializeToString()
        ours, theirs = (self.outcome(library, model, feeds) for library in self.libraries)
        with self.subTest(op=op, feeds=feeds, **attributes):
            self.assertEqual(theirs, ours)
        return ours != "refused"

    def draw(self, rng, element, dims):
        numbers = np.array([rng.randint(-9, 9) for _ in range(int(np.prod(dims)))])
        return (numbers.astype(str).astype(object) if element == STRING else numbers.astype(np.float32)).reshape(dims)

    def test_positions(self):
        rng, worked = random.Random(1), 0
        for _ in range(80):
            element, count = rng.choice([FLOAT, STRING]), rng.randint(1, 3)
            feeds = {"s": [self.draw(rng, element, [rng.randint(0, 2), 2]) for _ in range(count)]}
            op = rng.choice(["SequenceInsert", "SequenceErase", "SequenceAt", "SequenceLength"])
            if op == "SequenceInsert":
                feeds["tensor"] = self.draw(rng, element, [2, 2])
            if op == "SequenceAt" or op != "SequenceLength" and rng.random() < 0.7:
                feeds["position"] = np.array(rng.randint(-count - 1, count + 1))
            worked += self.compare(op, feeds, element, op in ("SequenceInsert", "SequenceErase"))
        self.assertGreater(worked, 30)

    def test_split(self):
        rng, worked = random.Random(2), 0
        for _ in range(80):
            element, dims, axis = rng.choice([FLOAT, STRING]), [rng.randint(1, 4) for _ in range(3)], rng.randint(-4, 3)
            feeds, ways = {"x": self.draw(rng, element, dims)}, {"axis": axis}
            kind, whole = rng.randint(0, 3), dims[axis % 3]
            if kind == 1:
                feeds["split"] = np.array(rng.randint(1, whole + 1))
            elif kind == 2:
                first = rng.randint(0, whole)
                feeds["split"] = np.array([first, whole - first + (rng.random() < 0.2)])
            else:
                ways["keepdims"] = rng.randint(0, 1)
            worked += self.compare("SplitToSequence", feeds, element, True, **ways)
        self.assertGreater(worked, 30)

    def test_concat(self):
        rng, worked = random.Random(3), 0
        for _ in range(80):
            element, dims, axis = rng.choice([FLOAT, STRING]), [rng.randint(1, 3) for _ in range(2)], rng.randint(-4, 3)
            new, items = rng.randint(0, 1), []
            for _ in range(rng.randint(1, 3)):
                item = list(dims)
                if not new and rng.random() < 0.8:
                    item[axis % 2] = rng.randint(0, 3)
                items.append(self.draw(rng, element, item))
            worked += self.compare("ConcatFromSequence", {"s": items}, element, False, axis=axis, new_axis=new)
        self.assertGreater(worked, 30)
