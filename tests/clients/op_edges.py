"""Property tests of operators at their edges: random nodes, held against ONNX's reference evaluator.

    ROWS = {"Relu": Row(lambda draw: Case([draw.values(draw.type(), draw.shape())]))}

A row says how to draw a node of its operator: inputs and attributes of any size, empty tensors, scalars, odd numbers and ties
among them. Cases are drawn from fixed seeds. What ours computes is compared with what the reference does, within the tolerance of
the type; where the reference fails, with what ONNX Runtime does; a row that says why (`by_ort`) asks ONNX Runtime alone, and one
with `wanted` brings a definition of its own. A case that none of them computes proves nothing: at least half of a row's must be
judged.
A case that fails is drawn anew from other seeds in ever larger sizes, and the smallest that fails is shown.

    op_edges.py [--cases N] [--triage] NAME...     # runs rows by hand, with ONNX Runtime's opinion
"""
import argparse
import copy
import warnings
import zlib
from dataclasses import dataclass, field, replace

import ml_dtypes
import numpy as np
from common import LIBRARY, onnxruntime_library
from onnx import defs
from onnx.reference import ReferenceEvaluator
from op_check import assert_same, dtype_of, is_float, model, versions
from op_check import draw as draw_plain
from ortlib import Library, OrtError

SPECIALS = np.array([np.nan, np.inf, -np.inf, -0.0, 0.0, 1e-40, 1e18, -1e18, 0.5, -0.5, 1.5, 2.5, -2.5], np.float64)
FLOATS = ("float", "double", "float16", "bfloat16")
INTS = ("int8", "int16", "int32", "int64")
UINTS = ("uint8", "uint16", "uint32", "uint64")
USUAL = (*FLOATS, *INTS, *UINTS, "bool", "string")
RARE = ("complex64", "complex128", "float8e4m3fn", "float8e4m3fnuz", "float8e5m2", "float8e5m2fnuz", "float8e8m0", "float4e2m1",
        "int4", "uint4", "int2", "uint2")
EVERY = (*USUAL, *RARE)
SIZES = (1, 2, 3, 5)                                 # longest axis, while a failing case is made smaller
LARGEST = 5


@dataclass
class Case:
    """One node. `inputs`: arrays, or None for one left out; `constants`: which of them the model holds; `outputs`: their number;
    `model`: for what is more than a node; its feeds are `feeds`, else x0, x1, ..."""
    inputs: list
    outputs: object = 1
    constants: tuple = ()
    attributes: dict = field(default_factory=dict)
    model: object = None
    feeds: object = None
    ask_as: int = 0

    def size(self):
        return sum(_size(value) for value in self.inputs if value is not None)


@dataclass
class Row:
    """draw(Draw) gives a Case; None where what was drawn makes no sense.

    since    the first version that the row is for; later ones are drawn too (0: the newest alone)
    cases    how many
    by_ort   why ONNX Runtime, and not the reference, says what is wanted
    ask_as   the version that ONNX Runtime has it in, where it does not have all of them and they differ in types alone
    wanted   wanted(case, version): the outputs by the definition, for operators that neither has, or has right
    same     same(case, seen, wanted): in place of the comparison within the type's tolerance; raises AssertionError
    """
    draw: object
    since: int = 0
    cases: int = 16
    by_ort: str = ""
    ask_as: int = 0
    wanted: object = None
    same: object = None
    domain: str = ""


class Draw:
    """What a row draws from. `longest`: of an axis."""

    def __init__(self, op_type, domain, since, seed, longest=LARGEST):
        self.rng = np.random.default_rng([zlib.crc32(op_type.encode()), seed])
        self.longest = longest
        known = versions(op_type, domain)
        known = [schema for schema in known if schema.since_version >= since] or known[-1:]
        self.schema = self.pick(known if since else known[-1:])
        self.version = self.schema.since_version

    def pick(self, options):
        return options[int(self.rng.integers(len(options)))]

    def chance(self, p=0.5):
        return bool(self.rng.random() < p)

    def int(self, low, high):
        return int(self.rng.integers(low, high, endpoint=True))

    def ints(self, count, low, high):
        return [self.int(low, high) for _ in range(count)]

    def type(self, param=None, among=EVERY):
        """One of those that the schema allows for the parameter (the first one), by ONNX's names; every third time float."""
        constraints = {c.type_param_str: c.allowed_type_strs for c in self.schema.type_constraints}
        allowed = constraints[param or next(iter(constraints))]
        names = [name for name in among if f"tensor({name})" in allowed]
        return dtype_of("float" if "float" in names and self.chance(0.34) else self.pick(names))

    def dim(self, least=0):
        return 0 if least == 0 and self.chance(0.06) else self.int(max(least, 1), max(self.longest, least))

    def shape(self, low=0, high=8, least=0):
        """Rank `low` to `high`, low ones more often; high ranks have short axes."""
        high = min(high, max(low, {1: 1, 2: 2, 3: 4}.get(self.longest, 8)))
        rank = min(self.int(low, high), self.int(low, high))
        return [min(self.dim(least), max(least, self.longest if rank < 5 else 2)) for _ in range(rank)]

    def parts(self, count, shape=None):
        """Shapes that broadcast to one shape, or to a larger one in turn."""
        shape = self.shape() if shape is None else shape
        shapes = []
        for _ in range(count):
            cut = self.int(0, len(shape)) if self.chance(0.3) else 0
            shapes.append([1 if self.chance(0.25) else size for size in shape[cut:]])
        return shapes

    def axis(self, rank):
        """Counted from either end."""
        return self.int(-rank, rank - 1)

    def values(self, dtype, shape, low=-4, high=4, odd=True):
        """Numbers between the bounds; every fourth time ties, every fourth time odd numbers among them. `odd`: whether they may
        be; "ordered": but for NaN, "float": but for the ends of integers."""
        array = draw_plain(self.rng, dtype, shape, low, high)
        if array.dtype in (object, bool) or array.dtype.kind == "c":
            return array
        way = self.rng.random()
        if way < 0.25 and odd and (odd != "float" or is_float(array.dtype)):
            some = self.rng.random(array.shape) < 0.3
            odds = self._odd(array.dtype, array.shape)
            return np.where(some & (odds == odds) if odd == "ordered" else some, odds, array).astype(array.dtype)
        return np.round(array.astype(np.float64)).astype(array.dtype) if way > 0.75 and is_float(array.dtype) else array

    def _odd(self, dtype, shape):
        if is_float(dtype):
            with np.errstate(all="ignore"):
                return self.rng.choice(SPECIALS, shape).astype(dtype)
        low, high = int(ml_dtypes.iinfo(dtype).min), int(ml_dtypes.iinfo(dtype).max)
        ends = np.array([low, high, 0, 1, high - 1, high // 2, low + 1], dtype)
        return ends[self.rng.integers(len(ends), size=shape)]


class Edges:
    def __init__(self):
        self.library, self.runtime = Library(LIBRARY), None
        self.judged = self.drawn = 0

    def close(self):
        for library in filter(None, [self.library, self.runtime]):
            library.close()

    def case(self, op_type, row, seed, longest=LARGEST):
        """(Case, its version, its model) or None."""
        draw = Draw(op_type, row.domain, row.since, seed, longest)
        case = row.draw(draw)
        if case is None:
            return None
        if case.model is None:
            case.model = model(op_type, draw.version, case.inputs, case.outputs, row.domain, case.constants, **case.attributes)
            case.ask_as = row.ask_as
        return case, draw.version

    def ours(self, case):
        return _run(self.library, case)

    def by_reference(self, case):
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ReferenceEvaluator(case.model).run(None, feeds_of(case))

    def by_ort(self, case):
        self.runtime = self.runtime or Library(onnxruntime_library(), level=4)
        asked = copy.deepcopy(case.model)
        asked.ir_version = min(asked.ir_version, 10)
        if case.ask_as:
            asked.opset_import[0].version = case.ask_as
        return _run(self.runtime, replace(case, model=asked))

    def wanted(self, row, case, version):
        """What the first that computes it says; None where none does."""
        if row.wanted:
            return row.wanted(case, version)
        for oracle in [self.by_ort] if row.by_ort else [self.by_reference, self.by_ort]:
            try:
                return oracle(case)
            except Exception:   # of the reference, any kind
                pass
        return None

    def failure(self, op_type, row, seed, longest=LARGEST):
        """(case, what is wrong) or None."""
        drawn = self.case(op_type, row, seed, longest)
        if drawn is None:
            return None
        case, version = drawn
        self.drawn += 1
        wanted = self.wanted(row, case, version)
        if wanted is None:
            return None
        self.judged += 1
        try:
            seen = self.ours(case)
            assert len(seen) == len(wanted), f"{len(seen)} outputs seen, {len(wanted)} wanted"
            if row.same:
                row.same(case, seen, wanted)
            else:
                for got, want in zip(seen, wanted):
                    same(got, want)
        except (AssertionError, OrtError) as error:
            return case, f"{op_type}-{version}: {error}"
        return None

    def check(self, op_type, row, cases=None):
        """None, or the smallest failing case as text."""
        self.judged = self.drawn = 0
        failed = []
        for seed in range(cases or row.cases):
            if found := self.failure(op_type, row, seed):
                failed.append(found)
                failed.extend(filter(None, (self.failure(op_type, row, 1000 + more, longest)
                                            for longest in SIZES for more in range(40))))
                break
        if not failed:
            judged = f"{self.judged} of {self.drawn} cases judged"
            return judged if self.judged * 2 < self.drawn or not self.drawn else None
        case, text = min(failed, key=lambda found: found[0].size())
        return f"{text}\n{shown(case)}"


def same(seen, wanted):
    if wanted is None or seen is None:
        assert seen is wanted, f"{seen} seen, {wanted} wanted"
        return
    if isinstance(wanted, (list, tuple)):
        assert isinstance(seen, (list, tuple)) and len(seen) == len(wanted), f"{seen} seen, {wanted} wanted"
        for got, want in zip(seen, wanted):
            same(got, want)
        return
    assert_same(seen if isinstance(seen, dict) else np.asarray(seen), wanted)


def as_floats(_, seen, wanted):
    """For a reference that computes doubles with something that it holds as float."""
    for got, want in zip(seen, wanted):
        assert got.dtype == np.asarray(want).dtype, f"{got.dtype} seen, {np.asarray(want).dtype} wanted"
        with np.errstate(all="ignore"):
            same(*(np.asarray(value).astype(np.float32) if got.dtype == np.float64 else value for value in (got, want)))


def shown(case):
    values = "\n".join(f"  x{i} = {_shown(value)}" for i, value in enumerate(case.inputs))
    return f"{values}\n  {case.attributes}"


def operators():
    """(domain, name) of every operator that onnx registers and has not deprecated."""
    return {(schema.domain, schema.name) for schema in defs.get_all_schemas_with_history() if not schema.deprecated}


def _shown(value):
    if isinstance(value, np.ndarray):
        return f"{value.dtype}{list(value.shape)} {np.array2string(value, threshold=60, separator=',').replace(chr(10), '')}"
    return "[" + "; ".join(map(_shown, value)) + "]" if isinstance(value, list) else repr(value)


def _size(value):
    if isinstance(value, (list, tuple)):
        return 1 + sum(map(_size, value))
    return 10 * np.ndim(value) + np.size(value) + (10 if np.size(value) == 0 else 0)


def feeds_of(case):
    return case.feeds or {f"x{i}": value for i, value in enumerate(case.inputs) if value is not None and i not in case.constants}


def _run(library, case):
    session = library.session(case.model.SerializeToString(), threads=1)
    try:
        return session.run(feeds_of(case))
    finally:
        session.close()
        library.sessions.remove(session)


def triage(edges, op_type, row, cases, shows=2):
    """The first failing cases, with ONNX Runtime's opinion; gives how many there are."""
    failures = edges.judged = edges.drawn = 0
    for seed in range(cases or row.cases):
        if found := edges.failure(op_type, row, seed):
            failures += 1
            case, text = found
            if failures > shows:
                continue
            print(f"--- seed {seed}: {text}\n{shown(case)}")
            for name, oracle in (("ours", edges.ours), ("reference", edges.by_reference), ("ONNX Runtime", edges.by_ort)):
                try:
                    print(f"  {name}: " + "; ".join(map(_shown, oracle(case)))[:1500])
                except Exception as error:
                    print(f"  {name}: fails: {str(error)[:400]}")
    return failures


def main(rows):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="of operators; none: all")
    parser.add_argument("--cases", type=int)
    parser.add_argument("--triage", action="store_true")
    arguments = parser.parse_args()
    edges, failed = Edges(), 0
    for op_type, row in rows.items():
        if arguments.names and op_type not in arguments.names:
            continue
        if arguments.triage:
            failures = triage(edges, op_type, row, arguments.cases)
            failed += bool(failures)
            print(f"{op_type}: {edges.judged} judged of {edges.drawn}, {failures} failed")
        elif text := edges.check(op_type, row, arguments.cases):
            failed += 1
            print(f"{op_type}: {text}")
    edges.close()
    return failed
