#!/usr/bin/env python3
"""Holds the direction of the rooms: a file may include only files of its own room and of the rooms listed for it here. EPs of
our own see the public headers and each other, and each has a page in docs.

usage: rooms_test.py SRC | rooms_test.py --self-test
"""
import pathlib
import re
import sys
import tempfile

# docs/architecture.md draws the same.
MAY_INCLUDE = {
    "base": set(),
    "values": {"base"},
    "graph": {"values", "base"},
    "devices": {"base"},
    "kernels": {"graph", "values", "base"},
    "ep": {"devices", "kernels", "graph", "values", "base"},
    "exec": {"ep", "kernels", "graph", "values", "base"},
    "plan": {"exec", "ep", "kernels", "graph", "values", "base"},
    "session": {"plan", "exec", "ep", "devices", "kernels", "graph", "values", "base"},
    "capi": {"session", "plan", "exec", "ep", "devices", "kernels", "graph", "values", "base"},
    "image": {"base"},
    "cli": set(),
}
MOST_LINES = 500


def faults(src):
    found = []
    for path in sorted(src.rglob("*")):
        if path.suffix not in (".h", ".cc", ".c", ".inc"):
            continue
        room = path.relative_to(src).parts[0]
        if room not in MAY_INCLUDE:
            found.append(f"{path}: room {room} is not one of the house")
            continue
        lines = path.read_text().splitlines()
        if len(lines) > MOST_LINES and path.suffix != ".inc":
            found.append(f"{path}: {len(lines)} lines seen, at most {MOST_LINES} wanted")
        for number, line in enumerate(lines, 1):
            match = re.match(r'\s*#\s*include\s+"([a-z_]+)/', line)
            if match and match[1] in MAY_INCLUDE and match[1] != room and match[1] not in MAY_INCLUDE[room]:
                found.append(f"{path}:{number}: {room} includes {match[1]}")
    return found


# A file of an EP includes headers of ONNX Runtime's names, of the system, and files that lie among the EPs.
def ep_faults(eps, docs):
    found = []
    pages = "".join(path.read_text() for path in docs.glob("*.md"))
    for folder in sorted(path for path in eps.iterdir() if path.is_dir()):
        if f"(../{eps.name}/{folder.name}" not in pages:
            found.append(f"{folder}: no page of docs leads to it")
        for path in sorted(folder.iterdir()):
            for number, line in enumerate(path.read_text().splitlines(), 1):
                match = re.match(r'\s*#\s*include\s+(["<])([^">]+)[">]', line) if path.suffix in (".h", ".cc") else None
                if not match:
                    continue
                mark, name = match.groups()
                target = (path.parent / name).resolve()
                if mark == '"' and not (target.exists() and target.is_relative_to(eps.resolve())):
                    found.append(f"{path}:{number}: {name} is not among the EPs")
                if mark == "<" and "/" in name and not name.startswith("sys/"):
                    found.append(f"{path}:{number}: {name} is no public header")
    return found


def self_test():
    with tempfile.TemporaryDirectory() as folder:
        src = pathlib.Path(folder)
        for room, text in {"base": '#include "values/value.h"\n', "values": '#include "base/status.h"\n', "attic": ""}.items():
            (src / room).mkdir()
            (src / room / "a.cc").write_text(text)
        (src / "values" / "long.cc").write_text("\n" * (MOST_LINES + 1))
        found = faults(src)
    wanted = ["room attic", "base includes values", "lines seen"]
    missing = [w for w in wanted if not any(w in f for f in found)]
    if missing or len(found) != len(wanted):
        sys.exit(f"self-test: {found} seen, {wanted} wanted")
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        files = {"eps/good/a.cc": '#include <onnxruntime_c_api.h>\n#include "b.h"\n', "eps/good/b.h": "#include <sys/mman.h>\n",
                 "eps/bad/a.cc": '#include "ep/slots.h"\n#include <absl/log.h>\n', "docs/page.md": "[good](../eps/good)"}
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        found = ep_faults(root / "eps", root / "docs")
    if len(found) != 3 or "no page" not in found[0] or "not among" not in found[1] or "no public" not in found[2]:
        sys.exit(f"self-test of EPs: {found} seen")


if sys.argv[1:] == ["--self-test"]:
    self_test()
else:
    house = pathlib.Path(sys.argv[1])
    problems = faults(house) + ep_faults(house.parent / "ep_plugins", house.parent / "docs")
    print("\n".join(problems) or "every include goes down")
    sys.exit(bool(problems))
