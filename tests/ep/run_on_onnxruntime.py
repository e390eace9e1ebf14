"""Runs a test program on ONNX Runtime instead of our library: run_on_onnxruntime.py <program> [<argument>...].

Ends with code 77 (skipped) when the Python that runs this has no onnxruntime, which is a failure where CI=true.
"""
import importlib.util
import os
import pathlib
import sys


# Of ONNX Runtime's own leaks a sanitizer need not tell.
LEAKS = {"ASAN_OPTIONS": "detect_leaks=0"}


def find_library():
    spec = importlib.util.find_spec("onnxruntime")
    if spec is None:
        return None
    return next(pathlib.Path(spec.origin).parent.glob("capi/libonnxruntime.so.*"), None)


library = find_library()
if library is None:
    print("no onnxruntime in", sys.executable)
    sys.exit(1 if os.environ.get("CI") == "true" else 77)
print("on", library.name, flush=True)
os.execve(sys.argv[1], sys.argv[1:], {**os.environ, "BERTH_TEST_RUNTIME": str(library), **LEAKS})
