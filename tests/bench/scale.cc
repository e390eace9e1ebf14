// How session creation grows with a model, and what a thousand registrations leave behind: the figures that
// docs/performance.md quotes.
//
//   bench_scale [<library> [<shape>]]     ours unless another one is named; all shapes unless one is, by a part of its name
//
// Session creation: an EP claims every other node, each on its own; a model of a few nodes beside one of ten times as many.
// Time per node, of the processor so that other programs do not count, must not grow by more than half. Registration: each
// of the EPs in ep_plugins/ a thousand times, after which memory in use, mappings and open descriptors must be what they
// were. Ends with 1 when a figure is beyond its limit.
#include <dlfcn.h>
#include <malloc.h>
#include <onnxruntime_c_api.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "scale_paths.h"
#include "tiny_model.h"

namespace {

using berth::testing::Message;
using berth::testing::NodeMessage;
using berth::testing::TinyNode;
constexpr double kMostGrowth = 1.5;   // of time per node
constexpr int kRounds = 7;
constexpr int kRegistrations = 1000, kWarmUp = 50;

const OrtApi* ort = nullptr;

// Seconds of processor time that this process has used; sessions work on one thread.
double Now() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

void Check(OrtStatus* status) {
  if (status == nullptr) return;
  std::string text = ort->GetErrorMessage(status);
  ort->ReleaseStatus(status);
  throw std::runtime_error(text);
}

// ---- models: Mul is what the EP claims, Add and Sum are the host's ----

struct Model {
  Message graph;
  void Add(const TinyNode& node) { graph.Nested(1, NodeMessage(node)); }
  static Message Float(const std::string& name) {
    const Message shape = Message().Nested(1, Message().Int(1, 3));
    return Message().Text(1, name).Nested(2, Message().Nested(1, Message().Int(1, 1).Nested(2, shape)));
  }
  void Output(const std::string& name) { graph.Nested(12, Float(name)); }
  std::string Bytes() {
    const std::string weights(12, '\0');
    graph.Text(2, "scale").Nested(5, Message().Int(1, 3).Int(2, 1).Text(8, "W").Text(9, weights)).Nested(11, Float("X"));
    return Message().Int(1, 8).Nested(7, graph).Nested(8, Message().Int(2, 17)).bytes();
  }
};

const char* EveryOther(int i) { return i % 2 == 0 ? "Mul" : "Add"; }
std::string Numbered(const char* prefix, int i) { return prefix + std::to_string(i); }

std::string Chain(int nodes) {
  Model model;
  for (int i = 0; i < nodes; ++i) {
    model.Add({EveryOther(i), Numbered("n", i), {i == 0 ? "X" : Numbered("v", i - 1), "W"}, Numbered("v", i)});
  }
  model.Output(Numbered("v", nodes - 1));
  return model.Bytes();
}

std::string OneFeedsAll(int nodes) {
  Model model;
  model.Add({"Mul", "hub", {"X", "W"}, "hub"});
  for (int i = 1; i < nodes; ++i) {
    model.Add({EveryOther(i), Numbered("n", i), {"hub", "W"}, Numbered("v", i)});
    model.Output(Numbered("v", i));
  }
  return model.Bytes();
}

std::string AllFeedOne(int nodes) {
  Model model;
  TinyNode sum{"Sum", "sum", {}, "Y"};
  for (int i = 1; i < nodes; ++i) {
    model.Add({EveryOther(i), Numbered("n", i), {"X", "W"}, Numbered("v", i)});
    sum.inputs.push_back(Numbered("v", i));
  }
  model.Add(sum);
  model.Output("Y");
  return model.Bytes();
}

// ---- measuring ----

struct Times {
  double create = 1e9, release = 1e9;   // microseconds a node, the least of several
};

class Host {
 public:
  explicit Host(const char* path) {
    void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) throw std::runtime_error(dlerror());
    auto base = reinterpret_cast<const OrtApiBase* (*)()>(dlsym(library, "OrtGetApiBase"));
    if (base == nullptr) throw std::runtime_error(std::string("no OrtGetApiBase in ") + path);
    ort = base()->GetApi(ORT_API_VERSION);
    if (ort == nullptr) throw std::runtime_error(std::string("API not known to ") + path);
    Check(ort->CreateEnv(ORT_LOGGING_LEVEL_FATAL, "scale", &env_));
  }
  Host(const Host&) = delete;
  ~Host() { ort->ReleaseEnv(env_); }

  void Register(const char* name, const char* path) { Check(ort->RegisterExecutionProviderLibrary(env_, name, path)); }
  void Unregister(const char* name) { Check(ort->UnregisterExecutionProviderLibrary(env_, name)); }

  // In a process of its own, so that no session finds the heap as another has left it.
  void Measure(const std::string& model, int nodes, const char* pairs, Times& best) {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("no pipe");
    const pid_t child = fork();
    if (child == 0) {
      Times times;
      try {
        times = MeasureHere(model, nodes, pairs);
      } catch (const std::exception& error) {
        std::fprintf(stderr, "bench_scale: %s\n", error.what());
        _exit(1);
      }
      _exit(write(ends[1], &times, sizeof(times)) == sizeof(times) ? 0 : 1);
    }
    close(ends[1]);
    Times times;
    const bool told = child > 0 && read(ends[0], &times, sizeof(times)) == sizeof(times);
    close(ends[0]);
    if (child > 0) waitpid(child, nullptr, 0);
    if (!told) throw std::runtime_error("a measurement failed");
    best.create = std::min(best.create, times.create);
    best.release = std::min(best.release, times.release);
  }

 private:
  Times MeasureHere(const std::string& model, int nodes, const char* pairs) {
    OrtSessionOptions* options = nullptr;
    Check(ort->CreateSessionOptions(&options));
    Check(ort->SetIntraOpNumThreads(options, 1));
    const OrtEpDevice* const* devices = nullptr;
    size_t count = 0;
    Check(ort->GetEpDevices(env_, &devices, &count));
    const OrtEpDevice* device = *std::find_if(devices, devices + count, [](const OrtEpDevice* one) {
      return std::string_view(ort->EpDevice_EpName(one)) == "TracingEp";
    });
    const char* key = "pairs";
    Check(ort->SessionOptionsAppendExecutionProvider_V2(options, env_, &device, 1, &key, &pairs, 1));
    OrtSession* session = nullptr;
    const double start = Now();
    Check(ort->CreateSessionFromArray(env_, model.data(), model.size(), options, &session));
    const double created = Now();
    ort->ReleaseSession(session);
    const double released = Now();
    ort->ReleaseSessionOptions(options);
    return {1e6 * (created - start) / nodes, 1e6 * (released - created) / nodes};
  }

  OrtEnv* env_ = nullptr;
};

struct Shape {
  const char* text;
  std::string (*make)(int nodes);
  int few, many;
  const char* registration = "tracing";
  const char* pairs = "0";
};

constexpr Shape kShapes[] = {
    {"chain", Chain, 10000, 100000},
    {"one node feeds all others", OneFeedsAll, 2000, 20000},
    {"all others feed one node", AllFeedOne, 2000, 20000},
    {"chain, EP with memory of its own", Chain, 10000, 100000, "device"},
    {"chain, groups that are not convex", Chain, 10000, 100000, "tracing", "1"},
};

bool SessionsGrowEvenly(Host& host, std::string_view wanted) {
  bool good = true;
  std::printf("%-36s %9s %9s %13s %13s %7s %8s\n", "session creation", "nodes", "nodes", "us/node", "us/node", "ratio",
              "release");
  for (const Shape& shape : kShapes) {
    if (std::string_view(shape.text).find(wanted) == std::string_view::npos) continue;
    const std::string few = shape.make(shape.few), many = shape.make(shape.many);
    host.Register(shape.registration, kTracingEp);
    Times of_few, of_many;
    // Turn about, so that a change of load meets both.
    for (int round = 0; round < kRounds; ++round) {
      host.Measure(few, shape.few, shape.pairs, of_few);
      host.Measure(many, shape.many, shape.pairs, of_many);
    }
    host.Unregister(shape.registration);
    const double growth = of_many.create / of_few.create;
    good = good && growth <= kMostGrowth;
    std::printf("%-36s %9d %9d %13.2f %13.2f %7.2f %8.2f%s\n", shape.text, shape.few, shape.many, of_few.create,
                of_many.create, growth, of_many.release / of_few.release, growth <= kMostGrowth ? "" : "  over the limit");
    std::fflush(stdout);
  }
  return good;
}

struct Held {
  long bytes = 0, mappings = 0, descriptors = 0;
};

// The C library keeps some freed blocks of each small size at hand, which it counts as in use: the same number each time.
void FillBlocksAtHand() {
  constexpr size_t kMostBytes = 1040, kMostBlocks = 16;
  for (size_t bytes = 8; bytes <= kMostBytes; bytes += 16) {
    void* blocks[kMostBlocks];
    for (void*& block : blocks) block = std::malloc(bytes);
    for (void* block : blocks) std::free(block);
  }
}

Held Holds() {
  FillBlocksAtHand();
  Held held;
  const std::filesystem::directory_iterator descriptors("/proc/self/fd");
  held.descriptors = std::distance(begin(descriptors), end(descriptors));
  std::ifstream maps("/proc/self/maps");
  held.mappings = std::count(std::istreambuf_iterator<char>(maps), std::istreambuf_iterator<char>(), '\n');
  malloc_trim(0);
  held.bytes = static_cast<long>(mallinfo2().uordblks);
  return held;
}

bool RegistrationsLeaveNothing(Host& host) {
  bool good = true;
  std::printf("\n%-36s %9s %13s %13s\n", "registered 1000 times", "bytes", "mappings", "descriptors");
  for (const auto& [name, path] : kPlugins) {
    for (int i = 0; i < kWarmUp; ++i) {
      host.Register(name, path);
      host.Unregister(name);
    }
    const Held before = Holds();
    for (int i = 0; i < kRegistrations; ++i) {
      host.Register(name, path);
      host.Unregister(name);
    }
    const Held after = Holds();
    const long bytes = after.bytes - before.bytes, mappings = after.mappings - before.mappings;
    const long descriptors = after.descriptors - before.descriptors;
    // A table of the C library that happens to grow is less than a byte each time.
    const bool grew = bytes >= kRegistrations || mappings > 0 || descriptors > 0;
    good = good && !grew;
    std::printf("%-36s %+9ld %+13ld %+13ld%s\n", name, bytes, mappings, descriptors, grew ? "  grew" : "");
  }
  return good;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    Host host(argc > 1 ? argv[1] : kRuntimeLibrary);
    const bool evenly = SessionsGrowEvenly(host, argc > 2 ? argv[2] : "");
    return RegistrationsLeaveNothing(host) && evenly ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_scale: %s\n", error.what());
    return 2;
  }
}
