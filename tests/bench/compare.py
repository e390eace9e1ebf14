"""Measures Berth beside another library, turn about, and shows the ratios (theirs / ours: above 1 Berth is better).

    compare.py --ours LIBRARY --theirs LIBRARY --worker PROGRAM --noop-ep LIBRARY [--models NAME,...] [--threads 1,2] [--callers 1,2,4,8] [--out FOLDER]

Writes FOLDER/bench.json and FOLDER/bench.html. Only ratios of one run count: absolute times move with the machine's load.
"""
import argparse
import fnmatch
import json
import pathlib
import sys

import measure
import models
import report


def numbers(text):
    return [int(n) for n in text.split(",") if n]


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours", required=True, help="Berth's library")
    parser.add_argument("--theirs", required=True, help="the library to compare with")
    parser.add_argument("--worker", required=True, help="the bench_worker program")
    parser.add_argument("--noop-ep", required=True, help="the EP library whose partitions do nothing")
    parser.add_argument("--ep", nargs=2, metavar=("LIBRARY", "NAME"), help="an EP library and its name, on our side")
    parser.add_argument("--models", default="*", help="names or patterns, with commas (all)")
    parser.add_argument("--threads", type=numbers, default=[1, 2], help="threads of a run (1,2)")
    parser.add_argument("--callers", type=numbers, default=[1, 2, 4, 8], help="concurrent callers with one thread each; empty: none")
    parser.add_argument("--seconds", type=float, default=0.7, help="of one turn (0.7)")
    parser.add_argument("--rounds", type=int, default=4, help="turns of each library (4)")
    parser.add_argument("--sessions", type=int, default=5, help="sessions created for one figure (5)")
    parser.add_argument("--sharing", type=lambda text: text.split(","), default=["bert"],
                        help="models of which ten sessions share prepacked weights; empty: none (bert)")
    parser.add_argument("--no-host", action="store_true", help="leave the costs of the host itself out")
    parser.add_argument("--cache", type=pathlib.Path, required=True, help="folder that built models are kept in")
    parser.add_argument("--out", type=pathlib.Path, required=True, help="folder for bench.json and bench.html")
    return parser.parse_args()


def main():
    options = parse()
    options.out.mkdir(parents=True, exist_ok=True)
    options.scratch = options.cache / "feeds"
    pair = measure.Pair(options.worker, options.ours, options.theirs, options.ep)
    wanted = [n for n in models.MODELS if any(fnmatch.fnmatch(n, p) for p in options.models.split(","))]
    result = {"ours": options.ours, "theirs": options.theirs, "models": {}, "failed": {}}
    if not options.no_host:
        result["host"] = {**measure.host(pair, options), **measure.parts(pair, options)}
    for name in wanted:
        try:
            path, feeds = models.fetch(name, options.cache)
            result["models"][name] = measure.model(pair, path, feeds, options)
        except RuntimeError as error:
            result["failed"][name] = str(error)
    (options.out / "bench.json").write_text(json.dumps(result, indent=1))
    (options.out / "bench.html").write_text(report.page(result))
    print(report.table(result))
    return 1 if result["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
