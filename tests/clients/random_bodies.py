"""Models of nested If, Loop and Scan, drawn at random.

    model, feeds = draw(random.Random(7), plain=True)   # plain: only what ONNX's reference evaluator knows

Every value is float[3], so that any may go anywhere: into a body's arithmetic from any level around it, into an If's branch as it
is, into a loop as carried value. Stacks of Loop are scanned again. Trip counts, conditions and branches are inputs of the model.
"""
import numpy as np
from onnx import TensorProto, helper

WIDTH = 3


class _Drawer:
    def __init__(self, rng, plain):
        self.rng, self.plain, self.count, self.results = rng, plain, 0, []

    def name(self):
        self.count += 1
        return f"v{self.count}"

    def level(self, visible, depth):
        """Nodes of one graph level that may use `visible`; gives them and what is visible behind them."""
        nodes, visible = [], list(visible)
        for _ in range(self.rng.randint(1, 4)):
            kinds = [self.arithmetic] * 3 + ([self.branch, self.loop, self.scan] if depth < 3 else [])
            visible += self.rng.choice(kinds)(nodes, visible, depth)
        return nodes, visible

    def node(self, nodes, op, inputs, outputs=1, **attributes):
        names = [self.name() for _ in range(outputs)]
        nodes.append(helper.make_node(op, inputs, names, **attributes))
        return names

    def arithmetic(self, nodes, visible, depth):
        op = self.rng.choice(["Add", "Sub", "Mul"])
        return self.node(nodes, "Tanh", self.node(nodes, op, self.rng.choices(visible, k=2)))

    def graph(self, nodes, inputs, outputs):
        return helper.make_graph(nodes, self.name(), inputs, [info(name) for name in outputs])

    def fresh(self, nodes, visible, count):
        """Values that a body may give: made in it."""
        return [self.node(nodes, "Identity", [self.rng.choice(visible)])[0] for _ in range(count)]

    def branch(self, nodes, visible, depth):
        count, bodies = self.rng.randint(1, 2), []
        for _ in range(2):
            inner, seen = self.level(visible, depth + 1)
            bodies.append(self.graph(inner, [], self.fresh(inner, seen, count)))
        return self.node(nodes, "If", [f"flag{self.rng.randint(0, 2)}"], count, then_branch=bodies[0], else_branch=bodies[1])

    def loop(self, nodes, visible, depth):
        carried = self.rng.randint(0, 2)
        stacks = self.rng.randint(0 if carried else 1, 1)
        index, cond, *inside = (self.name() for _ in range(2 + carried))
        inner, seen = self.level([*visible, *inside], depth + 1)
        # A stack has an item at least: what it looks like without any is told apart from ONNX's reference by a test of its own.
        limit = self.rng.choice(["one", "three"] if stacks else ["zero", "one", "three", ""])
        stop = self.node(inner, "Identity", ["stop" if not limit or self.rng.random() < 0.3 else cond])
        results = self.fresh(inner, seen, carried + stacks)
        inputs = [info(index, TensorProto.INT64, []), info(cond, TensorProto.BOOL, []), *map(info, inside)]
        body = helper.make_graph(inner, self.name(), inputs, [info(stop[0], TensorProto.BOOL, []), *map(info, results)])
        begin = [limit, "go" if self.plain else self.rng.choice(["", "go"]), *self.rng.choices(visible, k=carried)]
        made = self.node(nodes, "Loop", begin, carried + stacks, body=body)
        return made[:carried] + [value for stack in made[carried:] for value in self.fold(nodes, visible, stack, depth)]

    def scan(self, nodes, visible, depth):
        return self.fold(nodes, visible, "rows" if self.plain else self.rng.choice(["rows", "columns"]), depth)

    def fold(self, nodes, visible, stack, depth):
        """Scans a stack of items, [n,3] or, of "columns", [3,n]; the stack that comes out is an output of a model's top level."""
        state, item = self.name(), self.name()
        inner, seen = self.level([*visible, state, item], depth + 1)
        body = self.graph(inner, [info(state), info(item)], self.fresh(inner, seen, 2))
        ways = {} if self.plain else {
            "scan_input_axes": [int(stack == "columns")], "scan_input_directions": [self.rng.randint(0, 1)],
            "scan_output_axes": [self.rng.randint(-2, 1)], "scan_output_directions": [self.rng.randint(0, 1)]}
        made = self.node(nodes, "Scan", [self.rng.choice(visible), stack], 2, body=body, num_scan_inputs=1, **ways)
        if depth == 0:
            self.results.append(made[1])
        return made[:1]


def info(name, element=TensorProto.FLOAT, dims=(WIDTH,)):
    return helper.make_tensor_value_info(name, element, dims)


def draw(rng, plain):
    drawer = _Drawer(rng, plain)
    nodes, visible = drawer.level(["x", "y"], 0)
    outputs = [*map(info, dict.fromkeys(visible[2:])), *(info(name, dims=(None, None)) for name in drawer.results)]
    flags = {"go": True, "stop": False, **{f"flag{i}": rng.random() < 0.5 for i in range(3)}}
    trips = {"zero": 0, "one": 1, "three": 3}
    numbers = np.random.default_rng(rng.randint(0, 1 << 30))
    feeds = {"x": numbers.normal(size=WIDTH), "y": numbers.normal(size=WIDTH), "rows": numbers.normal(size=(4, WIDTH)),
             "columns": numbers.normal(size=(WIDTH, 4))}
    feeds = {name: array.astype(np.float32) for name, array in feeds.items()}
    inputs = [info(name, dims=array.shape) for name, array in feeds.items()]
    inputs += [info(name, TensorProto.BOOL, []) for name in flags] + [info(name, TensorProto.INT64, []) for name in trips]
    feeds.update({name: np.array(flag) for name, flag in flags.items()})
    feeds.update({name: np.array(count, np.int64) for name, count in trips.items()})
    graph = helper.make_graph(nodes, "g", inputs, outputs)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 16)], ir_version=8), feeds
