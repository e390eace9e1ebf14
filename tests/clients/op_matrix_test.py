"""Products of matrices against numpy: every version and type, operands that are constants, shapes of every kind."""
import unittest

import numpy as np
from op_check import OperatorTest, draw, extremes, seeded


def product(a, b):
    """a @ b in the type of a, as a wider type computes it, or whole numbers as they wrap."""
    if a.dtype.kind in "iu":
        return np.asarray(np.matmul(a, b)).astype(a.dtype)
    return np.asarray(np.matmul(a.astype(np.float64), b.astype(np.float64))).astype(a.dtype)


class Products(OperatorTest):
    def test_matmul(self):
        first = set()
        for version, dtype in self.each_type("MatMul"):
            rng = seeded("MatMul", version, dtype.name)
            pairs = [([3, 4], [4, 5])]
            if dtype not in first:
                first.add(dtype)
                pairs += [([4], [4]), ([4], [4, 5]), ([3, 4], [4]), ([2, 3, 4], [4, 5]), ([3, 4], [2, 4, 5]),
                          ([2, 3, 4], [2, 4, 5]), ([2, 1, 3, 4], [5, 4, 2]), ([7, 1, 4], [1, 4, 1]), ([4], [2, 4, 5]),
                          ([2, 3, 4], [4]), ([0, 4], [4, 5]),
                          ([3, 0], [0, 5]), ([0, 2, 3], [3, 2]), ([65, 70], [70, 33]), ([1, 200], [200, 40])]
            for a, b in pairs:
                x, y = draw(rng, dtype, a, -2, 2), draw(rng, dtype, b, -2, 2)
                self.ops.check("MatMul", version, [x, y], [product(x, y)])
        for dtype in (np.int32, np.uint64):
            x, y = extremes(dtype).reshape(2, 4), extremes(dtype).reshape(4, 2)
            self.ops.check("MatMul", 13, [x, y], [product(x, y)])
        for a, b in (([3, 4], [5, 4]), ([], [3]), ([2, 3, 4], [3, 4, 5])):
            self.ops.refuses("MatMul", 13, [np.ones(a, np.float32), np.ones(b, np.float32)], [])

    def test_gemm(self):
        for version, dtype in self.each_type("Gemm"):
            rng = seeded("Gemm", version, dtype.name)
            whole = dtype.kind in "iu"
            for transposed in range(4):
                left, right = transposed % 2, transposed // 2
                a = draw(rng, dtype, [5, 3] if left else [3, 5], -2, 2)
                b = draw(rng, dtype, [4, 5] if right else [5, 4], -2, 2)
                for c, alpha, beta in (([3, 4], 1.0, 1.0), ([4], 1.0, 1.0), ([3, 1], 1.0, 1.0), ([], 1.0, 1.0),
                                       ([1, 4], 0.5, 2.0), ([1], 2.0, 0.0), (None, 1.0, 1.0), (None, 0.5, 1.0)):
                    if c is None and version < 11 or whole and alpha == 0.5 and dtype.kind == "u":
                        continue
                    addend = None if c is None else draw(rng, dtype, c, -2, 2)
                    attributes = {"transA": left, "transB": right, "alpha": alpha, "beta": beta}
                    if version < 7:
                        attributes["broadcast"] = 1
                    wanted = product(a.T if left else a, b.T if right else b).astype(np.float64) * alpha
                    wanted = wanted + (0 if addend is None else addend.astype(np.float64) * beta)
                    inputs = [a, b] if c is None else [a, b, addend]
                    self.ops.check("Gemm", version, inputs, [wanted.astype(dtype)], **attributes)
        a, b, c = np.ones([3, 5], np.float32), np.ones([5, 4], np.float32), np.ones([4], np.float32)
        self.ops.refuses("Gemm", 6, [a, b, c], ["C"])
        self.ops.refuses("Gemm", 13, [a, a], [])
        self.ops.refuses("Gemm", 13, [a, b, np.ones([5], np.float32)], [])

    def test_constant_operands(self):
        """Matrices that the session lays out beforehand."""
        for dtype in (np.float32, np.float16, np.float64, np.int64):
            for rows in (1, 2, 40):
                rng = seeded("constant", np.dtype(dtype).name, rows)
                a, b, c = (draw(rng, dtype, shape, -2, 2) for shape in ([rows, 30], [30, 20], [20]))
                self.ops.check("MatMul", 13, [a, b], [product(a, b)], constants=[1])
                self.ops.check("MatMul", 13, [a[None], b], [product(a, b)[None]], constants=[1])
                if np.dtype(dtype).kind == "f":
                    wanted = [(product(a, b) + c).astype(dtype)]
                    self.ops.check("Gemm", 13, [a, b, c], wanted, constants=[1, 2])
                    self.ops.check("Gemm", 13, [a, np.ascontiguousarray(b.T), c], wanted, constants=[1], transB=1)

    def test_det(self):
        for version, dtype in self.each_type("Det"):
            rng = seeded("Det", version, dtype.name)
            for shape in ([3, 3], [2, 4, 4], [1, 1], [0, 0], [0, 2, 2], [2, 3, 1, 1]):
                x = draw(rng, dtype, shape, -1, 1)
                wanted = np.array(np.linalg.det(x.astype(np.float64))).astype(dtype)
                self.ops.check("Det", version, [x], [wanted])
        self.ops.check("Det", 22, [np.array([[0, 2, 0], [1, 0, 0], [0, 0, 3]], np.float32)], [np.array(-6, np.float32)])
        self.ops.check("Det", 22, [np.ones([3, 3], np.float32)], [np.array(0, np.float32)])
        self.ops.refuses("Det", 22, [np.ones([3, 2], np.float32)], [])

    def test_einsum(self):
        for equation, shapes in (
                ("ij,jk->ik", ([3, 4], [4, 5])), ("ij->ji", ([3, 4],)), ("ij->", ([3, 4],)), ("ij->i", ([3, 4],)),
                ("i,j->ij", ([3], [4])), ("i,i->i", ([4], [4])), ("i,i", ([4], [4])), ("bij,bjk->bik", ([2, 3, 4], [2, 4, 5])),
                ("...ij,...jk->...ik", ([2, 3, 4], [2, 4, 5])), ("ii->i", ([3, 3],)), ("ii", ([3, 3],)), ("iij->j", ([3, 3, 2],)),
                ("ij,jk,kl->il", ([2, 3], [3, 4], [4, 5])), ("ij,ij->", ([3, 4], [3, 4])), ("ij , jk", ([3, 4], [4, 5])),
                ("bhqd,bhkd->bhqk", ([2, 2, 3, 4], [2, 2, 5, 4])),
                ("...->...", ([2, 3],)), ("...i->...", ([2, 3, 4],)), ("i...,i->...", ([3, 2, 2], [3])),
                ("ij,kl->", ([2, 3], [4, 2])),
                ("ab,cd->abcd", ([2, 3], [2, 2])), ("bA,Ac->bc", ([2, 3], [3, 2])), ("ba", ([2, 3],)), ("ij,j->i", ([0, 3], [3])),
                ("ij,j->i", ([3, 0], [0])), ("ij,j->ij", ([2, 1], [3])), (",i->i", ([], [3]))):
            for dtype in (np.float32, np.float64, np.int32):
                rng = seeded(equation, np.dtype(dtype).name)
                inputs = [draw(rng, dtype, shape, -2, 2) for shape in shapes]
                self.ops.check("Einsum", 12, inputs, [np.asarray(np.einsum(equation, *inputs))], equation=equation)
        for version, dtype in self.each_type("Einsum"):
            rng = seeded("Einsum", version, dtype.name)
            x, y = draw(rng, dtype, [3, 4], -2, 2), draw(rng, dtype, [4, 5], -2, 2)
            self.ops.check("Einsum", version, [x, y], [product(x, y)], equation="ij,jk->ik")
        x = np.ones([2, 3], np.float32)
        for equation, inputs in (("ij,jk->ik", [x]), ("ij->iz", [x]), ("ij->ii", [x]), ("i1->i", [x]), ("ijk->i", [x]),
                                 ("ij,jk->ik", [x, x]), ("......->", [x]), ("i->i", [x])):
            self.ops.refuses("Einsum", 12, inputs, [], equation=equation)


if __name__ == "__main__":
    unittest.main()
