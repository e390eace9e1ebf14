"""The exported names and the version node of every release whose clients run on the library."""

EXPORTS = ("OrtGetApiBase", "OrtSessionOptionsAppendExecutionProvider_CPU")

RELEASES = {
    17: (0, 1, 3), 18: (0, 1), 19: (0, 2), 20: (0, 1), 21: (0, 1), 22: (0, 1, 2), 23: (0, 1, 2), 24: (0, 1, 2, 3, 4),
    25: (0, 1), 26: (0,), 27: (0,), 28: (0,), 29: (0,), 30: (0,), 31: (0, 1), 32: (0,),
}

NODES = [f"VERS_1.{minor}.{patch}" for minor, patches in RELEASES.items() for patch in patches]
DEFAULT_NODE = "VERS_1.30.0"
