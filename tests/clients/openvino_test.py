"""Intel's OpenVINO EP from PyPI, as it is, in our library: on this machine, and on one with an Intel processor that is made up."""
import contextlib
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import numpy as np
from common import LIBRARY, MODELS, assert_close, missing, samples
from ortlib import Library, OrtError

EP = "OpenVINOExecutionProvider"
LOAD_CONFIG = f"ep.{EP.lower()}.load_config"
FULL_PRECISION = {LOAD_CONFIG: '{"CPU": {"INFERENCE_PRECISION_HINT": "f32"}}'}
INTEL = 0x8086
MACHINE = {"devices": [
    {"type": "CPU", "vendor_id": INTEL, "vendor": "Intel"},
    {"type": "GPU", "vendor_id": INTEL, "device_id": 0x56A0, "vendor": "Intel", "metadata": {"Discrete": "1", "card_idx": "0"}},
    {"type": "NPU", "vendor_id": INTEL, "device_id": 0x643E, "vendor": "Intel", "metadata": {"accel_idx": "0"}},
]}


def plugin():
    try:
        import onnxruntime_ep_openvino
    except ImportError:
        missing("onnxruntime-ep-openvino")
    return onnxruntime_ep_openvino.get_library_path()


@contextlib.contextmanager
def made_up_hardware(machine):
    """Environments that are made meanwhile, in this process or one that it starts, are on such a machine."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "hardware.json")
        path.write_text(json.dumps(machine))
        os.environ["BERTH_HARDWARE"] = str(path)
        try:
            yield
        finally:
            del os.environ["BERTH_HARDWARE"]


def open_files():
    return len(list(pathlib.Path("/proc/self/fd").iterdir()))


def register_again_and_again(library):
    """The EP names that are there each time."""
    library.register("openvino", plugin())
    files, names = open_files(), {name for name, _ in library.devices()}
    library.unregister("openvino")
    for _ in range(99):
        library.register("openvino", plugin())
        assert names == {name for name, _ in library.devices()}
        assert files == open_files(), f"{files} open files at first, {open_files()} now"
        library.unregister("openvino")
        assert [name for name, _ in library.devices()] == ["CPUExecutionProvider"]
    return names


def offers_devices(test):
    """For tests in which it starts its threads: their library opens another one in a way that sanitizers refuse."""
    return unittest.skipIf(os.environ.get("BERTH_SANITIZE"), "its thread library does not run under a sanitizer")(test)


class OpenVino(unittest.TestCase):
    def setUp(self):
        plugin()

    def test_registers_a_hundred_times_on_this_machine(self):
        with Library(LIBRARY) as library:
            register_again_and_again(library)

    @offers_devices
    def test_registers_a_hundred_times_where_it_offers_devices(self):
        with made_up_hardware(MACHINE), Library(LIBRARY) as library:
            names = register_again_and_again(library)
        self.assertIn(EP, names)

    def test_tool_says_that_it_offers_no_device(self):
        if "BERTH_CLI" not in os.environ:
            self.skipTest("built without the tool")
        with made_up_hardware({"devices": [{"type": "CPU", "vendor_id": 0x1022, "vendor": "AMD"}]}):
            listed = subprocess.run([os.environ["BERTH_CLI"], "ep", "list", plugin()], capture_output=True, text=True)
            wanted = subprocess.run([os.environ["BERTH_CLI"], "run", MODELS / "digits.onnx", "--ep-library", plugin(), "--ep", EP],
                                    capture_output=True, text=True)
        self.assertEqual(listed.returncode, 0, listed.stderr)
        self.assertIn("offers no device on this machine", listed.stdout)
        self.assertNotEqual(wanted.returncode, 0)
        self.assertIn(EP, wanted.stderr)
        self.assertIn("offers no device on this machine", wanted.stderr)

    @offers_devices
    def test_tool_lists_what_it_offers(self):
        if "BERTH_CLI" not in os.environ:
            self.skipTest("built without the tool")
        with made_up_hardware(MACHINE):
            listed = subprocess.run([os.environ["BERTH_CLI"], "ep", "list", "--json", plugin()], capture_output=True, text=True)
        self.assertEqual(listed.returncode, 0, listed.stderr)
        devices = json.loads(listed.stdout)["libraries"][0]["devices"]
        self.assertIn(EP, [device["ep"] for device in devices])
        self.assertEqual({device["vendor"] for device in devices}, {"Intel"})

    # Its processor plugin runs on any x86-64, whatever the processor is called.
    @offers_devices
    def test_digits_runs_whole_on_it(self):
        with made_up_hardware(MACHINE), Library(LIBRARY) as library:
            library.register("openvino", plugin())
            session, cpu = library.session(MODELS / "digits.onnx", EP, FULL_PRECISION), library.session(MODELS / "digits.onnx")
            self.assertEqual(list(session.assignment()), [EP])
            for _, image, _ in samples():
                assert_close(session.run({"image": image})[0], cpu.run({"image": image})[0], 1e-6, 1e-4)
            with self.assertRaisesRegex(OrtError, "still in use by 1 session"):
                library.unregister("openvino")

    # By itself it computes in 16 bits where the processor can.
    @offers_devices
    def test_digits_with_its_own_defaults(self):
        with made_up_hardware(MACHINE), Library(LIBRARY) as library:
            library.register("openvino", plugin())
            session = library.session(MODELS / "digits.onnx", EP)
            for digit, image, _ in samples():
                self.assertEqual(session.run({"image": image})[0].argmax(), digit)

    @offers_devices
    def test_other_digit_models(self):
        rng = np.random.default_rng(7)
        with made_up_hardware(MACHINE), Library(LIBRARY) as library:
            library.register("openvino", plugin())
            for model, shape in (("digits_pool.onnx", (4, 1, 8, 8)), ("digits_mlp.onnx", (3, 64)), ("digits_mlp.onnx", (17, 64))):
                feeds = {"image": rng.random(shape, np.float32)}
                session, cpu = library.session(MODELS / model, EP, FULL_PRECISION), library.session(MODELS / model)
                self.assertEqual(list(session.assignment()), [EP])
                assert_close(session.run(feeds)[0], cpu.run(feeds)[0], 1e-6, 1e-4)

    @offers_devices
    def test_its_errors_come_through(self):
        with made_up_hardware(MACHINE), Library(LIBRARY) as library:
            library.register("openvino", plugin())
            with self.assertRaisesRegex(OrtError, f'EP "{EP}": CreateEp.*JSON parsing error'):
                library.session(MODELS / "digits.onnx", EP, {LOAD_CONFIG: "{nonsense"})
            library.unregister("openvino")
