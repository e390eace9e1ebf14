"""Values of every kind and element type go through a session and come out as they went in; what sessions say of their types."""
import ctypes as c
import unittest

import numpy as np
import ortvalues
from common import LIBRARY
from onnx import TensorProto, helper, parser
from ortlib import Library, OrtError

FAIL = 1
TENSOR, SEQUENCE, MAP, OPTIONAL = 1, 2, 3, 6


def identity(value_type):
    value = [helper.make_value_info(name, value_type) for name in ("x", "y")]
    graph = helper.make_graph([helper.make_node("Identity", ["x"], ["y"])], "g", value[:1], value[1:])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 25)], ir_version=13).SerializeToString()


def samples():
    """Array of each element type."""
    for number, dtype in ortvalues.DTYPES.items():
        if dtype == object:
            yield number, np.array([["", "a"], ["é", "longer than what fits in a string object"], ["c", "d"]], object)
        elif dtype.kind in "biufc" and dtype.itemsize > 1 or dtype in (np.int8, np.uint8, bool):
            yield number, np.array([[0, 1], [1, 0], [1, 1]]).astype(dtype)
        else:
            yield number, np.array([[1, 1], [1, 0.5], [0.5, 1]]).astype(dtype)


# The API's numbers of element types to ONNX's.
ONNX_NUMBER = {24: TensorProto.UINT2, 25: TensorProto.INT2, 26: TensorProto.FLOAT8E8M0}


class Values(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.library = Library(LIBRARY)

    @classmethod
    def tearDownClass(cls):
        cls.library.close()

    def through(self, value_type, value):
        session = self.library.session(identity(value_type))
        result, = session.run({"x": value})
        session.close()
        return result

    def same(self, a, b):
        self.assertEqual((a.dtype, a.shape), (b.dtype, b.shape))
        self.assertEqual(a.tolist(), b.tolist())

    def test_tensors_of_every_element_type(self):
        for number, array in samples():
            with self.subTest(array.dtype):
                tensor = helper.make_tensor_type_proto(ONNX_NUMBER.get(number, number), None)
                self.same(self.through(tensor, array), array)
                for odd in (array[0, 0].reshape(()) if array.dtype != object else array[:1, :1], array[:0], array[:, :1]):
                    self.same(self.through(tensor, odd), odd)

    def test_sequences_and_optionals_of_every_element_type(self):
        for number, array in samples():
            if number > 15:
                continue   # no operator has them in sequences
            with self.subTest(array.dtype):
                tensor = helper.make_tensor_type_proto(ONNX_NUMBER.get(number, number), None)
                sequence = helper.make_sequence_type_proto(tensor)
                optional = helper.make_optional_type_proto(tensor)
                result = self.through(sequence, [array, array[:1]])
                self.assertEqual(2, len(result))
                self.same(result[0], array)
                self.same(result[1], array[:1])
                self.same(self.through(optional, array), array)
                self.same(self.through(helper.make_optional_type_proto(sequence), [array])[0], array)

    def test_empty_sequences_and_absent_optionals(self):
        tensor = helper.make_tensor_type_proto(TensorProto.FLOAT, None)
        self.assertEqual([], self.through(helper.make_sequence_type_proto(tensor), []))
        self.assertIsNone(self.through(helper.make_optional_type_proto(tensor), None))

    def test_maps_are_sorted(self):
        for items in ({7: 2.5, 5: 1.5}, {7: 2, 5: 1}, {7: "b", 5: "a"}, {"b": 2.5, "a": 1.5}, {"b": 2, "a": 1},
                      {"b": "", "a": "x"}):
            value = ortvalues.make(self.library, items)
            self.assertEqual(sorted(items.items()), list(ortvalues.take(self.library, value).items()))
            self.library.call("ReleaseValue", value)
        value = ortvalues.make(self.library, [{1: 2.5}, {3: 4.5}])
        self.assertEqual([{1: 2.5}, {3: 4.5}], ortvalues.take(self.library, value))
        self.library.call("ReleaseValue", value)

    def test_an_element_is_the_callers_own(self):
        library, first, data, allocator = self.library, c.c_void_p(), c.c_void_p(), c.c_void_p()
        sequence = ortvalues.make(library, [np.array([1, 2])])
        library.call("GetAllocatorWithDefaultOptions", c.byref(allocator))
        library.call("GetValue", sequence, 0, allocator, c.byref(first))
        library.call("GetTensorMutableData", first, c.byref(data))
        c.cast(data, c.POINTER(c.c_int64))[0] = 9
        self.assertEqual([1, 2], ortvalues.take(library, sequence)[0].tolist())
        library.call("ReleaseValue", sequence)
        self.assertEqual([9, 2], ortvalues.take(library, first).tolist())   # lives on
        with self.assertRaises(OrtError) as caught:
            library.call("GetValue", first, 0, allocator, c.byref(sequence))
        self.assertEqual(FAIL, caught.exception.code)
        library.call("ReleaseValue", first)

    def test_sequences_are_of_one_element_type(self):
        for items in ([np.float32([1]), np.int64([1])], [np.float32([1]), {1: 2.5}], [{1: 2.5}, {"a": 2.5}]):
            with self.assertRaises(OrtError) as caught:
                ortvalues.make(self.library, items)
            self.assertEqual(FAIL, caught.exception.code)

    def test_values_of_another_kind_are_refused(self):
        tensor = helper.make_tensor_type_proto(TensorProto.FLOAT, ["N"])
        sequence, optional = helper.make_sequence_type_proto(tensor), helper.make_optional_type_proto(tensor)
        good = np.float32([1])
        for value_type, right, wrong in ((tensor, good, [good]), (sequence, [good], good), (sequence, [good], [np.int64([1])]),
                                         (optional, good, [good]), (optional, good, np.int64([1])), (tensor, good, None)):
            self.through(value_type, right)
            with self.assertRaises(OrtError) as caught:
                self.through(value_type, wrong)
            self.assertIn('input "x"', caught.exception.text)

    def test_types_of_inputs_and_outputs(self):
        text = """<ir_version: 8, opset_import: ["" : 18]>
        g (seq(float[N,2]) s, optional(seq(int64[3])) o, optional(string[]) p) => (seq(float[N,2]) s2, int64 n) {
          s2 = Identity(s)
          n = SequenceLength(s)
        }"""
        session = self.library.session(parser.parse_model(text).SerializeToString())
        self.assertEqual(["seq(1)", "optional(seq(7))", "optional(8)"], [self.text(session, "Input", i) for i in range(3)])
        self.assertEqual(["seq(1)", "7"], [self.text(session, "Output", i) for i in range(2)])

    def text(self, session, kind, index):
        info = c.c_void_p()
        self.library.call(f"SessionGet{kind}TypeInfo", session.handle, c.c_size_t(index), c.byref(info))
        try:
            return self.type_text(info)
        finally:
            self.library.call("ReleaseTypeInfo", info)

    def type_text(self, info):
        library, kind, part, element = self.library, c.c_int(), c.c_void_p(), c.c_int()
        library.call("GetOnnxTypeFromTypeInfo", info, c.byref(kind))
        if kind.value == TENSOR:
            library.call("CastTypeInfoToTensorInfo", info, c.byref(part))
            library.call("GetTensorElementType", part, c.byref(element))
            return str(element.value)
        cast, inner, name = {SEQUENCE: ("CastTypeInfoToSequenceTypeInfo", "GetSequenceElementType", "seq"),
                             OPTIONAL: ("CastTypeInfoToOptionalTypeInfo", "GetOptionalContainedTypeInfo", "optional")}[kind.value]
        nested = c.c_void_p()
        library.call(cast, info, c.byref(part))
        library.call(inner, part, c.byref(nested))
        try:
            return f"{name}({self.type_text(nested)})"
        finally:
            library.call("ReleaseTypeInfo", nested)
