"""Operators of ai.onnx.ml on features, labels and maps against ONNX's reference evaluator, or ONNX Runtime where the reference
has none or departs from ONNX's text."""
import unittest

import numpy as np
from op_check import OperatorTest, bindings, draw, seeded

ML = "ai.onnx.ml"


def texts(*values, shape=None):
    array = np.empty(len(values), object)
    array[:] = values
    return array if shape is None else array.reshape(shape)


def floats(*values):
    return np.array(values, np.float32)


def whole(*values):
    return np.array(values, np.int64)


class MlTest(OperatorTest):
    def same(self, op_type, version, inputs, wanted=None, **attributes):
        self.ops.check(op_type, version, inputs, wanted, domain=ML, **attributes)

    def as_ort(self, op_type, version, inputs, outputs=1, **attributes):
        self.ops.check(op_type, version, inputs, outputs=outputs, domain=ML, by_ort=True, **attributes)

    def refuses(self, op_type, version, inputs, words, outputs=1, **attributes):
        self.ops.refuses(op_type, version, inputs, words, outputs, ML, **attributes)


class Features(MlTest):
    def test_array_feature_extractor(self):
        for _, types in bindings("ArrayFeatureExtractor", ML):
            rng = seeded("ArrayFeatureExtractor", types["T"].name)
            for shape, places in (([5], [4, 0, 0]), ([2, 5], [1]), ([2, 3, 4], [3, 3, 0, 1]), ([0, 4], [1, 2])):
                x = draw(rng, types["T"], shape)
                self.same("ArrayFeatureExtractor", 1, [x, whole(*places)])
                self.same("ArrayFeatureExtractor", 1, [x, whole(places)])
        x = floats([1, 2])
        for places in (whole(2), whole(-1), whole()):
            self.refuses("ArrayFeatureExtractor", 1, [x, places], ["Y"], [x])
        self.refuses("ArrayFeatureExtractor", 1, [np.array(1, np.float32), whole(0)], [], [x])

    def test_binarizer(self):
        for _, types in bindings("Binarizer", ML):
            x = draw(seeded("Binarizer"), types["T"], [3, 5])
            for threshold in (0.0, 1.0, -2.5):
                self.same("Binarizer", 1, [x], threshold=threshold)
            self.same("Binarizer", 1, [x[:0]], [x[:0]])
        self.same("Binarizer", 1, [floats(np.nan, np.inf, -np.inf)], [floats(0, 1, 0)], threshold=0.5)

    def test_feature_vectorizer(self):
        for _, types in bindings("FeatureVectorizer", ML):
            rng = seeded("FeatureVectorizer", types["T1"].name)
            for rows in (1, 3, 0):
                given = [draw(rng, types["T1"], [rows, columns]) for columns in (2, 1, 4)]
                for dims in ([2, 1, 4], [1, 3, 4], [0, 1, 2]):
                    cut = [np.pad(x, ((0, 0), (0, 9)))[:, :n] for x, n in zip(given, dims)]
                    self.same("FeatureVectorizer", 1, given, [np.concatenate(cut, 1).astype(np.float32)], inputdimensions=dims)
        self.as_ort("FeatureVectorizer", 1, [floats(1, 2), floats(3)], [floats(0)], inputdimensions=[2, 1])
        for dims in ([2], [2, -1], [2, 2**62]):
            self.refuses("FeatureVectorizer", 1, [floats([1, 2]), floats([3])], [], [floats(0)], inputdimensions=dims)
        self.refuses("FeatureVectorizer", 1, [floats([1, 2]), floats([3], [4])], ["rows"], [floats(0)], inputdimensions=[2, 1])

    def test_imputer(self):
        for _, types in bindings("Imputer", ML):
            dtype = types["T"]
            x = draw(seeded("Imputer", dtype.name), dtype, [4, 3], -1, 1).round().astype(dtype)
            name, replaced = ("int64", 1) if dtype.kind == "i" else ("float", 1.0)
            for values in ([7], [7, 8, 9]):
                attributes = {f"imputed_value_{name}s": [replaced * v for v in values], f"replaced_value_{name}": replaced}
                self.same("Imputer", 1, [x], **attributes)
                self.same("Imputer", 1, [x[:0]], [x[:0]], **attributes)
            self.refuses("Imputer", 1, [x], [], **{f"imputed_value_{name}s": [replaced] * 2})
            self.refuses("Imputer", 1, [x], ["imputed_value"])
        for dtype in (np.float32, np.float64):
            x = np.array([[np.nan, 1], [2, np.nan]], dtype)
            self.same("Imputer", 1, [x], imputed_value_floats=[5.0, 6.0], replaced_value_float=np.nan)

    def test_normalizer(self):
        for _, types in bindings("Normalizer", ML):
            x = draw(seeded("Normalizer", types["T"].name), types["T"], [4, 5])
            x[1] = 0
            for norm in ("MAX", "L1", "L2"):
                # The largest is the largest, says ONNX's text; the reference takes that by size.
                for given in (x, x[0], x[:0], x[:, :0]):
                    if given.size:
                        self.as_ort("Normalizer", 1, [given], [floats(0)], norm=norm)
                    else:
                        self.same("Normalizer", 1, [given], [given.astype(np.float32)], norm=norm)
        self.refuses("Normalizer", 1, [floats([1])], ["norm"], [floats(0)], norm="L3")
        self.refuses("Normalizer", 1, [floats([[1]])], [], [floats(0)])

    def test_scaler(self):
        for _, types in bindings("Scaler", ML):
            x = draw(seeded("Scaler", types["T"].name), types["T"], [4, 3])
            for offset, scale in (([0.5], [2.0]), ([1.0, 2.0, -1.0], [0.5, 3.0, -1.0]), ([0.0] * 3, [1.0] * 3)):
                wanted = (x - np.float32(offset)) * np.float32(scale)
                self.same("Scaler", 1, [x], [wanted.astype(np.float32)], offset=offset, scale=scale)
            self.same("Scaler", 1, [x[:0]], [x[:0].astype(np.float32)], offset=[1.0], scale=[2.0])
        self.refuses("Scaler", 1, [floats([1, 2])], ["offset"], [floats(0)], offset=[1.0, 2.0], scale=[1.0, 2.0, 3.0])
        self.refuses("Scaler", 1, [floats([1, 2])], [], [floats(0)], offset=[1.0] * 3, scale=[1.0] * 3)

    def test_one_hot_encoder(self):
        for _, types in bindings("OneHotEncoder", ML):
            dtype = types["T"]
            for shape in ([4], [2, 3], [0], []):
                x = draw(seeded("OneHot", dtype.name), dtype, shape, 0, 3)
                name, categories = ("strings", ["t1", "t7", "t0"]) if dtype == object else ("int64s", [1, 5, 0, 2])
                cut = x if dtype == object else x.astype(np.int64)
                wanted = (cut[..., None] == np.array(categories, cut.dtype)).astype(np.float32)
                self.same("OneHotEncoder", 1, [x], [wanted], **{f"cats_{name}": categories})
        self.as_ort("OneHotEncoder", 1, [floats(1.5, -2.5, 0, 7)], cats_int64s=[1, 5, 0, 1, -2])
        self.same("OneHotEncoder", 1, [floats(1.7, np.nan, np.inf, -2.2)], [floats([1, 0], [0, 0], [0, 0], [0, 1])],
                  cats_int64s=[1, -2])
        self.refuses("OneHotEncoder", 1, [whole(1, 2)], ["zeros"], cats_int64s=[1], zeros=0)
        self.same("OneHotEncoder", 1, [whole(1, 1)], [floats([1], [1])], cats_int64s=[1], zeros=0)
        self.refuses("OneHotEncoder", 1, [floats(np.nan)], ["zeros"], cats_int64s=[1], zeros=0)
        for attributes in ({}, {"cats_strings": ["a"]}, {"cats_strings": ["a"], "cats_int64s": [1]}):
            self.refuses("OneHotEncoder", 1, [whole(1)], [], **attributes)


class Labels(MlTest):
    def test_category_mapper(self):
        table = {"cats_int64s": [7, 3, 9], "cats_strings": ["a", "b", "c"]}
        for shape in ([4], [2, 2], [4, 1]):
            self.as_ort("CategoryMapper", 1, [texts("b", "a", "?", "", shape=shape)], **table)
            self.as_ort("CategoryMapper", 1, [whole(3, 7, 0, -1).reshape(shape)], **table)
        self.same("CategoryMapper", 1, [texts("c", "?")], [whole(9, -5)], default_int64=-5, **table)
        self.same("CategoryMapper", 1, [whole(3, 4)], [texts("b", "none")], default_string="none", **table)
        self.same("CategoryMapper", 1, [texts()], [whole()], **table)
        self.refuses("CategoryMapper", 1, [whole(1)], [], cats_int64s=[1], cats_strings=["a", "b"])

    def test_label_encoder_1(self):
        for x in (texts("b", "a", "?"), whole(1, 0, 5), whole([-1], [0])):
            self.as_ort("LabelEncoder", 1, [x], classes_strings=["a", "b"])
        self.same("LabelEncoder", 1, [texts("b", "?")], [whole(1, 9)], classes_strings=["a", "b"], default_int64=9)
        self.same("LabelEncoder", 1, [whole(0, -1)], [texts("a", "?")], classes_strings=["a", "b"], default_string="?")

    LISTS = {"strings": texts("a", "b", "c"), "int64s": whole(4, -1, 2), "floats": floats(1.5, -2, 0.25)}

    def test_label_encoder(self):
        for version in (2, 4):
            for keys, x in self.LISTS.items():
                for values, _ in self.LISTS.items():
                    attributes = {f"keys_{keys}": self.LISTS[keys].tolist(), f"values_{values}": self.LISTS[values].tolist(),
                                  f"default_{values[:-1]}": self.LISTS[values][1].item() if values != "strings" else "?"}
                    given = np.concatenate([x[[2, 0, 1]], texts("z") if keys == "strings" else x[:1] + 100]).astype(x.dtype)
                    for shape in ([4], [2, 2], [1, 4]):
                        self.as_ort("LabelEncoder", version, [given.reshape(shape)], **attributes)
                    self.as_ort("LabelEncoder", version, [given[:0]], **attributes)

    def test_label_encoder_tensors(self):
        lists = {**self.LISTS, "double": np.array([0.5, 2, -1]), "int32": np.array([1, 2, 3], np.int32),
                 "int16": np.array([5, -6, 7], np.int16)}
        from onnx import numpy_helper
        for x in lists.values():
            for values in lists.values():
                given = np.concatenate([x[[2, 0, 1, 1]], texts("z") if x.dtype == object else x[:1] + 100]).astype(x.dtype)
                default = np.array([["?"] if x.dtype == object else [9]][0], object if values.dtype == object else None)
                default = texts("?") if values.dtype == object else np.array([9], values.dtype)
                wanted = np.concatenate([values[[2, 0, 1, 1]], default])
                self.same("LabelEncoder", 4, [given], [wanted], keys_tensor=numpy_helper.from_array(x),
                          values_tensor=numpy_helper.from_array(values), default_tensor=numpy_helper.from_array(default))

    def test_label_encoder_numbers(self):
        odd = floats(np.nan, -0.0, np.inf)
        self.same("LabelEncoder", 4, [floats(np.inf, 0, np.nan, 1)], [whole(3, 2, 1, -1)], keys_floats=odd.tolist(),
                  values_int64s=[1, 2, 3])
        self.same("LabelEncoder", 4, [whole(1, 2)], [texts("b", "_Unused")], keys_int64s=[1, 1], values_strings=["a", "b"])

    def test_label_encoder_refuses(self):
        from onnx import numpy_helper
        two = numpy_helper.from_array(whole(1, 2))
        for attributes in ({"keys_int64s": [1, 2], "values_int64s": [1]}, {"keys_strings": ["a"], "values_int64s": [1]},
                           {"values_int64s": [1]}, {"keys_int64s": [1], "keys_floats": [1.0], "values_int64s": [1]},
                           {"keys_int64s": [1, 2], "values_tensor": two, "default_tensor": two},
                           {"keys_int64s": [1, 2], "values_tensor": two, "default_tensor": numpy_helper.from_array(floats(1))}):
            self.refuses("LabelEncoder", 4, [whole(1)], [], **attributes)
        self.same("LabelEncoder", 4, [whole(1)], [whole(1)], keys_int64s=[1, 2], values_tensor=two)


class Maps(MlTest):
    def test_zip_map(self):
        for x in (floats([1, 2, 3], [4, 5, 6]), floats(7, 8, 9)):
            for labels in ({"classlabels_int64s": [5, -2, 3]}, {"classlabels_strings": ["b", "", "a"]}):
                self.as_ort("ZipMap", 1, [x], **labels)
        self.as_ort("ZipMap", 1, [floats([1, 2])], classlabels_int64s=[5, 5])
        self.as_ort("ZipMap", 1, [np.zeros([0, 2], np.float32)], classlabels_int64s=[5, 6])
        for labels in ({}, {"classlabels_int64s": [1], "classlabels_strings": ["a"]}, {"classlabels_int64s": [1, 2]}):
            self.refuses("ZipMap", 1, [floats([1])], [], **labels)

    def test_dict_vectorizer(self):
        words, numbers = ["c", "a", "z"], [3, 1, 9]
        for keys, attributes in ((["a", "c", "q"], {"string_vocabulary": words}), ([1, 3, 7], {"int64_vocabulary": numbers})):
            for values, dtype in (([1.5, 2.5, 4.0], np.float32), ([1.5, 2.5, 4.0], np.float64), ([4, 5, 6], np.int64),
                                  (["x", "y", "w"], object)):
                if isinstance(keys[0], str) and dtype is object or isinstance(keys[0], int) and dtype is np.int64:
                    continue   # of these types are no maps in its schema
                array = np.array(values, dtype)
                given = dict(zip(keys, array))
                nothing = "" if dtype is object else 0
                self.same("DictVectorizer", 1, [given], [np.array([[array[1], array[0], nothing]], dtype)], **attributes)
        self.refuses("DictVectorizer", 1, [{"a": np.float32(1)}], [], int64_vocabulary=[1])
        for attributes in ({}, {"int64_vocabulary": [1], "string_vocabulary": ["a"]}):
            self.refuses("DictVectorizer", 1, [{1: np.float32(1)}], [], **attributes)

    def test_cast_map(self):
        numbers = {7: np.float32(-2.75), 1: np.float32(1.5), 3: np.float32(0)}
        for cast in ("TO_FLOAT", "TO_INT64", "TO_STRING"):
            self.as_ort("CastMap", 1, [numbers], cast_to=cast)
            for size in (8, 4, 12):
                self.as_ort("CastMap", 1, [numbers], cast_to=cast, map_form="SPARSE", max_map=size)
        names = {2: "1.5", 0: "-3"}
        for cast, wanted in (("TO_FLOAT", floats([-3, 1.5])), ("TO_INT64", whole([-3, 1])),
                             ("TO_STRING", texts("-3", "1.5", shape=[1, 2]))):
            self.same("CastMap", 1, [names], [wanted], cast_to=cast)
        self.refuses("CastMap", 1, [{1: "one"}], ["one"])
        self.refuses("CastMap", 1, [{-1: np.float32(1)}], ["-1"], map_form="SPARSE", max_map=3)
        self.refuses("CastMap", 1, [numbers], ["overflows"], map_form="SPARSE", max_map=2**62)
        for attributes in ({"map_form": "THIN"}, {"map_form": "SPARSE", "max_map": 0}):
            self.refuses("CastMap", 1, [numbers], [list(attributes)[-1]], **attributes)
        # What type that would be nobody knows.
        self.refuses("CastMap", 1, [numbers], ["CastMap", "type inference failed"], cast_to="TO_DOUBLE")


if __name__ == "__main__":
    unittest.main()
