"""Arenas that an environment shares: what each setting does to the counts, beside ONNX Runtime."""
import ctypes as c
import unittest

import ortvalues
from common import LIBRARY, onnxruntime_library
from onnx import TensorProto, helper
from ortlib import Library

KB, MB = 1 << 10, 1 << 20
KEYS = ["Limit", "InUse", "TotalAllocated", "MaxInUse", "NumAllocs", "NumReserves", "NumArenaExtensions", "NumArenaShrinkages",
        "MaxAllocSize"]


def identity():
    x, y = (helper.make_tensor_value_info(name, TensorProto.FLOAT, [3]) for name in "xy")
    node = helper.make_node("Identity", ["x"], ["y"])
    graph = helper.make_graph([node], "identity", [x], [y])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8).SerializeToString()


class Arena:
    def __init__(self, library, settings, version=2):
        self.library, self.blocks, self.arena = library, [], c.c_void_p()
        config, memory = c.c_void_p(), c.c_void_p()
        if version == 1:
            library.call("CreateArenaCfg", c.c_size_t(settings[0]), *settings[1:], c.byref(config))
        else:
            library.call("CreateArenaCfgV2", ortvalues.texts(settings), (c.c_size_t * len(settings))(*settings.values()),
                         c.c_size_t(len(settings)), c.byref(config))
        library.call("CreateCpuMemoryInfo", 1, 0, c.byref(memory))
        library.call("CreateAndRegisterAllocatorV2", library.env, b"CPUExecutionProvider", memory, config, None, None,
                     c.c_size_t(0))
        library.call("ReleaseArenaCfg", config)
        self.session = library.session(identity(), entries={"session.use_env_allocators": "1"}, threads=1)
        library.call("CreateAllocator", self.session.handle, memory, c.byref(self.arena))
        self.memory = memory

    def close(self):
        self.library.call("ReleaseAllocator", self.arena)
        self.session.close()
        self.library.call("UnregisterAllocator", self.library.env, self.memory)
        self.library.call("ReleaseMemoryInfo", self.memory)

    def stats(self):
        pairs, keys, values, count = c.c_void_p(), c.POINTER(c.c_char_p)(), c.POINTER(c.c_char_p)(), c.c_size_t()
        self.library.call("AllocatorGetStats", self.arena, c.byref(pairs))
        self.library.call("GetKeyValuePairs", pairs, c.byref(keys), c.byref(values), c.byref(count))
        told = {keys[i].decode(): int(values[i]) for i in range(count.value)}
        self.library.call("ReleaseKeyValuePairs", pairs)
        return [told[key] for key in KEYS]

    def run_and_shrink(self):
        """A run that needs no memory of the session."""
        call, options, values = self.library.call, c.c_void_p(), []
        call("CreateRunOptions", c.byref(options))
        call("AddRunConfigEntry", options, b"memory.enable_memory_arena_shrinkage", b"cpu:0")
        data, shape = (c.c_float * 6)(), (c.c_int64 * 1)(3)
        for i in range(2):
            values.append(c.c_void_p())
            call("CreateTensorWithDataAsOrtValue", self.memory, c.byref(data, 12 * i), c.c_size_t(12), shape, c.c_size_t(1), 1,
                 c.byref(values[i]))
        call("Run", self.session.handle, options, ortvalues.texts(["x"]), c.byref(values[0]), c.c_size_t(1),
             ortvalues.texts(["y"]), c.c_size_t(1), c.byref(values[1]))
        for value in values:
            call("ReleaseValue", value)
        call("ReleaseRunOptions", options)

    def step(self, what):
        """+n: n bytes more; -i: block i back; "shrink"."""
        if what == "shrink":
            self.run_and_shrink()
        elif what[0] == "+":
            block = c.c_void_p()
            try:
                self.library.call("AllocatorAlloc", self.arena, c.c_size_t(int(what[1:])), c.byref(block))
            except Exception:   # none: the limit
                block = c.c_void_p()
            self.blocks.append(block)
            if block.value:
                assert block.value % 64 == 0
                c.memset(block, 1, int(what[1:]))
                return "given"
            return "none"
        else:
            self.library.call("AllocatorFree", self.arena, self.blocks[int(what[1:])])
            self.blocks[int(what[1:])] = c.c_void_p()
        return what


def run(library, settings, steps, version=2):
    arena = Arena(library, settings, version)
    told = [(what, arena.step(what), arena.stats()) for what in steps]
    for block in arena.blocks:
        if block.value:
            library.call("AllocatorFree", arena.arena, block)
    arena.close()
    return told


# Settings and steps.
CASES = {
    "defaults": ({}, ["+1000", "+300000", f"+{MB}", f"+{3 * MB}", "+1", "-1", "-3", "shrink", f"+{2 * MB}"]),
    "max_mem": ({"max_mem": 4 * MB}, ["+1000", f"+{3 * MB}", f"+{2 * MB}", "-1", f"+{2 * MB}", "+500"]),
    "as_requested": ({"arena_extend_strategy": 1},
                     ["+1000", "+5000", "-0", "+700", "-1", "+4000", "shrink", "-2", "-3", "shrink"]),
    "initial_chunk": ({"initial_chunk_size_bytes": 64 * KB},
                      ["+1000", f"+{63 * KB}", f"+{100 * KB}", f"+{200 * KB}", "+1", "+1"]),
    "max_dead": ({"max_dead_bytes_per_chunk": 4 * KB, "initial_chunk_size_bytes": 64 * KB},
                 ["+40000", "-0", "+50000", "+1000", "-1"]),
    "no_dead": ({"initial_chunk_size_bytes": 64 * KB}, ["+40000", "-0", "+50000", "+1000", "-1"]),
    "initial_growth": ({"initial_chunk_size_bytes": 64 * KB, "initial_growth_chunk_size_bytes": 16 * KB},
                       ["+1000", f"+{100 * KB}", "-1", "shrink", f"+{70 * KB}", f"+{10 * KB}", f"+{90 * KB}"]),
    "max_power_of_two": ({"initial_chunk_size_bytes": 64 * KB, "max_power_of_two_extend_bytes": 128 * KB},
                         [f"+{64 * KB}", f"+{128 * KB}", f"+{100 * KB}", f"+{64 * KB}", f"+{300 * KB}",
                          f"+{64 * KB}", f"+{300 * KB}"]),
    "merging": ({"initial_chunk_size_bytes": 4 * KB}, ["+1000", "+1000", "+1000", "-0", "-2", "-1", f"+{4 * KB}"]),
    "best_fit": ({"initial_chunk_size_bytes": 64 * KB},
                 ["+4000", "+256", "+2000", "+256", "+8000", "+256", "-0", "-2", "-4", "+1900", "+3900", "+7000"]),
}


class Arenas(unittest.TestCase):
    def compare(self, settings, steps, version=2):
        with Library(LIBRARY) as ours, Library(onnxruntime_library()) as theirs:
            seen, wanted = run(ours, settings, steps, version), run(theirs, settings, steps, version)
        for one, other in zip(seen, wanted):
            self.assertEqual(one, other)

    def test_settings(self):
        for name, (settings, steps) in CASES.items():
            with self.subTest(name):
                self.compare(settings, steps)

    def test_settings_of_the_first_form(self):
        steps = ["+1000", "+5000", "-0", "+700", f"+{100 * KB}", f"+{600 * KB}"]
        for settings in ([0, -1, -1, -1], [256 * KB, 0, 16 * KB, -1], [0, 1, -1, -1], [0, 0, 16 * KB, -1]):
            with self.subTest(settings=settings):
                self.compare(settings, steps, version=1)

    def test_ours_dead_bytes_of_the_first_form(self):
        """ONNX Runtime takes the number and does nothing with it."""
        in_use = []
        for most_dead in (-1, 256):
            with Library(LIBRARY) as library:
                in_use.append(run(library, [0, 1, -1, most_dead], ["+1000", "-0", "+700"], 1)[-1][2][1])
        self.assertEqual(in_use, [1024, 768])


if __name__ == "__main__":
    unittest.main()
