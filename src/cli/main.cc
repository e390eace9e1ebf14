// berth: runs ONNX models and shows what happens to them. A client of the public headers like any other.
#include <cstdio>
#include <exception>

#include "cli/command_line.h"
#include "cli/failure.h"
#include "cli/utf.h"

namespace {

int Fail(const std::string& who, const char* text, int code) {
  std::fprintf(stderr, "%s: %s\n", who.c_str(), berth::cli::Printable(text).c_str());
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  berth::cli::CommandLine line;
  try {
    const auto command = line.Parse(argc, argv);
    return command != nullptr ? command(line.arguments()) : berth::cli::kDone;
  } catch (const berth::cli::Failure& failure) {
    return Fail(line.who(), failure.what(), failure.code());
  } catch (const std::bad_alloc&) {
    return Fail(line.who(), "memory: not enough for this", berth::cli::kFailed);
  } catch (const std::exception& error) {
    return Fail(line.who(), error.what(), berth::cli::kFailed);
  }
}
