"""The tool's commands: what they print, their JSON against docs/cli.md, help and manual, wrong command lines."""

import json
import os
import pathlib
import re
import shutil
import subprocess
from unittest import mock

import numpy as np
import onnx
from common import ELEMENTWISE_EP, MODELS, NULL_EP, plain_environment, samples
from onnx import TensorProto, helper, numpy_helper
from tool import DONE, EP, FAILED, INPUT, MODEL, USAGE, ToolTest, berth, fault_ep, product, save

DIGITS = MODELS / "digits.onnx"
COMMANDS = ("run", "plan", "bench", "info", "devices", "ep list")


def documented(schema):
    """Key paths of one JSON form in docs/cli.md."""
    text = (MODELS.parent / "docs" / "cli.md").read_text()
    block = re.search(rf"### {re.escape(schema)}\n\n```\n(.*?)```", text, re.S)[1]
    return {line.split()[0] for line in block.splitlines()}


def paths(value, path=""):
    if isinstance(value, dict):
        return set().union(*(paths(v, f"{path}.{k}" if path else k) for k, v in value.items())) if value else {path + ".*"}
    if isinstance(value, list):
        return set().union(*(paths(v, path + "[]") for v in value)) if value else set()
    return {path}


def rich_model(path):
    """Bodies, a function, several opsets, external data, metadata, symbols."""
    f = TensorProto.FLOAT
    weight = numpy_helper.from_array(np.ones((3, 5), np.float32), "w")
    outside = numpy_helper.from_array(np.ones((100,), np.float32), "outside")
    body = lambda name, op: helper.make_graph(
        [helper.make_node(op, ["x"], [name])],
        name,
        [],
        [helper.make_tensor_value_info(name, f, None)],
        [numpy_helper.from_array(np.ones((7,), np.int64), name + "_unused")],
    )
    nodes = [
        helper.make_node("If", ["cond"], ["i"], then_branch=body("then", "Relu"), else_branch=body("else", "Tanh")),
        helper.make_node("Twice", ["i"], ["t"], domain="local"),
        helper.make_node("Gelu", ["t"], ["y"], domain="com.microsoft"),
        helper.make_node("SequenceConstruct", ["y"], ["s"]),
    ]
    graph = helper.make_graph(
        nodes,
        "rich",
        [
            helper.make_tensor_value_info("cond", TensorProto.BOOL, []),
            helper.make_tensor_value_info("x", f, ["N", None, 3]),
            helper.make_tensor_value_info("w", f, [3, 5]),
        ],
        [
            helper.make_tensor_value_info("y", f, None),
            helper.make_value_info("s", helper.make_sequence_type_proto(helper.make_tensor_type_proto(f, ["N"]))),
            helper.make_value_info("m", helper.make_map_type_proto(TensorProto.INT64, helper.make_tensor_type_proto(f, []))),
        ],
        [weight, outside],
    )
    function = helper.make_function(
        "local", "Twice", ["a"], ["b"], [helper.make_node("Add", ["a", "a"], ["b"])], [helper.make_opsetid("", 17)]
    )
    model = helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("local", 1), helper.make_opsetid("com.microsoft", 1)],
        functions=[function],
        producer_name="somebody",
        producer_version="7",
        ir_version=9,
        model_version=3,
    )
    helper.set_model_props(model, {"key": "value", "an": "other"})
    onnx.external_data_helper.set_external_data(model.graph.initializer[1], "data.bin")
    onnx.save(model, path)
    return path


class Commands(ToolTest):
    def test_json_as_documented(self):
        product(self.folder / "product.onnx")
        texts = save(self.folder / "texts.onnx", [helper.make_node("Identity", ["x"], ["y"])], [("x", 8, [2])], [("y", 8, [2])])
        hardware = self.folder / "hardware.json"
        hardware.write_text(
            '{"devices": [{"type": "CPU", "vendor_id": 32902, "device_id": 3, "vendor": "Intel", "metadata": {"a": "b"}}]}'
        )
        rich = rich_model(self.folder / "rich.onnx")
        for schema, runs in {
            "berth.run/1": (["run", DIGITS, "--ep-library", ELEMENTWISE_EP, "--save", self.folder], ["run", texts]),
            "berth.plan/1": (["plan", DIGITS, "--ep-library", ELEMENTWISE_EP],),
            "berth.bench/1": (["bench", DIGITS, "--runs", 3, "--profile"],),
            "berth.info/1": (["info", rich],),
            "berth.devices/1": (["devices"],),
            "berth.ep_list/1": (["ep", "list", ELEMENTWISE_EP],),
        }.items():
            seen = set()
            for run in runs:
                report = self.report(*run)
                self.assertEqual(report["schema"], schema)
                seen |= paths(report)
            wanted = documented(schema)
            for free in (p for p in wanted if p.endswith(".*")):
                if any(p.startswith(free[:-1]) for p in seen):
                    seen = {p for p in seen if not p.startswith(free[:-1])} | {free}
            self.assertEqual(seen, wanted, schema)

    def test_info(self):
        report = self.report("info", rich_model(self.folder / "rich.onnx"))
        self.assertEqual(
            report["opsets"],
            [
                {"domain": "ai.onnx", "version": 17},
                {"domain": "local", "version": 1},
                {"domain": "com.microsoft", "version": 1},
            ],
        )
        self.assertEqual(report["inputs"], [{"name": "cond", "type": "bool[]"}, {"name": "x", "type": "float[N,?,3]"}])
        self.assertEqual([o["type"] for o in report["outputs"]], ["float[...]", "sequence(float[N])", "map(int64,float[])"])
        counts = {o["operator"]: o["count"] for o in report["operators"]}
        self.assertEqual(
            counts, {"If": 1, "Relu": 1, "Tanh": 1, "local:Twice": 1, "com.microsoft:Gelu": 1, "SequenceConstruct": 1, "Add": 1}
        )
        self.assertEqual((report["nodes"], report["bodies"], report["functions"]), (7, 2, ["local:Twice"]))
        self.assertEqual(
            report["parameters"], {"tensors": 4, "elements": 15 + 100 + 14, "bytes": 60 + 400 + 112, "external_bytes": 400}
        )
        self.assertEqual(
            (report["producer"], report["producer_version"], report["ir_version"], report["model_version"]),
            ("somebody", "7", 9, 3),
        )
        self.assertEqual({m["key"]: m["value"] for m in report["metadata"]}, {"key": "value", "an": "other"})

    def test_info_counts_as_onnx_does(self):
        for path in MODELS.glob("*.onnx"):
            model, report = onnx.load(path), self.report("info", path)
            wanted = {}
            for node in model.graph.node:
                wanted[node.op_type] = wanted.get(node.op_type, 0) + 1
            self.assertEqual({o["operator"]: o["count"] for o in report["operators"]}, wanted)
            arrays = [numpy_helper.to_array(t) for t in model.graph.initializer]
            self.assertEqual(report["parameters"]["elements"], sum(a.size for a in arrays))
            self.assertEqual(report["parameters"]["bytes"], sum(a.nbytes for a in arrays))

    def test_info_of_damaged_models(self):
        good = rich_model(self.folder / "rich.onnx").read_bytes()
        rng = np.random.default_rng(2)
        for n in range(120):
            bad = bytearray(good)
            bad[rng.integers(0, len(bad))] = rng.integers(0, 256)
            (self.folder / "bad.onnx").write_bytes(bad[: rng.integers(0, len(bad))] if n % 2 else bad)
            done = berth("info", self.folder / "bad.onnx")
            self.assertIn(done.returncode, (DONE, MODEL), done.stderr)
        (self.folder / "bad.onnx").write_bytes(b"no model at all")
        self.fails(MODEL, ["bad.onnx", "no ONNX model"], "info", self.folder / "bad.onnx")
        self.fails(MODEL, ["a folder seen"], "info", self.folder)
        # A graph in a graph in a graph ...
        deep = b""
        for _ in range(3000):
            attribute = b"\x32" + varint(len(deep)) + deep
            node = b"\x2a" + varint(len(attribute)) + attribute
            deep = b"\x0a" + varint(len(node)) + node
        (self.folder / "deep.onnx").write_bytes(b"\x3a" + varint(len(deep)) + deep)
        self.fails(MODEL, ["deep.onnx"], "info", self.folder / "deep.onnx")

    def test_control_characters_stay_out_of_the_terminal(self):
        model = onnx.load(DIGITS)
        model.graph.name = "\x1b[31mred\n"
        onnx.save(model, self.folder / "red.onnx")
        self.assertNotIn("\x1b", self.done("info", self.folder / "red.onnx"))
        self.assertEqual(self.report("info", self.folder / "red.onnx")["graph"], "\x1b[31mred\n")

    def test_plan(self):
        report = self.report("plan", DIGITS, "--ep-library", ELEMENTWISE_EP)
        self.assertEqual(report["asked"], ["ElementwiseEp"])
        self.assertEqual(
            {e["ep"]: (e["nodes"], e["groups"]) for e in report["eps"]},
            {"ElementwiseEp": (3, 3), "CPUExecutionProvider": (6, 0)},
        )
        self.assertEqual([n["op_type"] for n in report["nodes"]], [n.op_type for n in onnx.load(DIGITS).graph.node])
        for node in report["nodes"]:
            claimed = node["op_type"] == "Relu"
            self.assertEqual(
                node["why"], [{"ep": "ElementwiseEp", "answer": "claimed it alone" if claimed else "did not claim it"}]
            )

    def test_plan_of_several_eps(self):
        libraries = ["--ep-library", ELEMENTWISE_EP, "--ep-library", NULL_EP]
        first = self.report("plan", DIGITS, *libraries)["nodes"][1]
        self.assertEqual(
            first["why"], [{"ep": "ElementwiseEp", "answer": "claimed it alone"}, {"ep": "NullEp", "answer": "not asked"}]
        )
        second = self.report("plan", DIGITS, *libraries, "--ep", "NullEp", "--ep", "ElementwiseEp")["nodes"][1]
        self.assertEqual([w["answer"] for w in second["why"]], ["did not claim it", "claimed it alone"])
        self.assertEqual(self.report("plan", DIGITS, *libraries, "--ep", "NullEp")["asked"], ["NullEp"])
        self.assertEqual(self.report("plan", DIGITS)["nodes"][0]["why"], [])

    def test_plan_tells_of_dropped_groups(self):
        nodes = [
            helper.make_node("Mul", ["x", "a"], ["t"], "before"),
            helper.make_node("Relu", ["t"], ["u"], "between"),
            helper.make_node("Mul", ["u", "b"], ["y"], "behind"),
        ]
        model = save(
            self.folder / "around.onnx",
            nodes,
            [(name, TensorProto.FLOAT, [2]) for name in "xab"],
            [("y", TensorProto.FLOAT, [2])],
        )
        done = berth("plan", model, "--ep-library", fault_ep("claim_around"), "--json")
        self.assertEqual(done.returncode, DONE, done.stderr)
        answers = [node["why"][0]["answer"] for node in json.loads(done.stdout)["nodes"]]
        dropped = (
            'claimed it, but the group was dropped: [EPC-013] not convex: node "between" lies on a path between two members'
        )
        self.assertEqual(answers, [dropped, "did not claim it", dropped])
        self.assertIn("[EPC-013]", done.stderr)
        # Without a node between them the same claim stands.
        report = self.report("plan", product(self.folder / "product.onnx"), "--ep-library", fault_ep("claim_around"))
        self.assertEqual([node["why"][0]["answer"] for node in report["nodes"]], ["claimed it in a group of 2"] * 2)

    def test_policies_choose(self):
        hardware = self.folder / "npu.json"
        hardware.write_text('{"devices": [{"type": "CPU", "vendor_id": 1, "device_id": 2, "vendor": "Made-up"}]}')
        with mock.patch.dict(os.environ, {"BERTH_HARDWARE": str(hardware)}):
            report = self.report("plan", DIGITS, "--ep-library", ELEMENTWISE_EP, "--policy", "PREFER_CPU")
            self.assertEqual(report["asked"], ["ElementwiseEp"])
            self.assertIn("ElementwiseEp", {node["ep"] for node in report["nodes"]})
            report = self.report("plan", DIGITS, "--policy", "PREFER_NPU")
            self.assertEqual((report["asked"], {node["ep"] for node in report["nodes"]}), ([], {"CPUExecutionProvider"}))

    def test_devices(self):
        self.assertIn("CPU", [d["type"] for d in self.report("devices")["devices"]])
        self.assertRegex(self.done("devices"), r"(?m)^  CPU +\w+ +[0-9a-f]{4}:[0-9a-f]{4}")

    def test_ep_list_goes_on_after_a_broken_library(self):
        (self.folder / "no.so").write_text("no library")
        broken = [self.folder / "no.so", fault_ep("factories_error"), "missing.so"]
        done = berth("ep", "list", broken[0], ELEMENTWISE_EP, broken[1], fault_ep("devices_none"), broken[2], NULL_EP, "--json")
        self.assertEqual(done.returncode, EP)
        libraries = json.loads(done.stdout)["libraries"]
        self.assertEqual([bool(library["error"]) for library in libraries], [True, False, True, False, True, False])
        self.assertEqual(
            [[d["ep"] for d in library["devices"]] for library in libraries], [[], ["ElementwiseEp"], [], [], [], ["NullEp"]]
        )
        self.assertEqual(len([line for line in done.stderr.splitlines() if line.startswith("berth ep list: ")]), 3, done.stderr)
        for path in broken:
            self.assertIn(str(path), done.stderr)
        self.assertEqual(berth("ep", "list", ELEMENTWISE_EP, NULL_EP).returncode, DONE)

    def test_mere_name_of_a_library_is_looked_for_beside_the_runtime(self):
        name = pathlib.Path(ELEMENTWISE_EP).name
        self.assertIn("ElementwiseEp", self.done("ep", "list", name))
        done = berth("ep", "list", f"./{name}")
        self.assertEqual((done.returncode, "no such file" in done.stderr), (EP, True), done.stderr)

    def test_ep_list_says_when_there_is_no_device(self):
        text = self.done("ep", "list", fault_ep("devices_none"), ELEMENTWISE_EP)
        self.assertIn("offers no device on this machine", text)
        self.assertRegex(text, r"ElementwiseEp +\d+\.\d+\.\d+ ")

    def test_bench(self):
        report = self.report("bench", DIGITS, "--runs", 20, "--warmup", 0, "--threads", 1)
        latency = report["latency_ms"]
        self.assertEqual(report["runs"], 20)
        self.assertEqual(sorted(latency.values()), sorted([*latency.values()]))
        self.assertTrue(0 < latency["min"] <= latency["median"] <= latency["p90"] <= latency["p99"] <= latency["max"])
        self.assertTrue(latency["min"] <= latency["mean"] <= latency["max"])
        self.assertGreater(self.report("bench", DIGITS, "--seconds", "0.05")["runs"], 0)
        self.done("bench", DIGITS, "--runs", 3, "--assert", "60000")
        done = berth("bench", DIGITS, "--runs", 3, "--assert", "0.00001")
        self.assertEqual(done.returncode, FAILED)
        self.assertIn("--assert: median", done.stderr)

    def test_bench_profile(self):
        profile = self.report("bench", DIGITS, "--runs", 5, "--profile", "--threads", 1)["profile"]
        self.assertEqual(profile["runs"], 5)
        # The limits of the convolutions are computed with them.
        self.assertEqual({o["name"]: o["nodes"] for o in profile["operators"]},
                         {"Conv": 2, "Relu": 1, "Reshape": 1, "Gemm": 2, "Softmax": 1})
        self.assertEqual([o["median_ms"] for o in profile["operators"]],
                         sorted((o["median_ms"] for o in profile["operators"]), reverse=True))
        self.assertEqual(len(profile["slowest"]), 7)
        self.assertLessEqual(sum(n["median_ms"] for n in profile["slowest"]), profile["median_ms"] * 2)
        for row in profile["operators"] + profile["slowest"]:
            self.assertEqual(row["ep"], "CPUExecutionProvider")
            self.assertLessEqual(row["median_ms"], row["p90_ms"])
        self.assertNotIn("profile", self.report("bench", DIGITS, "--runs", 1))
        text = self.done("bench", DIGITS, "--runs", 2, "--profile", "--ep-library", ELEMENTWISE_EP)
        self.assertRegex(text, r"operator +EP +nodes +median ms +p90 ms +share %")
        self.assertIn("ElementwiseEp", text)

    def test_bench_profile_of_bodies(self):
        body = helper.make_graph(
            [helper.make_node("Identity", ["go"], ["on"]), helper.make_node("Einsum", ["a", "a"], ["b"], equation="ij,jk->ik")],
            "body",
            [helper.make_tensor_value_info("i", 7, []), helper.make_tensor_value_info("go", 9, []),
             helper.make_tensor_value_info("a", 1, [200, 200])],
            [helper.make_tensor_value_info("on", 9, []), helper.make_tensor_value_info("b", 1, [200, 200])])
        count = helper.make_tensor("count", 7, [], [5])
        model = save(self.folder / "loop.onnx", [helper.make_node("Loop", ["count", "", "x"], ["y"], body=body)],
                     [("x", 1, [200, 200])], [("y", 1, [200, 200])], initializers=[count])
        rows = {o["name"]: o for o in self.report("bench", model, "--runs", 3, "--profile", "--threads", 1)["profile"]["operators"]}
        # What the product takes in the body is not counted twice.
        self.assertGreater(rows["Einsum"]["share"], 0.5)
        self.assertLess(rows["Loop"]["share"], 0.5)

    def test_text_lines_up(self):
        for command in (
            ["run", DIGITS, "--ep-library", ELEMENTWISE_EP],
            ["plan", DIGITS],
            ["info", DIGITS],
            ["devices"],
            ["ep", "list", NULL_EP],
        ):
            for block in self.done(*command).split("\n\n"):
                lines = [line for line in block.splitlines() if line.startswith("  ")]
                # Blank in every line: where columns part. Columns that do not line up run into one another.
                used = "".join(
                    "x" if any(line[i : i + 1].strip() for line in lines) else " " for i in range(max(map(len, lines)))
                )
                self.assertGreaterEqual(len(used.split()), len(re.split(r"  +", lines[0].strip())), block)

    def test_help_teaches(self):
        main = self.done("--help")
        for command in COMMANDS:
            self.assertIn(f"\n  {command} ", main)
            text = self.done(*command.split(), "--help")
            self.assertIn(f"usage: berth {command}", text)
            self.assertIn("--json", text)
            self.assertIn(f"  $ berth {command} ", text)
            self.assertRegex(text, r"exit codes:\n  0 +done\n")
            self.assertTrue(all(len(line) <= 100 for line in text.splitlines()), text)
        self.assertIn("Berth", self.done("--version"))

    def test_documents_name_every_exit_code(self):
        text = (MODELS.parent / "docs" / "cli.md").read_text()
        for code, meaning in re.findall(r"^  (\d) +(.*)$", self.done("devices", "--help").split("exit codes:")[1], re.M):
            self.assertRegex(text, rf"(?m)^\| {code} \| {re.escape(meaning[:40])}")

    def test_manual(self):
        page = self.done("man")
        self.assertTrue(page.startswith(".TH BERTH 1"))
        for command in COMMANDS:
            self.assertRegex(page, rf'\.SS "berth {command} ')
            for option in re.findall(r"(?m)^  (?:-\w, )?(--[a-z-]+)", self.done(*command.split(), "--help")):
                self.assertIn(option.replace("-", "\\-"), page)
        for line in page.splitlines():
            self.assertRegex(line, r"^(\.(TH|SH|SS|TP|PP|B|I|br|nf|fi)\b|[^.'])")
        self.assertEqual(page, (pathlib.Path(os.environ["BERTH_CLI"]).parent.parent / "share/man/man1/berth.1").read_text())
        if shutil.which("groff"):
            done = subprocess.run(["groff", "-man", "-ww", "-Tutf8"], input=page, capture_output=True, text=True, env=plain_environment())
            self.assertEqual(done.stderr, "")

    def test_wrong_command_lines(self):
        model, ep = str(DIGITS), ["--ep-library", ELEMENTWISE_EP]
        for words, wrong, legal in (
            (["command: none seen", "run, plan"], [], ["--help"]),
            (['command: "fly" seen', "run, plan"], ["fly"], ["devices"]),
            (['"--fly" seen'], ["--fly"], ["--version"]),
            (["command: none seen", "list wanted"], ["ep"], ["ep", "--help"]),
            (['command: "show" seen'], ["ep", "show"], ["ep", "list", NULL_EP]),
            (["LIBRARY: none seen"], ["ep", "list"], ["ep", "list", NULL_EP]),
            (["MODEL: none seen", "ONNX file wanted"], ["run"], ["run", model]),
            (["MODEL: none seen"], ["info"], ["info", model]),
            (["MODEL: none seen"], ["plan", "--json"], ["plan", model, "--json"]),
            (["MODEL: none seen"], ["bench"], ["bench", model, "--runs", "1"]),
            (['"two" seen: nothing more wanted'], ["run", model, "two"], ["run", model]),
            (['"extra" seen: nothing more wanted'], ["devices", "extra"], ["devices"]),
            (
                ['"--inptu" seen: no such option'],
                ["run", model, "--inptu", "image=random"],
                ["run", model, "--input", "image=random"],
            ),
            (["--top: no value seen"], ["run", model, "--top"], ["run", model, "--top", "2"]),
            (['--top: "x" seen', "a number from 0"], ["run", model, "--top", "x"], ["run", model, "--top", "0"]),
            (['--top: "-1" seen'], ["run", model, "--top=-1"], ["run", model, "--top=1"]),
            (["--top: several values seen"], ["run", model, "--top", "1", "--top", "2"], ["run", model, "--top", "1"]),
            (['--threads: "many" seen'], ["run", model, "--threads", "many"], ["run", model, "--threads", "2"]),
            (['--seed: "1.5" seen'], ["run", model, "--seed", "1.5"], ["run", model, "--seed", "15"]),
            (['--layout: "NCWH" seen', "NCHW or NHWC"], ["run", model, "--layout", "NCWH"], ["run", model, "--layout", "NCHW"]),
            (
                ['--image-size: "8x" seen', "HEIGHTxWIDTH"],
                ["run", model, "--image-size", "8x"],
                ["run", model, "--image-size", "8x8"],
            ),
            (['--image-size: "0" seen'], ["run", model, "--image-size", "0"], ["run", model, "--image-size", "8"]),
            (['--mean: "1,,2" seen'], ["run", model, "--mean", "1,,2"], ["run", model, "--mean", "1,2.5"]),
            (['--std: "0" seen', "other than 0"], ["run", model, "--std", "0"], ["run", model, "--std", "1e-3"]),
            (['--input: "image" seen', "NAME=VALUE"], ["run", model, "-i", "image"], ["run", model, "-i", "image=random"]),
            (
                ['--input: "picture" seen', '"image" wanted'],
                ["run", model, "-i", "picture=random"],
                ["run", model, "-i", "image=random"],
            ),
            (
                ['--input: "image=x.jpg" seen', ".png"],
                ["run", model, "-i", "image=x.jpg"],
                ["run", model, "-i", f"image={MODELS / 'digits/1.png'}"],
            ),
            (
                ['"image" seen twice'],
                ["run", model, "-i", "image=random", "-i", "image=random"],
                ["run", model, "-i", "image=random"],
            ),
            (['--shape: "image=1,x" seen'], ["run", model, "--shape", "image=1,x"], ["run", model, "--shape", "image=1,1,8,8"]),
            (
                ['--shape: "x" seen', '"image" wanted'],
                ["run", model, "--shape", "x=1"],
                ["run", model, "--shape", "image=1,1,8,8"],
            ),
            (
                ['--output: "y" seen', '"probabilities" wanted'],
                ["run", model, "--output", f"y={self.folder}/y.npy"],
                ["run", model, "--output", f"probabilities={self.folder}/y.npy"],
            ),
            (
                ["--output:", ".npy"],
                ["run", model, "--output", "probabilities=y.txt"],
                ["run", model, "--output", f"probabilities={self.folder}/y.pb"],
            ),
            (['--save-format: "csv" seen'], ["run", model, "--save-format", "csv"], ["run", model, "--save-format", "pb"]),
            (
                ['--config: "a" seen'],
                ["run", model, "--config", "a"],
                ["run", model, "--config", "session.set_denormal_as_zero=0"],
            ),
            (
                ['--ep: "Other" seen', "ElementwiseEp"],
                ["run", model, *ep, "--ep", "Other"],
                ["run", model, *ep, "--ep", "ElementwiseEp"],
            ),
            (
                ['--ep: "ElementwiseEp" seen', "CPUExecutionProvider wanted"],
                ["run", model, "--ep", "ElementwiseEp"],
                ["run", model, *ep],
            ),
            (
                ['--ep-option: "a" seen'],
                ["run", model, *ep, "--ep-option", "a"],
                ["run", model, *ep, "--ep-option", "ElementwiseEp:a=1"],
            ),
            (
                ["--ep-option:", "no --ep-library"],
                ["run", model, "--ep-option", "a=1"],
                ["run", model, *ep, "--ep-option", "a=1"],
            ),
            (
                ['--policy: "NPU" seen, DEFAULT or PREFER_CPU'],
                ["run", model, "--policy", "NPU"],
                ["run", model, "--policy", "PREFER_NPU"],
            ),
            (
                ['--policy: "DEFAULT" seen beside --ep:'],
                ["run", model, *ep, "--ep", "ElementwiseEp", "--policy", "DEFAULT"],
                ["run", model, *ep, "--policy", "DEFAULT"],
            ),
            (['--runs: "0" seen'], ["bench", model, "--runs", "0"], ["bench", model, "--runs", "1"]),
            (
                ['--assert: "0" seen'],
                ["bench", model, "--runs", "1", "--assert", "0"],
                ["bench", model, "--runs", "1", "--assert", "60000"],
            ),
        ):
            self.fails(USAGE, ["berth", *words], *wrong)
            self.assertEqual(berth(*legal).returncode, DONE, legal)

    def test_what_fails_is_told_by_the_exit_code(self):
        model = product(self.folder / "product.onnx")
        unknown = save(
            self.folder / "unknown.onnx",
            [helper.make_node("Gelu", ["x"], ["y"], domain="com.nobody")],
            [("x", 1, [2])],
            [("y", 1, [2])],
        )
        (self.folder / "no.onnx").write_bytes(b"no model")
        self.fails(MODEL, ["missing.onnx"], "run", "missing.onnx")
        self.fails(MODEL, ["no.onnx"], "run", self.folder / "no.onnx")
        self.fails(MODEL, ["Gelu"], "run", unknown)
        self.fails(EP, ["missing.so"], "run", model, "--ep-library", "missing.so")
        for fault in ("factories_error", "compile_error", "compute_error"):
            self.fails(EP, [fault], "run", model, "--ep-library", fault_ep(fault))
        self.fails(INPUT, ["float[2,3] wanted"], "run", model, "--shape", "x=3,3")
        self.done("run", model, "--ep-library", fault_ep("none"))

    def test_outputs_that_are_no_tensors(self):
        nodes = [helper.make_node("SequenceConstruct", ["x", "x"], ["s"]), helper.make_node("Identity", ["x"], ["y"])]
        value = helper.make_value_info(
            "s", helper.make_sequence_type_proto(helper.make_tensor_type_proto(TensorProto.FLOAT, [2]))
        )
        graph = helper.make_graph(
            nodes, "g", [helper.make_tensor_value_info("x", 1, [2])], [value, helper.make_tensor_value_info("y", 1, [2])]
        )
        model = self.folder / "sequence.onnx"
        onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), model)
        outputs = self.report("run", model)["outputs"]
        self.assertEqual([(o["type"], len(o["top"])) for o in outputs], [("sequence of 2", 0), ("float[2]", 2)])
        self.fails(FAILED, ['output "s"', "only tensors can be saved"], "run", model, "--save", self.folder / "out")
        self.done("run", model, "--output", f"y={self.folder / 'y.npy'}")

    def test_values_that_are_no_numbers_come_last(self):
        model = save(
            self.folder / "nan.onnx", [helper.make_node("Identity", ["x"], ["y"])], [("x", 1, [2, 3])], [("y", 1, [2, 3])]
        )
        np.save(self.folder / "x.npy", np.array([[np.nan, 1, -np.inf], [np.inf, np.nan, 2]], np.float32))
        source = ("-i", f"x={self.folder / 'x.npy'}", "--top", 4)
        output = self.report("run", model, *source)["outputs"][0]
        self.assertEqual([(t["index"], t["value"]) for t in output["top"]], [(3, "inf"), (5, 2.0), (1, 1.0), (2, "-inf")])
        self.assertEqual(output["nan"], 2)
        self.assertIn("[1,0]: inf   [1,2]: 2   [0,1]: 1   [0,2]: -inf   2 NaN", self.done("run", model, *source))

    def test_nothing_is_lost_when_stdout_is_full(self):
        with open("/dev/full", "w") as full:
            done = subprocess.run([os.environ["BERTH_CLI"], "devices"], stdout=full, stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.returncode, FAILED)
        self.assertIn("stdout", done.stderr)

    def test_progress_only_on_a_terminal(self):
        import pty

        command = [os.environ["BERTH_CLI"], "bench", str(DIGITS), "--seconds", "1.3"]
        self.assertEqual(subprocess.run(command, capture_output=True, text=True).stderr, "")
        terminal, other = pty.openpty()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=other)
        os.close(other)
        text = os.read(terminal, 10000).decode()
        os.close(terminal)
        self.assertIn("measuring", text)
        self.assertIn("1 s", text)
        self.assertTrue(text.endswith("\x1b[K"))

    def test_digits_are_recognized(self):
        for digit, _, expected in samples():
            top = self.report("run", DIGITS, "-i", f"image={MODELS / 'digits' / f'{digit}.png'}", "--top", 1)["outputs"][0][
                "top"
            ][0]
            self.assertEqual(top["index"], digit)
            self.assertAlmostEqual(
                top["value"],
                expected["digits"][0][digit] if isinstance(expected["digits"][0], list) else expected["digits"][digit],
                4,
            )


def varint(value):
    out = b""
    while value >= 0x80:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])
