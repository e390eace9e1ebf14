#!/usr/bin/env python3
"""Checks what the built library shows to the loader.

usage: exports_test.py LIBRARY

The dynamic symbols that it defines are the two exports in the version node of every release, the default being 1.30.0,
and nothing else; its soname is ORT's; it needs no shared library but those of the C and C++ runtime.
"""
import re
import subprocess
import sys

from version_nodes import DEFAULT_NODE, EXPORTS, NODES

RUNTIME = re.compile(r"^(libc|libm|libdl|libpthread|librt|libgcc_s|libstdc\+\+|ld-linux.*|lib(a|t|ub)san)\.so")


def readelf(*arguments):
    return subprocess.run(["readelf", "--wide", *arguments], check=True, capture_output=True, text=True).stdout


def main():
    library = sys.argv[1]
    seen = set()
    for line in readelf("--dyn-syms", library).splitlines():
        fields = line.split()  # number, value, size, type, binding, visibility, section, name
        if len(fields) >= 8 and fields[0].rstrip(":").isdigit() and fields[6] not in ("UND", "ABS"):
            seen.add(fields[7])
    wanted = {f"{name}@{'@' if node == DEFAULT_NODE else ''}{node}" for name in EXPORTS for node in NODES}
    errors = [f"exported, not wanted: {name}" for name in sorted(seen - wanted)]
    errors += [f"wanted, not exported: {name}" for name in sorted(wanted - seen)]

    dynamic = readelf("--dynamic", library)
    soname = re.findall(r"\(SONAME\).*\[(.*)\]", dynamic)
    if soname != ["libonnxruntime.so.1"]:
        errors.append(f"soname: {soname} seen, libonnxruntime.so.1 wanted")
    for needed in re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic):
        if not RUNTIME.match(needed):
            errors.append(f"needs {needed}: only the C and C++ runtime wanted")
    if "(TEXTREL)" in dynamic:
        errors.append("has text relocations: position-independent code wanted")

    print("\n".join(errors) or f"{len(wanted)} symbols as wanted")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
