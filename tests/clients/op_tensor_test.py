"""Operators that move elements, against numpy: every version and element type of their schemas, random shapes of rank 0 to 8 with
empty axes among them, and what they refuse."""
import unittest

import numpy as np
from op_check import Operators, bindings, draw, versions

INT64 = np.int64
LARGEST, SMALLEST = np.iinfo(INT64).max, np.iinfo(INT64).min


def ints(*values):
    return np.array(values, INT64)


def random_shape(rng, low=0, high=8):
    """Of a rank between the bounds; about every tenth axis is empty, and high ranks have short axes."""
    rank = int(rng.integers(low, high, endpoint=True))
    longest = 5 if rank < 5 else 2
    return [0 if rng.random() < 0.04 else int(rng.integers(1, longest, endpoint=True)) for _ in range(rank)]


class TensorOperators(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ops = Operators()

    @classmethod
    def tearDownClass(cls):
        cls.ops.library.close()

    def setUp(self):
        self.rng = np.random.default_rng(7)

    def whole(self, dtype, shape):
        """Numbers whose sums and products have one result."""
        return draw(self.rng, dtype, shape).round() if np.dtype(dtype).kind == "c" else draw(self.rng, dtype, shape)

    def data(self, dtype, low=0, high=8):
        return draw(self.rng, dtype, random_shape(self.rng, low, high))

    def axis(self, rank):
        """Counted from either end."""
        return int(self.rng.integers(-rank, rank))

    def test_transpose(self):
        for version, types in bindings("Transpose"):
            x = self.data(types["T"])
            if x.ndim:
                perm = [int(axis) for axis in self.rng.permutation(x.ndim)]
                self.ops.check("Transpose", version, [x], [np.transpose(x, perm)], perm=perm)
            self.ops.check("Transpose", version, [x], [np.transpose(x)])
        for dtype in (np.int8, np.float16, np.float32, np.float64, np.complex128, object):
            for shape, perm in (([67, 45], [1, 0]), ([3, 70, 33], [0, 2, 1]), ([5, 6, 7, 40], [3, 1, 0, 2]),
                                ([130, 3, 64], [2, 0, 1])):
                x = draw(self.rng, dtype, shape)
                self.ops.check("Transpose", 13, [x], [np.transpose(x, perm)], perm=perm)

    def test_concat(self):
        for version, types in bindings("Concat"):
            shape = random_shape(self.rng, 2)
            axis = abs(self.axis(len(shape))) if version < 11 else self.axis(len(shape))
            parts = []
            for size in self.rng.integers(0, 4, int(self.rng.integers(1, 5))):
                parts.append(draw(self.rng, types["T"], [*shape[:axis], int(size), *shape[axis:][1:]]))
            self.ops.check("Concat", version, parts, [np.concatenate(parts, axis)], axis=axis)
        a, b = (draw(self.rng, np.float32, [2, n]) for n in (3, 4))
        self.ops.check("Concat", 1, [a, b], [np.concatenate([a, b], 1)])

    def test_split(self):
        for version, types in bindings("Split"):
            x = self.data(types["T"], 1)
            axis = self.axis(x.ndim) % x.ndim if version < 11 else self.axis(x.ndim)
            cut = int(self.rng.integers(0, x.shape[axis], endpoint=True))
            wanted = np.split(x, [cut, cut], axis)
            sizes = [cut, 0, x.shape[axis] - cut]
            if version < 13:
                self.ops.check("Split", version, [x], wanted, axis=axis, split=sizes)
            else:
                self.ops.check("Split", version, [x, ints(*sizes)], wanted, axis=axis)
            whole = np.concatenate([x, x], axis)
            equal = {"num_outputs": 2} if version >= 18 else {}
            self.ops.check("Split", version, [whole], np.split(whole, 2, axis), axis=axis, **equal)
        x = np.arange(7, dtype=np.float32)
        self.ops.check("Split", 18, [x], [x[:3], x[3:6], x[6:]], num_outputs=3)
        self.ops.check("Split", 1, [x, np.array([3, 4], np.float32)], [x[:3], x[3:]], axis=0)
        self.ops.refuses("Split", 13, [x, ints(3, 5)], ["7"], outputs=2)
        self.ops.refuses("Split", 13, [x], [], outputs=2)

    def test_slice(self):
        for version, types in bindings("Slice"):
            x = self.data(types["T"], 1)
            axes = [int(axis) for axis in self.rng.permutation(x.ndim)[:int(self.rng.integers(1, x.ndim, endpoint=True))]]
            starts, ends = ([int(n) for n in self.rng.integers(-7, 8, len(axes))] for _ in range(2))
            steps = [1] * len(axes) if version < 10 else [int(n) for n in self.rng.choice([-3, -2, -1, 1, 2, 3], len(axes))]
            places = [slice(None)] * x.ndim
            for axis, start, end, step in zip(axes, starts, ends, steps):
                # numpy lets a walk backwards start in front of the axis, ONNX at its first element.
                start = -x.shape[axis] if step < 0 and start < -x.shape[axis] else start
                places[axis] = slice(start, end, step)
            if version < 10:
                self.ops.check("Slice", version, [x], [x[tuple(places)]], starts=starts, ends=ends, axes=axes)
            else:
                lists = [np.array(values, types["Tind"]) for values in (starts, ends, [axis - x.ndim for axis in axes], steps)]
                self.ops.check("Slice", version, [x, *lists], [x[tuple(places)]])
        x = np.arange(24, dtype=np.int32).reshape(4, 6)
        far = [ints(LARGEST, 1), ints(SMALLEST, LARGEST), ints(0, 1), ints(-2, 3)]
        self.ops.check("Slice", 13, [x, *far], [x[::-2, 1::3]])
        self.ops.check("Slice", 13, [x, ints(3), ints(SMALLEST), ints(0), ints(SMALLEST)], [x[3:]])
        self.ops.check("Slice", 13, [x, ints(1, 2), ints(3, 5)], [x[1:3, 2:5]])
        self.ops.check("Slice", 1, [x], [x[1:3, 2:-1]], starts=[1, 2], ends=[3, -1])
        self.ops.refuses("Slice", 13, [x, ints(0), ints(1), ints(0), ints(0)], ["0"])
        self.ops.refuses("Slice", 13, [x, ints(0), ints(1), ints(2)], ["2"])

    def test_squeeze_and_unsqueeze(self):
        for version, types in bindings("Unsqueeze"):
            x = self.data(types["T"], 0, 4)
            axes = sorted({0, int(self.rng.integers(0, x.ndim + 2))})
            rank = x.ndim + len(axes)
            axes = [axis for axis in axes if axis < rank]
            wanted = np.expand_dims(x, tuple(axes))
            given = axes[::-1] if version < 11 else [axis - wanted.ndim for axis in axes]
            if version < 13:
                self.ops.check("Unsqueeze", version, [x], [wanted], axes=given)
                self.ops.check("Squeeze", version, [wanted], [x], axes=given)
                self.ops.check("Squeeze", version, [wanted], [np.squeeze(wanted)])
            else:
                self.ops.check("Unsqueeze", version, [x, ints(*given)], [wanted])
                self.ops.check("Squeeze", version, [wanted, ints(*given)], [x])
                self.ops.check("Squeeze", version, [wanted], [np.squeeze(wanted)])
        x = np.zeros([2, 1], np.float32)
        self.ops.refuses("Squeeze", 13, [x, ints(0)], ["0", "2"])
        self.ops.refuses("Unsqueeze", 13, [x, ints(0, 0)], ["0"])

    def test_reshape_and_flatten(self):
        for version, types in bindings("Reshape"):
            x = draw(self.rng, types["T"], [2, 3, 4])
            for shape, wanted in (([-1, 6], [4, 6]), ([0, 0, 2, 2], [2, 3, 2, 2]), ([24], [24])):
                given = [x] if version < 5 else [x, ints(*shape)]
                self.ops.check("Reshape", version, given, [x.reshape(wanted)], **({"shape": shape} if version < 5 else {}))
        empty = np.zeros([0, 3], np.float32)
        self.ops.check("Reshape", 14, [empty, ints(3, 0)], [empty.reshape(3, 0)], allowzero=1)
        self.ops.check("Reshape", 13, [empty, ints(-1, 3)], [empty])
        self.ops.refuses("Reshape", 13, [np.zeros([2, 3], np.float32), ints(5, -1)], ["5"])
        for version, types in bindings("Flatten"):
            x = self.data(types["T"], 1)
            axis = int(self.rng.integers(0, x.ndim, endpoint=True))
            wanted = x.reshape([int(np.prod(x.shape[:axis])), int(np.prod(x.shape[axis:]))])
            self.ops.check("Flatten", version, [x], [wanted], axis=axis)

    def test_shape_and_size(self):
        for version, types in bindings("Shape"):
            x = self.data(types["T"])
            self.ops.check("Shape", version, [x], [ints(*x.shape)])
            if version >= 15:
                start, end = (int(n) for n in self.rng.integers(-9, 10, 2))
                self.ops.check("Shape", version, [x], [ints(*x.shape[start:end])], start=start, end=end)
        for version, types in bindings("Size"):
            x = self.data(types["T"])
            self.ops.check("Size", version, [x], [np.array(x.size)])

    def test_expand_and_tile(self):
        for version, types in bindings("Expand"):
            shape = random_shape(self.rng)
            x = draw(self.rng, types["T"], [1 if self.rng.random() < 0.5 else size for size in shape])
            self.ops.check("Expand", version, [x, ints(2, *shape)], [np.broadcast_to(x, [2, *shape])])
            self.ops.check("Expand", version, [x, ints(1)], [x if x.ndim else x.reshape(1)])
        for version, types in bindings("Tile"):
            x = self.data(types["T"], 1)
            repeats = [int(n) for n in self.rng.integers(0 if self.rng.random() < 0.1 else 1, 3, x.ndim)]
            if version == 1:
                axis = self.axis(x.ndim) % x.ndim
                number = [np.array(n, types["T"]) for n in (3, axis)]
                self.ops.check("Tile", 1, [x, *number], [np.concatenate([x] * 3, axis)])
            else:
                self.ops.check("Tile", version, [x, ints(*repeats)], [np.tile(x, repeats)])
        x = draw(self.rng, np.float32, [40, 1, 50])
        self.ops.check("Expand", 13, [x, ints(40, 30, 50)], [np.broadcast_to(x, [40, 30, 50])])
        self.ops.check("Tile", 13, [x, ints(2, 3, 4)], [np.tile(x, [2, 3, 4])])
        self.ops.refuses("Expand", 13, [x, ints(3, 1, 50)], ["40", "3"])
        self.ops.refuses("Tile", 13, [x, ints(2, 3)], ["2", "3"])
        self.ops.refuses("Tile", 13, [x, ints(2, LARGEST, 4)], [])

    def test_depth_and_space(self):
        for version, types in bindings("DepthToSpace"):
            x = draw(self.rng, types["T"], [2, 12, 3, 5])
            split = x.reshape(2, 2, 2, 3, 3, 5).transpose(0, 3, 4, 1, 5, 2).reshape(2, 3, 6, 10)
            self.ops.check("DepthToSpace", version, [x], [split], blocksize=2)
            if version >= 11:
                split = x.reshape(2, 3, 2, 2, 3, 5).transpose(0, 1, 4, 2, 5, 3).reshape(2, 3, 6, 10)
                self.ops.check("DepthToSpace", version, [x], [split], blocksize=2, mode="CRD")
        for version, types in bindings("SpaceToDepth"):
            x = draw(self.rng, types["T"], [2, 3, 6, 9])
            joined = x.reshape(2, 3, 2, 3, 3, 3).transpose(0, 3, 5, 1, 2, 4).reshape(2, 27, 2, 3)
            self.ops.check("SpaceToDepth", version, [x], [joined], blocksize=3)
        self.ops.refuses("SpaceToDepth", 13, [np.zeros([1, 1, 2, 3], np.float32)], [], blocksize=2)
        self.ops.refuses("DepthToSpace", 13, [np.zeros([1, 3, 1, 1], np.float32)], [], blocksize=2)

    def test_gather(self):
        for version, types in bindings("Gather"):
            x = self.data(types["T"], 1, 5)
            axis = self.axis(x.ndim)
            size, shape = x.shape[axis], random_shape(self.rng, 0, 3)
            shape = shape if size else [*shape, 0]
            low = 0 if version < 11 else -size
            indices = self.rng.integers(low, max(size, 1), shape).astype(types["Tind"])
            self.ops.check("Gather", version, [x, indices], [np.take(x, indices.astype(INT64), axis)], axis=axis)
        x = draw(self.rng, np.float32, [3, 4])
        self.ops.refuses("Gather", 13, [x, ints(0, 3, 4)], ["4", "-4 to 3", "axis 1"], axis=1)
        self.ops.refuses("Gather", 13, [x, ints(-4)], ["-4", "-3 to 2", "axis 0"])
        self.ops.check("Gather", 13, [x, ints(-3)], [x[:1]])
        self.ops.refuses("Gather", 13, [np.zeros([0, 2], np.float32), ints(0)], ["axis 0"])

    def test_gather_elements(self):
        for version, types in bindings("GatherElements"):
            x = draw(self.rng, types["T"], [int(n) for n in self.rng.integers(1, 5, int(self.rng.integers(1, 6)))])
            axis = self.axis(x.ndim)
            shape = [int(self.rng.integers(0 if self.rng.random() < 0.1 else 1, size, endpoint=True)) for size in x.shape]
            shape[axis] = int(self.rng.integers(1, 7))
            indices = self.rng.integers(-x.shape[axis], x.shape[axis], shape).astype(types["Tind"])
            inside = x[tuple(slice(None) if i == axis % x.ndim else slice(size) for i, size in enumerate(shape))]
            wanted = np.take_along_axis(inside, indices.astype(INT64), axis)
            self.ops.check("GatherElements", version, [x, indices], [wanted], axis=axis)
        x = draw(self.rng, np.float32, [3, 4])
        self.ops.refuses("GatherElements", 13, [x, ints([0, 4])], ["4", "-4 to 3", "axis 1"], axis=1)
        self.ops.refuses("GatherElements", 13, [x, np.zeros([4, 4], INT64)], ["4"], axis=1)

    def test_gather_nd(self):
        for version, types in bindings("GatherND"):
            x = draw(self.rng, types["T"], [int(n) for n in self.rng.integers(1, 5, int(self.rng.integers(1, 6)))])
            batch = int(self.rng.integers(0, x.ndim)) if version >= 12 else 0
            places = int(self.rng.integers(1, x.ndim - batch, endpoint=True))
            shape = [*x.shape[:batch], *random_shape(self.rng, 0 if batch == 0 else 1, 2)]
            axes = x.shape[batch:batch + places]
            indices = np.stack([self.rng.integers(-size, size, shape) for size in axes], -1).astype(INT64)
            flat = x.reshape(-1, *x.shape[batch:])
            tuples = indices.reshape(flat.shape[0], -1, places)
            wanted = np.array([[flat[(b, *place)] for place in tuples[b]] for b in range(len(flat))], x.dtype)
            wanted = wanted.reshape([*shape, *x.shape[batch + places:]])
            self.ops.check("GatherND", version, [x, indices], [wanted], **({"batch_dims": batch} if version >= 12 else {}))
        x = draw(self.rng, np.float32, [2, 3, 4])
        self.ops.refuses("GatherND", 13, [x, ints([1, 3])], ["3", "-3 to 2", "axis 1"])
        self.ops.refuses("GatherND", 13, [x, np.zeros([1, 4], INT64)], [])

    def test_scatter_elements(self):
        for op_type in ("Scatter", "ScatterElements"):
            for version, types in bindings(op_type):
                x = self.whole(types["T"], [int(n) for n in self.rng.integers(1, 5, int(self.rng.integers(1, 5)))])
                axis = self.axis(x.ndim)
                # No place twice: the order of updates is open.
                indices = np.argsort(self.rng.random(x.shape), axis)[tuple(slice(max(size - 1, 1)) for size in x.shape)]
                updates = self.whole(types["T"], indices.shape)
                for reduction in self.reductions(version if op_type == "ScatterElements" else 9, x.dtype):
                    wanted = self.scattered(x, indices, updates, axis, reduction)
                    attributes = {} if reduction == "none" else {"reduction": reduction}
                    inputs = [x, indices.astype(types["Tind"]), updates]
                    self.ops.check(op_type, version, inputs, [wanted], axis=axis, **attributes)
        x = np.zeros([3, 4], np.float32)
        twice = x.copy()
        twice[0, 1] = 7
        updates = np.array([[1, 2, 4]], np.float32)
        self.ops.check("ScatterElements", 18, [x, ints([1, 1, -3]), updates], [twice], axis=1, reduction="add")
        self.ops.refuses("ScatterElements", 18, [x, ints([0, 4]), x[:1, :2]], ["4", "-4 to 3", "axis 1"], axis=1)
        self.ops.refuses("ScatterElements", 18, [x, ints([0, 1]), x[:1, :1]], ["[1,1]", "[1,2]"], axis=1)

    @staticmethod
    def reductions(version, dtype):
        names = ["none"]
        if version >= 16 and dtype != object:
            names += ["add", "mul"]
        if version >= 18 and dtype != object:
            names += ["max", "min"]
        return names

    @staticmethod
    def reduced(reduction, old, new):
        with np.errstate(all="ignore"):
            return {"none": lambda: new, "add": lambda: old + new, "mul": lambda: old * new, "max": lambda: np.maximum(old, new),
                    "min": lambda: np.minimum(old, new)}[reduction]()

    def scattered(self, x, indices, updates, axis, reduction):
        wanted = x.copy()
        for at in np.ndindex(indices.shape):
            to = list(at)
            to[axis] = indices[at]
            wanted[tuple(to)] = self.reduced(reduction, wanted[tuple(to)], updates[at])
        return wanted

    def test_scatter_nd(self):
        for version, types in bindings("ScatterND"):
            x = self.whole(types["T"], [int(n) for n in self.rng.integers(1, 5, int(self.rng.integers(1, 5)))])
            places = int(self.rng.integers(1, x.ndim, endpoint=True))
            every = np.array(list(np.ndindex(x.shape[:places])), INT64)
            indices = self.rng.permutation(every)[:int(self.rng.integers(1, 5))]
            indices -= np.array(x.shape[:places]) * (self.rng.random(indices.shape) < 0.3)
            updates = self.whole(types["T"], [len(indices), *x.shape[places:]])
            for reduction in self.reductions(version, x.dtype):
                wanted = x.copy()
                for place, update in zip(indices, updates):
                    wanted[tuple(place)] = self.reduced(reduction, wanted[tuple(place)], update)
                attributes = {} if reduction == "none" else {"reduction": reduction}
                self.ops.check("ScatterND", version, [x, indices, updates], [wanted], **attributes)
        x = np.zeros([3, 4], np.float32)
        twice = np.zeros([3, 4], np.float32)
        twice[1] = 3
        self.ops.check("ScatterND", 18, [x, ints([1], [1]), np.array([[1] * 4, [2] * 4], np.float32)], [twice], reduction="add")
        self.ops.refuses("ScatterND", 18, [x, ints([1, 4]), np.zeros([1], np.float32)], ["4", "-4 to 3", "axis 1"])
        self.ops.refuses("ScatterND", 18, [x, ints([1]), np.zeros([1, 3], np.float32)], ["[1,3]", "[1,4]"])

    def test_pad(self):
        modes = ("constant", "reflect", "edge", "wrap")
        for count, (version, types) in enumerate(bindings("Pad")):
            mode = modes[count % (4 if version >= 19 else 3)]
            x = draw(self.rng, types["T"], [int(n) for n in self.rng.integers(1, 4, int(self.rng.integers(1, 6)))])
            pads = self.rng.integers(0, 4 if mode == "constant" else 3, (2, x.ndim))
            value = draw(self.rng, x.dtype, [1]) if mode == "constant" else x.ravel()[:1]
            # Which element is where, the value being the one behind the last.
            extra = {"constant_values": x.size} if mode == "constant" else {}
            places = np.pad(np.arange(x.size).reshape(x.shape), pads.T.tolist(), mode, **extra)
            wanted = np.concatenate([x.ravel(), value])[places]
            numbers = [int(n) for n in pads.ravel()]
            if version < 11:
                name = "paddings" if version == 1 else "pads"
                self.ops.check("Pad", version, [x], [wanted], mode=mode, value=float(value[0]), **{name: numbers})
                continue
            inputs = [x, ints(*numbers), value[0].reshape([]) if x.dtype != object else np.array(value[0], object)]
            if version >= 18:
                inputs.append(np.array([axis - x.ndim for axis in range(x.ndim)], types["Tind"]))
            self.ops.check("Pad", version, inputs, [wanted], mode=mode)
        x = draw(self.rng, np.float32, [4, 5])
        self.ops.check("Pad", 13, [x, ints(-1, 2, 1, -2)], [np.pad(x[1:, :3], [(0, 1), (2, 0)])])
        self.ops.check("Pad", 18, [x, ints(-1, 2), None, ints(1)], [np.pad(x[:, 1:], [(0, 0), (0, 2)], "edge")], mode="edge")
        self.ops.check("Pad", 18, [x, ints(0, 2), None, ints(0)], [np.pad(x, [(0, 2), (0, 0)])])
        self.ops.check("Pad", 13, [np.zeros([0, 2], np.float32), ints(1, 0, 1, 0)], [np.zeros([2, 2], np.float32)])
        self.ops.check("Pad", 13, [x, ints(-4, 0, 3, 0)], [np.zeros([3, 5], np.float32)])
        self.ops.refuses("Pad", 13, [np.zeros([0, 2], np.float32), ints(1, 0, 1, 0)], ["[0,2]"], mode="edge")
        self.ops.refuses("Pad", 13, [x, ints(-5, 0, 0, 0)], ["-5"])
        self.ops.refuses("Pad", 13, [x, ints(1, 0, 0)], ["3", "4"])

    def test_center_crop_pad(self):
        for version, types in bindings("CenterCropPad"):
            x = draw(self.rng, types["T"], [4, 5, 6])
            wanted = np.zeros([7, 5, 3], x.dtype) if x.dtype != object else np.full([7, 5, 3], "", object)
            wanted[1:5] = x[:, :, 1:4]
            self.ops.check("CenterCropPad", version, [x, np.array([7, 3], types["Tind"])], [wanted], axes=[0, -1])

    def test_compress(self):
        for version, types in bindings("Compress"):
            x = self.data(types["T"], 1, 5)
            axis = self.axis(x.ndim) if version >= 11 else self.axis(x.ndim) % x.ndim
            condition = self.rng.random(max(x.shape[axis] - 1, 0)) < 0.5
            self.ops.check("Compress", version, [x, condition], [np.compress(condition, x, axis)], axis=axis)
            flat = self.rng.random(x.size + 2) < 0.5
            self.ops.check("Compress", version, [x, flat], [x.ravel()[flat[:x.size]]])

    def test_one_hot(self):
        for count, (version, types) in enumerate(bindings("OneHot")):
            if count % 7:
                continue   # more than a thousand combinations for each version
            indices = draw(self.rng, types["T1"], random_shape(self.rng, 1, 3), -6, 6)
            values = draw(self.rng, types["T3"], [2])
            axis = int(self.rng.integers(-indices.ndim - 1, indices.ndim + 1))
            whole = np.trunc(indices.astype(np.float64)).astype(INT64)
            places = np.expand_dims(np.where(whole < 0, whole + 5, whole), axis)
            depths = np.arange(5).reshape([-1 if i == axis % places.ndim else 1 for i in range(places.ndim)])
            wanted = values[(places == depths).astype(INT64)]
            self.ops.check("OneHot", version, [indices, np.array(5, types["T2"]), values], [wanted], axis=axis)
        self.ops.refuses("OneHot", 11, [ints(1), ints(-2), np.zeros(2, np.float32)], ["-2"])

    def test_non_zero(self):
        for version, types in bindings("NonZero"):
            x = self.data(types["T"], 1, 5)
            if x.size:
                x.flat[:: 2] = "" if x.dtype == object else 0
            wanted = np.array(np.nonzero(x if x.dtype != object else x != ""), INT64)
            self.ops.check("NonZero", version, [x], [wanted])
        self.ops.check("NonZero", 13, [np.array(3.0, np.float32)], [np.zeros([0, 1], INT64)])
        self.ops.check("NonZero", 13, [np.array([-0.0, np.nan, 1], np.float16)], [ints([1, 2])])

    def test_unique(self):
        for version, types in bindings("Unique"):
            x = draw(self.rng, types["T"], [3, 6, 2], 0, 2)
            if x.dtype == object:
                keys = np.array([int(text[1:]) for text in x.flat]).reshape(x.shape)
            else:
                # Few different ones.
                keys = np.round(x.astype(np.complex128))
                x = (keys if x.dtype.kind == "c" else keys.real).astype(x.dtype)
            for ordered in (0, 1):
                self.check_unique(version, x, keys.ravel()[:, None], x.ravel(), None, ordered)
                self.check_unique(version, x, np.moveaxis(keys, 1, 0).reshape(6, -1), x, 1, ordered)
        x = np.array([np.nan, 1, np.nan, -0.0, 0.0], np.float32)
        wanted = [np.array([-0.0, 1, np.nan], np.float32), ints(3, 1, 0), ints(2, 1, 2, 0, 0), ints(2, 1, 2)]
        self.ops.check("Unique", 11, [x], wanted)
        self.ops.check("Unique", 11, [x[:0]], [x[:0], ints(), ints(), ints()])

    def check_unique(self, version, x, keys, slices, axis, ordered):
        rows = [tuple(row) for row in keys]
        different = list(dict.fromkeys(rows))
        if ordered:
            different.sort(key=lambda row: [(value.real, value.imag) for value in map(complex, row)])
        first = [rows.index(row) for row in different]
        wanted = [np.take(slices, first, axis or 0), ints(*first), ints(*[different.index(row) for row in rows]),
                  ints(*[rows.count(row) for row in different])]
        attributes = {} if axis is None else {"axis": axis}
        self.ops.check("Unique", version, [x], wanted, sorted=ordered, **attributes)

    def test_trilu(self):
        for version, types in bindings("Trilu"):
            shape = [*random_shape(self.rng, 0, 2), *[int(n) for n in self.rng.integers(1, 5, 2)]]
            x = draw(self.rng, types["T"], shape)
            for upper, k in ((1, None), (0, 0), (1, 2), (0, -1), (1, -LARGEST), (0, LARGEST)):
                offset = int(np.clip(k or 0, -9, 9))
                kept = np.arange(shape[-1])[None] - np.arange(shape[-2])[:, None]
                kept = kept >= offset if upper else kept <= offset
                zero = np.full(shape, "", object) if x.dtype == object else np.zeros(shape, x.dtype)
                wanted = np.where(kept, x, zero).astype(x.dtype)
                self.ops.check("Trilu", version, [x, None if k is None else np.array(k)], [wanted], upper=upper)

    def test_reverse_sequence(self):
        for version, types in bindings("ReverseSequence"):
            x = draw(self.rng, types["T"], [4, 3, 2])
            lengths = ints(4, 0, 2)
            wanted = x.copy()
            for batch, length in enumerate(lengths):
                wanted[:length, batch] = x[:length, batch][::-1]
            self.ops.check("ReverseSequence", version, [x, lengths], [wanted])
            turned = [np.ascontiguousarray(np.swapaxes(a, 0, 1)) for a in (x, wanted)]
            self.ops.check("ReverseSequence", version, [turned[0], lengths], [turned[1]], time_axis=1, batch_axis=0)
        self.ops.refuses("ReverseSequence", 10, [np.zeros([4, 3], np.float32), ints(4, 5, 2)], ["5", "4"])

    def test_tensor_scatter(self):
        for version, types in bindings("TensorScatter"):
            past, update = (draw(self.rng, types["T"], [3, 2, n, 2]) for n in (5, 3))
            for mode, starts in (("linear", None), ("linear", [0, 2, 1]), ("circular", [0, 4, 12])):
                wanted = past.copy()
                for batch, start in enumerate(starts or [0] * 3):
                    for i in range(3):
                        wanted[batch, :, (start + i) % 5] = update[batch, :, i]
                inputs = [past, update] if starts is None else [past, update, ints(*starts)]
                self.ops.check("TensorScatter", version, inputs, [wanted], mode=mode)
        past, update = np.zeros([1, 4, 2], np.float32), np.zeros([1, 2, 2], np.float32)
        self.ops.refuses("TensorScatter", 24, [past, update, ints(3)], ["3", "0 to 2"])

    def test_bit_cast(self):
        x = draw(self.rng, np.float32, [3, 5])
        self.ops.check("BitCast", 26, [x], [x.view(np.int32)], to=6)
        self.ops.check("BitCast", 26, [x.view(np.uint32)], [x], to=1)
        self.ops.refuses("BitCast", 26, [x], [], to=7)

    def test_versions(self):
        # A version that these tests do not know would go unseen.
        newest = {"Transpose": 25, "Concat": 13, "Split": 18, "Slice": 13, "Pad": 25, "Gather": 13, "GatherND": 13,
                  "ScatterND": 18, "ScatterElements": 18, "Unique": 28, "OneHot": 28, "Compress": 28, "Resize": 19,
                  "GridSample": 22}
        self.assertEqual({name: versions(name)[-1].since_version for name in newest}, newest)


if __name__ == "__main__":
    unittest.main()
