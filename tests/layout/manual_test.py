"""Every function of the public C headers has a comment, which is its manual; releases have theirs in common."""
import pathlib
import re
import sys

DECLARATION = re.compile(r"\s*(ORT_API2_STATUS\(|ORT_API_T\([^)]|ORT_EXPORT |\S.*\(ORT_API_CALL\s*\*\s*\w+\)\()")
MACRO = re.compile(r"#define|\s*_\w+_ ")


def uncommented(text):
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if not DECLARATION.match(line) or MACRO.match(line) or "\\" in line or line.startswith("typedef"):
            continue
        if not lines[number - 1].strip().startswith("//") and "///<" not in line:
            yield f"{number + 1}: {line.strip()}"


def main(folder):
    count, missing = 0, []
    for header in ("onnxruntime_c_api.h", "onnxruntime_ep_c_api.h"):
        text = (pathlib.Path(folder) / header).read_text()
        count += sum(bool(DECLARATION.match(line)) for line in text.split("\n"))
        missing += [f"{header}:{place}" for place in uncommented(text)]
    if list(uncommented("\n  ORT_API2_STATUS(A, int a);")) == []:
        missing.append("this test does not see a function without a comment")
    print(f"{count} functions of the C headers, {len(missing)} without a comment")
    print("\n".join(missing))
    return 1 if missing or count < 600 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
