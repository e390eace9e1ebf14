"""ONNX's own test cases, made by the onnx package, for the operators that the CPU kernels know, through the C API."""
import unittest

import numpy as np
from common import LIBRARY, assert_close
from onnx.backend.test.case.node import collect_testcases
from ortlib import Library, OrtError

NOT_IMPLEMENTED = 9


class NodeCases(unittest.TestCase):
    def run_cases(self, op_type):
        passed, other_types = 0, []
        with Library(LIBRARY) as library:
            for case in collect_testcases(op_type):
                if any(node.op_type != op_type for node in case.model.graph.node):
                    continue   # the operator as a function of others
                try:
                    session = library.session(case.model.SerializeToString())
                except OrtError as error:
                    # Kernels are for the types in their rows; everything else has to work.
                    self.assertEqual(error.code, NOT_IMPLEMENTED, f"{case.name}: {error}")
                    other_types.append(case.name)
                    continue
                for inputs, outputs in case.data_sets:
                    if not all(isinstance(v, np.ndarray) for v in [*inputs, *outputs]):
                        continue
                    names = [value.name for value in case.model.graph.input]
                    for seen, wanted in zip(session.run(dict(zip(names, inputs))), outputs, strict=True):
                        assert_close(seen, wanted)
                    passed += 1
                session.close()
        print(f"{op_type}: {passed} cases, {len(other_types)} of other element types: {', '.join(other_types)}")
        self.assertGreater(passed, 0)

    def test_add(self):
        self.run_cases("Add")

    def test_sub(self):
        self.run_cases("Sub")

    def test_mul(self):
        self.run_cases("Mul")

    def test_div(self):
        self.run_cases("Div")

    def test_relu(self):
        self.run_cases("Relu")

    def test_sigmoid(self):
        self.run_cases("Sigmoid")

    def test_tanh(self):
        self.run_cases("Tanh")

    def test_softmax(self):
        self.run_cases("Softmax")

    def test_gemm(self):
        self.run_cases("Gemm")

    def test_matmul(self):
        self.run_cases("MatMul")

    def test_conv(self):
        self.run_cases("Conv")

    def test_maxpool(self):
        self.run_cases("MaxPool")

    def test_flatten(self):
        self.run_cases("Flatten")

    def test_reshape(self):
        self.run_cases("Reshape")

    def test_identity(self):
        self.run_cases("Identity")
