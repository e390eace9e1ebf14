// Runs operator_fuzz.cc on drawn bytes, without libFuzzer: each start in turn, always the same draws.
//
// usage: operator_fuzz_smoke ROUNDS [FIRST ROUND [START]]     a round is every operator in every version and every model once
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>

#include "operator_fuzz.h"

namespace {

constexpr unsigned kSeconds = 30;                         // for one input
constexpr rlim_t kAddressSpace = rlim_t{2} << 30;
char command[4096] = "";

// Only what is allowed in a handler of signals.
extern "C" void Fail(int signal) {
  const char* what = signal == SIGALRM ? "an input takes too long; alone: " : "crashed; alone: ";
  for (const char* text : {what, static_cast<const char*>(command), "\n"}) {
    if (write(STDERR_FILENO, text, std::char_traits<char>::length(text)) < 0) break;
  }
  _exit(1);
}

void RunOne(size_t round, size_t which, const char* program) {
  static const char* models = std::getenv("BERTH_FUZZ_MODELS");
  const int room = static_cast<int>(sizeof(command) / 2);
  std::snprintf(command, sizeof(command), "BERTH_FUZZ_MODELS=%.*s %.*s 1 %zu %zu", room, models != nullptr ? models : "", room, program,
                round, which);
  std::mt19937 draw(static_cast<uint32_t>(round * 1000003 + which));
  std::vector<uint8_t> bytes{static_cast<uint8_t>(which >> 8), static_cast<uint8_t>(which)};
  for (size_t i = 64 + draw() % 512; i > 0; --i) bytes.push_back(static_cast<uint8_t>(draw()));
  alarm(kSeconds);
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: %s ROUNDS [FIRST ROUND [START]]\n", argv[0]);
    return 2;
  }
#ifndef __SANITIZE_ADDRESS__
  const rlimit limit{kAddressSpace, kAddressSpace};
  setrlimit(RLIMIT_AS, &limit);
#endif
  for (int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGALRM}) std::signal(signal, Fail);
  const size_t rounds = std::strtoull(argv[1], nullptr, 10), first = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 0;
  for (size_t round = first; round < first + rounds; ++round) {
    if (argc > 3) {
      RunOne(round, std::strtoull(argv[3], nullptr, 10), argv[0]);
    } else {
      for (size_t which = 0; which < berth::OperatorFuzzStarts(); ++which) RunOne(round, which, argv[0]);
    }
  }
  std::printf("%zu inputs: %zu sessions, %zu runs\n", rounds * (argc > 3 ? 1 : berth::OperatorFuzzStarts()),
              berth::operator_fuzz_counts.sessions, berth::operator_fuzz_counts.runs);
  return 0;
}
