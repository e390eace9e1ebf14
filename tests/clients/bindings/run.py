"""The packages for Java, Go and Rust, built from their registries, with our library and with ONNX Runtime's: the same lines.

usage: run.py OUR_LIBRARY WORK_FOLDER [java|go|rust...]

A language whose tools are not on the machine is told and left out. Closing line: N passed, N failed, N skipped.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import zipfile

import onnx
from onnx import TensorProto, helper

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
import binding_models  # noqa: E402
import ortlib  # noqa: E402


def call(*command, **more):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=900, **more)
    if done.returncode != 0:
        raise RuntimeError(f"{command[0]}: {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done.stdout + done.stderr


def copy_of(language, work):
    shutil.copytree(HERE / language, work / language, dirs_exist_ok=True)
    return work / language


def linked(folder, **files):
    """A folder with libraries under the names that a binding looks for."""
    folder.mkdir(exist_ok=True)
    for name, target in files.items():
        link = folder / f"{name}.so"
        link.unlink(missing_ok=True)
        link.symlink_to(target)
    return folder


def java(work, models, ours, theirs):
    """On the library that the package brings, which the glue code beside it is linked with."""
    place = copy_of("java", work)
    call("mvn", "-B", "-q", "dependency:copy-dependencies", f"-DoutputDirectory={place / 'jars'}", cwd=place)
    (jar,) = (place / "jars").glob("onnxruntime-*.jar")
    with zipfile.ZipFile(jar) as archive:
        archive.extractall(place, [name for name in archive.namelist() if "/linux-x64/" in name])
    native = place / "ai" / "onnxruntime" / "native" / "linux-x64"
    call("javac", "-encoding", "UTF-8", "-cp", jar, "Client.java", cwd=place)
    for name, library in (("ours", ours), ("theirs", native / "libonnxruntime.so")):
        libraries = linked(place / name, libonnxruntime=library, libonnxruntime4j_jni=native / "libonnxruntime4j_jni.so")
        yield call("java", f"-Donnxruntime.native.path={libraries}", "-cp", f"{jar}:{place}", "Client", models)


def go(work, models, ours, theirs):
    place = copy_of("go", work)
    call("go", "build", "-o", place / "client", ".", cwd=place)
    for library in (ours, theirs):
        yield call(place / "client", library, models)


def rust(work, models, ours, theirs):
    place = copy_of("rust", work)
    call("cargo", "build", "--quiet", "--locked", cwd=place)
    for library in (ours, theirs):
        yield call(place / "target" / "debug" / "client", models, env={**os.environ, "ORT_DYLIB_PATH": str(library)})


TOOLS = {java: ["java", "javac", "mvn"], go: ["go"], rust: ["cargo"]}


def map_model(path):
    """Probabilities by class, as converted classifiers give them."""
    number = helper.make_tensor_type_proto(TensorProto.FLOAT, [])
    maps = helper.make_sequence_type_proto(helper.make_map_type_proto(TensorProto.INT64, number))
    node = helper.make_node("ZipMap", ["x"], ["maps"], domain="ai.onnx.ml", classlabels_int64s=[3, 4])
    graph = helper.make_graph([node], "map", [helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, 2])],
                              [helper.make_value_info("maps", maps)])
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 1)]
    onnx.save(helper.make_model(graph, opset_imports=opsets, ir_version=8), path)


def outcome_of(language, *places):
    """How it went, and why."""
    absent = [tool for tool in TOOLS[language] if shutil.which(tool) is None]
    if absent:
        return "skipped", f"not found: {', '.join(absent)}"
    try:
        seen, wanted = language(*places)
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        return "failed", str(error)
    return ("passed", f"{len(seen.splitlines())} lines") if seen == wanted else ("failed", f"{seen}\nwanted:\n{wanted}")


def main(ours, work, *languages):
    models = work / "models"
    models.mkdir(parents=True, exist_ok=True)
    binding_models.save_all(models)
    map_model(models / "map.onnx")
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for language in TOOLS:
        if not languages or language.__name__ in languages:
            outcome, why = outcome_of(language, work, models, ours, ortlib.onnxruntime_library())
            counts[outcome] += 1
            print(f"{language.__name__}: {outcome}: {why}", flush=True)
    print(", ".join(f"{count} {outcome}" for outcome, count in counts.items()))
    return counts["failed"] > 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve(), *sys.argv[3:]))
