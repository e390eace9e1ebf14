#!/usr/bin/env python3
"""Writes a file of static assertions that the public headers must compile against.

usage: make_asserts.py (c|c++) ort_abi.json OUTPUT

From the ABI data come the size of every struct, the place and type of every member, every enum value, every callback
type and every opaque type. In C++ a function pointer may be noexcept; C does not see that and neither do the assertions.
"""
import json
import sys

CXX_PRELUDE = """\
#include <cstddef>
#include <type_traits>

#include <onnxruntime_c_api.h>

#define _Bool bool

template <typename T>
T Plain(T);
template <typename R, typename... A, bool N>
auto Plain(R (*)(A...) noexcept(N)) -> R (*)(A...);
#define SAME(A, B, TEXT) static_assert(std::is_same_v<decltype(Plain(A{})), B>, TEXT)
#define MEMBER(T, M) decltype(T::M)
#define ASSERT static_assert
"""

C_PRELUDE = """\
#include <stdbool.h>
#include <stddef.h>

#include <onnxruntime_c_api.h>

#define SAME(A, B, TEXT) _Static_assert(__builtin_types_compatible_p(A, B), TEXT)
#define MEMBER(T, M) __typeof__(((T*)0)->M)
#define ASSERT _Static_assert
"""


def assertions(abi):
    for table, spec in abi["tables"].items():
        struct = f"struct {table}"
        yield f'ASSERT(sizeof({struct}) == {spec["size"]}, "{table}: size");'
        for member in spec["members"]:
            name = member["name"]
            yield f'ASSERT(offsetof({struct}, {name}) == {member["offset"]}, "{table}.{name}: place");'
            member_type = member.get("signature", member.get("type"))
            if not member_type.startswith(("union", "char")) and not member_type.endswith("]"):
                yield f'SAME(MEMBER({table}, {name}), COMMA_SAFE({member_type}), "{table}.{name}: type");'
    for values in abi["enums"].values():
        for name, value in values.items():
            yield f'ASSERT((int){name} == (int){value}LL, "{name}: value");'
    for name, pointer_type in abi["function_pointer_types"].items():
        yield f'SAME({name}, COMMA_SAFE({pointer_type}), "{name}: type");'
    for name in abi["opaque"]:
        yield f'ASSERT(sizeof({name}*) == sizeof(struct {name}*), "{name}: opaque type");'
    yield f'ASSERT(ORT_API_VERSION == {abi["api_version"]}, "API version");'


def main():
    language, source, output = sys.argv[1:]
    with open(source, encoding="utf-8") as file:
        abi = json.load(file)
    with open(output, "w", encoding="utf-8") as file:
        file.write(CXX_PRELUDE if language == "c++" else C_PRELUDE)
        file.write("#define COMMA_SAFE(...) __VA_ARGS__\n\n")
        file.write("\n".join(assertions(abi)) + "\n")


if __name__ == "__main__":
    main()
