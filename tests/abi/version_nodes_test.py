#!/usr/bin/env python3
"""Runs a program linked to every release's version node on the built library.

usage: version_nodes_test.py LIBRARY INCLUDE_DIR COMPILER [FLAG...]

For every node a stub libonnxruntime.so.1 is made that exports the two symbols in that node and does nothing; the program
node_client.c is linked to it, then run with the real library in the stub's place. A stub without any node stands for
builds of ORT that have no version script; a node that is nobody's is refused by the loader.
"""
import os
import subprocess
import sys
import tempfile

from version_nodes import EXPORTS, NODES

HERE = os.path.dirname(os.path.abspath(__file__))
STUB = "".join(f"void {name}(void);\nvoid {name}(void) {{}}\n" for name in EXPORTS)


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    return done.returncode, done.stdout, done.stderr


def must(*command):
    code, out, err = run(*command)
    if code != 0:
        sys.exit(f"{' '.join(command)}: exit {code}\n{out}{err}")


def check(node, client, stub, compiler, folder, library):
    """Links the client to a stub with `node` (None: no node) and returns what is wrong with its run on the library."""
    link = [*compiler, "-shared", "-Wl,-soname,libonnxruntime.so.1", "-o", f"{folder}/libonnxruntime.so", stub]
    if node:
        with open(f"{folder}/node.map", "w", encoding="utf-8") as file:
            file.write(f"{node} {{ global: {'; '.join(EXPORTS)}; local: *; }};\n")
        link.append(f"-Wl,--version-script={folder}/node.map")
    must(*link)
    program = f"{folder}/client"
    must(*compiler, "-o", program, client, f"-L{folder}", "-lonnxruntime")
    _, needed, _ = run("readelf", "--wide", "--dyn-syms", program)
    if f"OrtGetApiBase@{node}" not in needed and node:
        return "the client does not ask for the node"
    environment = {**os.environ, "LD_LIBRARY_PATH": os.path.dirname(library)}
    environment.pop("LD_PRELOAD", None)
    code, out, err = run(program, env=environment)
    if code != 0 or out != "1.30.0\n" or err:
        return f"exit {code}, stdout {out!r}, stderr {err!r}"
    return None


def main():
    library, include, *compiler = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        client, stub = f"{folder}/client.o", f"{folder}/stub.o"
        must(*compiler, f"-I{include}", "-c", f"{HERE}/node_client.c", "-o", client)
        with open(f"{folder}/stub.c", "w", encoding="utf-8") as file:
            file.write(STUB)
        must(*compiler, "-fPIC", "-c", f"{folder}/stub.c", "-o", stub)
        failures = 0
        for node in (*NODES, None):
            wrong = check(node, client, stub, compiler, folder, library)
            failures += wrong is not None
            print(f"{node or 'no node'}: {wrong or 'runs'}")
        if check("VERS_1.0.99", client, stub, compiler, folder, library) is None:
            failures += 1
            print("VERS_1.0.99: runs, a refusal wanted")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
