"""What is measured of a model and of the host itself. Every figure comes from two processes that take turns."""
import statistics
import sys

import numpy as np
from onnx import TensorProto, helper, numpy_helper, save

from process import Worker, saved, write_feeds


SHARING_SESSIONS = 10


def progress(text):
    print(text, end="\r" if sys.stderr.isatty() else "\n", file=sys.stderr, flush=True)


def percentile(values, share):
    return float(np.percentile(values, share * 100))


class Pair:
    """The two libraries: `ours` first. Each holds its worker program, library and EP (`ep` is for ours alone)."""

    def __init__(self, program, ours, theirs, ep=None):
        self.make = [lambda: Worker(program, ours, ep), lambda: Worker(program, theirs)]

    @classmethod
    def with_ep(cls, program, ours, theirs, ep):
        """Both with the same EP."""
        pair = cls(program, ours, theirs, ep)
        pair.make[1] = lambda: Worker(program, theirs, ep)
        return pair

    def turns(self, rounds, action):
        """action(worker index) for both libraries, `rounds` times; who begins alternates."""
        for r in range(rounds):
            for index in ((0, 1) if r % 2 == 0 else (1, 0)):
                action(index)


def largest_difference(ours, theirs):
    """The largest |a - b| - 1e-3 |b|, over all outputs: at most 1e-5 is wanted."""
    worst = 0.0
    for a, b in zip(ours, theirs):
        if a.shape != b.shape or a.dtype != b.dtype:
            return float("inf")
        if a.size:
            a, b = a.astype(np.float64), b.astype(np.float64)
            worst = max(worst, float(np.max(np.abs(a - b) - 1e-3 * np.abs(b))))
    return max(worst, 0.0)


def latency(pair, path, feeds, threads, seconds, rounds):
    """Latency of both, in microseconds, and what they computed."""
    workers = [make() for make in pair.make]
    times, outputs, sessions = [[], []], [None, None], [0, 0]
    try:
        for index, worker in enumerate(workers):
            sessions[index] = worker.ask("open", threads, path, feeds)["session_ms"]
            worker.ask("run", 0.2, 2)
            outputs[index] = saved(worker, feeds.parent / f"out{index}")
        pair.turns(rounds, lambda i: times[i].extend(workers[i].ask("run", seconds, 3)["us"]))
    finally:
        for worker in workers:
            worker.close()
    return {"median_us": [statistics.median(t) for t in times], "p99_us": [percentile(t, 0.99) for t in times],
            "difference": largest_difference(*outputs)}


def throughput(pair, path, feeds, callers, seconds):
    """Runs a second of 1, 2, 4, 8 callers with one thread each."""
    workers = [make() for make in pair.make]
    rates = {}
    try:
        for worker in workers:
            worker.ask("open", 1, path, feeds)
            worker.ask("run", 0.1, 2)
        for count in callers:
            seen = [[], []]
            pair.turns(2, lambda i: seen[i].append(workers[i].ask("callers", count, seconds)["per_second"]))
            rates[str(count)] = [max(s) for s in seen]
    finally:
        for worker in workers:
            worker.close()
    return rates


def creation(pair, path, feeds, times):
    """Session creation in milliseconds: the median of fresh sessions in one process; peak memory of a process with one session."""
    medians, peaks = [0, 0], [0, 0]
    for index, make in enumerate(pair.make):
        with make() as worker:
            worker.ask("open", 1, path, feeds)
            worker.ask("run", 0.1, 2)
            peaks[index] = worker.ask("memory")["peak_kb"]
            medians[index] = statistics.median(worker.ask("create", path, times)["ms"])
    return {"session_ms": medians, "peak_kb": peaks}


def sharing(pair, path, feeds, count):
    """What `count` sessions with one container of prepacked weights take in a fresh process, as a multiple of what one takes."""
    multiples = [0, 0]
    for index, make in enumerate(pair.make):
        with make() as worker:
            answer = worker.ask("share", path, feeds, count)
            multiples[index] = answer["all_kb"] / answer["one_kb"]
    return {"sessions": count, "multiple": multiples}


def model(pair, path, feeds, options):
    """All figures of one model."""
    lists = write_feeds(options.scratch / path.stem, feeds)
    result = {"latency": {}}
    for threads in options.threads:
        progress(f"{path.stem}: {threads} threads")
        result["latency"][str(threads)] = latency(pair, path, lists, threads, options.seconds, options.rounds)
    if options.callers:
        progress(f"{path.stem}: callers")
        result["per_second"] = throughput(pair, path, lists, options.callers, options.seconds)
    progress(f"{path.stem}: sessions")
    result.update(creation(pair, path, lists, options.sessions))
    if path.stem in options.sharing:
        result["sharing"] = sharing(pair, path, lists, SHARING_SESSIONS)
    return result


def chain(path, nodes):
    """A model of `nodes` additions of a scalar, one after the other, on [1]."""
    weight = helper.make_tensor("w", TensorProto.FLOAT, [1], [1.0])
    steps = [helper.make_node("Add", ["x" if i == 0 else f"t{i}", "w"], ["y" if i == nodes - 1 else f"t{i + 1}"]) for i in range(nodes)]
    values = [helper.make_tensor_value_info(n, TensorProto.FLOAT, [1]) for n in ("x", "y")]
    graph = helper.make_graph(steps, "chain", values[:1], values[1:], [weight])
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)
    return path


def product(path, n):
    """A model of y = x w on [n,n]; w is constant."""
    weight = numpy_helper.from_array(np.random.default_rng(n).standard_normal((n, n)).astype(np.float32), "w")
    values = [helper.make_tensor_value_info(v, TensorProto.FLOAT, [n, n]) for v in ("x", "y")]
    graph = helper.make_graph([helper.make_node("MatMul", ["x", "w"], ["y"])], "product", values[:1], values[1:], [weight])
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), path)
    return path


def run_time(pair, path, feeds, seconds=0.2):
    """The median run on one thread in microseconds, of both."""
    seen = [[], []]

    def turn(index):
        with pair.make[index]() as worker:
            worker.ask("open", 1, path, feeds)
            worker.ask("run", seconds / 4, 3)
            seen[index].append(statistics.median(worker.ask("run", seconds, 10)["us"]))

    pair.turns(3, turn)
    return [statistics.median(s) for s in seen]


def parts(pair, options):
    """Calls of compiled partitions that do nothing, and single products of matrices."""
    folder = options.scratch / "host"
    progress("calls of an EP")
    noop = Pair.with_ep(options.worker, options.ours, options.theirs, (options.noop_ep, "NoopEp"))
    result = {"noop_100_us": run_time(noop, chain(folder / "chain100.onnx", 100), folder / "feeds.json")}
    for n in (256, 384, 512, 1024):
        progress(f"product of {n} x {n}")
        x = np.random.default_rng(n + 1).standard_normal((n, n)).astype(np.float32)
        feeds = write_feeds(folder / f"product{n}", [{"x": x}])
        result[f"product_{n}_us"] = run_time(pair, product(folder / f"product{n}.onnx", n), feeds)
    return result


def host(pair, options):
    """What the host itself costs: start, memory, the run of tiny models, long models. Fresh processes throughout."""
    folder = options.scratch / "host"
    folder.mkdir(parents=True, exist_ok=True)
    feeds = write_feeds(folder, [{"x": np.ones(1, np.float32)}])
    one, hundred, many = (chain(folder / f"chain{n}.onnx", n) for n in (1, 100, 10000))
    seen = {name: [[], []] for name in ("start_ms", "resident_kb", "one_node_us", "hundred_nodes_us", "session_10000_ms", "run_10000_us")}

    def start(index):
        with pair.make[index]() as worker:
            answer = worker.ask("open", 1, one, feeds)
            seen["start_ms"][index].append(answer["dlopen_ms"] + answer["env_ms"] + answer["session_ms"])
            worker.ask("run", 0, 1)
            seen["resident_kb"][index].append(worker.ask("memory")["resident_kb"])
            seen["one_node_us"][index].append(statistics.median(worker.ask("run", 0.2, 1000)["us"]))
            worker.ask("open", 1, hundred, feeds)
            seen["hundred_nodes_us"][index].append(statistics.median(worker.ask("run", 0.2, 100)["us"]))

    def long_model(index):
        with pair.make[index]() as worker:
            seen["session_10000_ms"][index].append(worker.ask("open", 1, many, feeds)["session_ms"])
            seen["run_10000_us"][index].append(statistics.median(worker.ask("run", 0.2, 10)["us"]))

    progress("host costs")
    pair.turns(5, start)
    pair.turns(3, long_model)
    return {name: [statistics.median(v) for v in values] for name, values in seen.items()}
