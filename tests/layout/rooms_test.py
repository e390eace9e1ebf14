#!/usr/bin/env python3
"""Holds the direction of the rooms: a file may include only files of its own room and of the rooms listed for it here.

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


if sys.argv[1:] == ["--self-test"]:
    self_test()
else:
    problems = faults(pathlib.Path(sys.argv[1]))
    print("\n".join(problems) or "every include goes down")
    sys.exit(bool(problems))
