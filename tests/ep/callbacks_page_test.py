"""docs/ep-callbacks.md against the headers and the tests: every callback has its line, in order, and every test that is named is there.
"none yet" stands where a test is still missing.

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
        if match := re.search(r"ORT_API2_STATUS\((\w+),|ORT_API_T\([^,]*, (\w+),", line):
            found.append((match.group(1) or match.group(2), since))
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
        if is_called and test not in tests and test != "none yet":
            wrong.append(f"{struct}::{name}: no test {test}")
print("\n".join(wrong) or "every callback has its line and its test")
sys.exit(bool(wrong))
