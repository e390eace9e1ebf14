"""Every operator at its edges: the rows of op_edges.py, and that none is missing."""
import unittest

import edges_math
import edges_ml
import edges_more
import edges_nn
import edges_tensor
from op_edges import Edges, operators

RANDOM = "its numbers are random: op_random_test.py holds their distributions"
# Without a row.
ELSEWHERE = {
    "Bernoulli": RANDOM, "Multinomial": RANDOM, "RandomNormal": RANDOM, "RandomNormalLike": RANDOM, "RandomUniform": RANDOM,
    "RandomUniformLike": RANDOM,
    "ImageDecoder": "its input is a file: op_image_test.py",
    "Gradient": "it is of a graph: gradient_test.py",
}
FAMILIES = (edges_math.ROWS, edges_tensor.ROWS, edges_nn.ROWS, edges_more.ROWS, edges_ml.ROWS)


class OperatorEdges(unittest.TestCase):
    def hold(self, rows):
        edges = Edges()
        self.addCleanup(edges.close)
        for op_type, row in rows.items():
            with self.subTest(op_type):
                failure = edges.check(op_type, row)
                self.assertIsNone(failure, failure)

    def test_math(self):
        self.hold(edges_math.ROWS)

    def test_tensors(self):
        self.hold(edges_tensor.ROWS)

    def test_networks(self):
        self.hold(edges_nn.ROWS)

    def test_sequences_and_more(self):
        self.hold(edges_more.ROWS)

    def test_ml(self):
        self.hold(edges_ml.ROWS)

    def test_every_operator_has_a_row(self):
        rows = [(row.domain, name) for family in FAMILIES for name, row in family.items()]
        elsewhere = {(domain, name) for domain, name in operators() if name in ELSEWHERE}
        self.assertEqual(len(rows), len(set(rows)))
        self.assertEqual(len(ELSEWHERE), len(elsewhere))
        self.assertEqual(operators(), set(rows) | elsewhere)
        cases = sum(row.cases for family in FAMILIES for row in family.values())
        print(f"{len(rows)} of {len(operators())} operators have rows, {cases} cases")


if __name__ == "__main__":
    unittest.main()
