"""docs/ep-callbacks.md and docs/ep-contract.md against headers, source and tests: every callback, every function that an EP may
call and every duty has its line, in order, every test that is named is there, and a test or an EP of ours calls every function.

usage: callbacks_page_test.py ROOT
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(sys.argv[1])


def callbacks(header, struct):
    body = re.search(rf"^struct {struct} {{\n(.*?)^}};", header, re.M | re.S).group(1)
    since, found = None, []
    for line in body.splitlines():
        if match := re.search(r"// ---- since ([\d.]+)", line):
            since = match.group(1)
        if match := re.search(r"ORT_API2_STATUS\((\w+),|ORT_API_T\([^,]*, (\w+),|ORT_CLASS_RELEASE\((\w+)\)", line):
            found.append((match.group(1) or match.group(2) or "Release" + match.group(3), since))
    return found


def rows(page, struct):
    section = page.split(f"## {struct}\n")[1].split("\n## ")[0]
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in section.splitlines() if line.startswith("| `")]
    return [(name.strip("`"), since, when, test.strip("`")) for name, since, when, test in cells]


header = (ROOT / "include" / "onnxruntime_ep_c_api.h").read_text()
page = (ROOT / "docs" / "ep-callbacks.md").read_text()
sources = "".join(path.read_text() for path in (ROOT / "tests").rglob("*_test.cc"))
tests = {f"{suite}.{name}" for suite, name in re.findall(r"^TEST(?:_F|_P)?\((\w+), (\w+)\)", sources, re.M)}
lists = "".join(path.read_text() for path in (ROOT / "tests").rglob("CMakeLists.txt"))
tests |= set(re.findall(r"add_test\(NAME (\w+\.\w+)", lists))
callers = [path for folder in ("tests", "ep_plugins") for end in ("*.cc", "*.inc") for path in (ROOT / folder).rglob(end)]
calls = "".join(path.read_text() for path in callers if "abi" not in path.parts)
code = "".join(path.read_text() for path in (ROOT / "src").rglob("*.cc"))
wrong = []
for struct in ("OrtEpFactory", "OrtEp"):
    wanted, seen = callbacks(header, struct), rows(page, struct)
    if wanted != [row[:2] for row in seen]:
        wrong.append(f"{struct}: lines {[row[:2] for row in seen]}, callbacks {wanted}")
    for name, _, when, test in seen:
        is_called = f"Slot<&{struct}::{name}>" in code
        if is_called == when.startswith("never"):
            wrong.append(f"{struct}::{name}: {'called' if is_called else 'not called'} in src, but: {when}")
        if is_called and test not in tests:
            wrong.append(f"{struct}::{name}: no test {test}")

wanted, seen = callbacks(header, "OrtEpApi"), rows(page, "OrtEpApi")
if wanted != [row[:2] for row in seen]:
    wrong.append(f"OrtEpApi: lines {[row[:2] for row in seen]}, functions {wanted}")
for name, _, _, test in seen:
    if test not in tests:
        wrong.append(f"OrtEpApi::{name}: no test {test}")
    if not re.search(rf"\b{name}\b", calls):
        wrong.append(f"OrtEpApi::{name}: nobody calls it")

# Duties: numbered without a gap, named by the source where they are checked, and nothing else is named.
contract = (ROOT / "docs" / "ep-contract.md").read_text()
duties = [[cell.strip() for cell in line.split("|")[1:-1]] for line in contract.splitlines() if line.startswith("| EPC-")]
if [duty[0] for duty in duties] != [f"EPC-{i + 1:03}" for i in range(len(duties))]:
    wrong.append(f"duties: {[duty[0] for duty in duties]}")
named = set(re.findall(r"EPC-\d{3}", "".join(path.read_text() for path in (ROOT / "src").rglob("*.[ch]*"))))
for line in duties:
    if len(line) != 5 or not all(line):
        wrong.append(f"{line[0]}: number, duty, why, what Berth does and tests wanted, {len(line)} columns seen")
        continue
    wrong += [f"{line[0]}: no test {test}" for test in re.findall(r"`(\w+\.\w+)`", line[4]) if test not in tests]
    if not re.search(r"`\w+\.\w+`", line[4]):
        wrong.append(f"{line[0]}: no test")
if named != {duty[0] for duty in duties}:
    wrong.append(f"duties of the source and of the page: {sorted(named ^ {duty[0] for duty in duties})}")
print("\n".join(wrong) or f"{len(duties)} duties, {len(seen)} functions, every callback: each has its line and its test")
sys.exit(bool(wrong))
