"""One bench_worker process: commands go in, answers come out."""
import json
import pathlib
import subprocess

import numpy as np

# ONNXTensorElementDataType of the types that feeds and outputs have.
TYPES = {"float32": 1, "uint8": 2, "int8": 3, "int32": 6, "int64": 7, "bool": 9, "float64": 11}


class Worker:
    def __init__(self, program, library, ep=None):
        command = [str(program), str(library)] + (["--ep", *ep] if ep else [])
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.library = library

    def ask(self, *words):
        try:
            print(*words, file=self.process.stdin, flush=True)
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        answer = json.loads(line) if line else {"error": f"ended with {self.process.wait()}"}
        if "error" in answer:
            raise RuntimeError(f"{self.library}: {words[0]}: {answer['error']}")
        return answer

    def close(self):
        self.process.stdin.close()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def write_feeds(folder, feeds):
    """Feeds as raw files with a list that the worker reads. Returns the list's path."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    lists = []
    for number, feed in enumerate(feeds):
        entries = []
        for name, array in feed.items():
            path = folder / f"{number}.{len(entries)}.raw"
            path.write_bytes(np.ascontiguousarray(array).tobytes())
            entries.append({"name": name, "type": TYPES[str(array.dtype)], "shape": list(array.shape), "file": str(path)})
        lists.append(entries)
    path = folder / "feeds.json"
    path.write_text(json.dumps(lists))
    return path


def saved(worker, folder):
    """Every output of the first feed, as arrays."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    names = {number: name for name, number in TYPES.items()}
    outputs = worker.ask("save", folder)["outputs"]
    return [np.frombuffer(pathlib.Path(o["file"]).read_bytes(), names[o["type"]]).reshape(o["shape"]) for o in outputs]
