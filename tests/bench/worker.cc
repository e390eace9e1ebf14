// Runs a model on one library, on command: the other half of tests/bench/compare.py, which lets two of these take turns.
//
//   bench_worker <library> [--ep <library> <EP name>]
//
// One command a line on stdin, one JSON object a line on stdout (an "error" member when it failed):
//   open <threads> <model> <feeds.json>     -> {"dlopen_ms","env_ms","session_ms"}; the session stays open
//   run <seconds> <least runs>              -> {"us":[...]}: latency of every run
//   callers <count> <seconds>               -> {"per_second"}: runs a second of that many threads
//   create <model> <times>                  -> {"ms":[...]}: session creation alone, on the threads of the open session
//   save <folder>                           -> writes every output of the first feed as raw bytes: {"outputs":[{type,shape,file}]}
//   memory                                  -> {"peak_kb","resident_kb"}
//   share <model> <feeds.json> <count>      -> {"one_kb","all_kb"}: the process' proportional memory with one session, and with that
//                                              many that share prepacked weights; each has run once
// feeds.json: [[{"name","type","shape","file"}...]...], one list for each feed, used in turn.
#include <dlfcn.h>
#include <onnxruntime_c_api.h>

#include <atomic>
#include <chrono>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using Json = nlohmann::json;

const OrtApi* ort = nullptr;

void Check(OrtStatus* status) {
  if (status == nullptr) return;
  std::string text = ort->GetErrorMessage(status);
  ort->ReleaseStatus(status);
  throw std::runtime_error(text);
}

double Since(Clock::time_point start, double unit) {
  return std::chrono::duration<double>(Clock::now() - start).count() * unit;
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error(path + ": cannot be read");
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Feed {
  std::vector<std::string> bytes;      // memory of the tensors
  std::vector<OrtValue*> values;
};

class Worker {
 public:
  explicit Worker(std::vector<std::string> arguments) {
    const auto start = Clock::now();
    void* library = dlopen(arguments.at(0).c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) throw std::runtime_error(dlerror());
    auto base = reinterpret_cast<const OrtApiBase* (*)()>(dlsym(library, "OrtGetApiBase"));
    if (base == nullptr) throw std::runtime_error("no OrtGetApiBase in " + arguments[0]);
    ort = base()->GetApi(ORT_API_VERSION);
    if (ort == nullptr) throw std::runtime_error("API not known to " + arguments[0]);
    dlopen_ms_ = Since(start, 1e3);
    const auto making = Clock::now();
    Check(ort->CreateEnv(ORT_LOGGING_LEVEL_ERROR, "bench", &env_));
    env_ms_ = Since(making, 1e3);
    if (arguments.size() == 4 && arguments[1] == "--ep") {
      ep_ = arguments[3];
      Check(ort->RegisterExecutionProviderLibrary(env_, "bench", arguments[2].c_str()));
    }
  }

  Json Do(const std::string& line) {
    std::istringstream words(line);
    std::string command;
    words >> command;
    if (command == "open") return Open(words);
    if (command == "run") return Run(words);
    if (command == "callers") return Callers(words);
    if (command == "create") return Create(words);
    if (command == "save") return Save(words);
    if (command == "memory") return Memory();
    if (command == "share") return ShareWeights(words);
    throw std::runtime_error("no such command: " + command);
  }

 private:
  OrtSession* NewSession(const std::string& model, OrtPrepackedWeightsContainer* weights = nullptr) {
    OrtSessionOptions* options = nullptr;
    Check(ort->CreateSessionOptions(&options));
    Check(ort->SetIntraOpNumThreads(options, threads_));
    Check(ort->SetInterOpNumThreads(options, 1));
    if (!ep_.empty()) AppendEp(options);
    OrtSession* session = nullptr;
    if (weights == nullptr) {
      Check(ort->CreateSession(env_, model.c_str(), options, &session));
    } else {
      Check(ort->CreateSessionWithPrepackedWeightsContainer(env_, model.c_str(), options, weights, &session));
    }
    ort->ReleaseSessionOptions(options);
    return session;
  }

  void AppendEp(OrtSessionOptions* options) {
    const OrtEpDevice* const* devices = nullptr;
    size_t count = 0;
    Check(ort->GetEpDevices(env_, &devices, &count));
    std::vector<const OrtEpDevice*> chosen;
    for (size_t i = 0; i < count; ++i) {
      if (ort->EpDevice_EpName(devices[i]) == ep_) chosen.push_back(devices[i]);
    }
    Check(ort->SessionOptionsAppendExecutionProvider_V2(options, env_, chosen.data(), chosen.size(), nullptr, nullptr, 0));
  }

  Json Open(std::istringstream& words) {
    std::string model, feeds;
    words >> threads_ >> model >> feeds;
    if (session_ != nullptr) ort->ReleaseSession(session_);
    const auto start = Clock::now();
    session_ = NewSession(model);
    const double session_ms = Since(start, 1e3);
    ReadNames();
    ReadFeeds(feeds);
    return {{"dlopen_ms", dlopen_ms_}, {"env_ms", env_ms_}, {"session_ms", session_ms}};
  }

  void ReadNames() {
    OrtAllocator* allocator = nullptr;
    Check(ort->GetAllocatorWithDefaultOptions(&allocator));
    size_t count = 0;
    Check(ort->SessionGetOutputCount(session_, &count));
    outputs_.clear();
    for (size_t i = 0; i < count; ++i) {
      char* name = nullptr;
      Check(ort->SessionGetOutputName(session_, i, allocator, &name));
      outputs_.emplace_back(name);
      allocator->Free(allocator, name);
    }
  }

  void ReadFeeds(const std::string& path) {
    OrtMemoryInfo* cpu = nullptr;
    Check(ort->CreateCpuMemoryInfo(OrtDeviceAllocator, OrtMemTypeDefault, &cpu));
    for (Feed& feed : feeds_) {
      for (OrtValue* value : feed.values) ort->ReleaseValue(value);
    }
    feeds_.clear();
    inputs_.clear();
    for (const Json& list : Json::parse(ReadFile(path))) {
      Feed& feed = feeds_.emplace_back();
      for (const Json& entry : list) feed.bytes.push_back(ReadFile(entry.at("file").get<std::string>()));
      for (size_t i = 0; i < list.size(); ++i) {
        const auto shape = list[i].at("shape").get<std::vector<int64_t>>();
        OrtValue* value = nullptr;
        Check(ort->CreateTensorWithDataAsOrtValue(cpu, feed.bytes[i].data(), feed.bytes[i].size(), shape.data(), shape.size(),
                                                  list[i].at("type").get<ONNXTensorElementDataType>(), &value));
        feed.values.push_back(value);
        if (feeds_.size() == 1) inputs_.push_back(list[i].at("name"));
      }
    }
    ort->ReleaseMemoryInfo(cpu);
  }

  std::vector<OrtValue*> RunOnce(const Feed& feed) const { return RunOnce(session_, feed); }

  std::vector<OrtValue*> RunOnce(OrtSession* session, const Feed& feed) const {
    std::vector<const char*> inputs, outputs;
    for (const std::string& name : inputs_) inputs.push_back(name.c_str());
    for (const std::string& name : outputs_) outputs.push_back(name.c_str());
    std::vector<OrtValue*> results(outputs.size(), nullptr);
    Check(ort->Run(session, nullptr, inputs.data(), feed.values.data(), inputs.size(), outputs.data(), outputs.size(),
                   results.data()));
    return results;
  }

  void RunAndRelease(const Feed& feed) const {
    for (OrtValue* value : RunOnce(feed)) ort->ReleaseValue(value);
  }

  Json Run(std::istringstream& words) {
    double seconds = 0;
    size_t least = 0;
    words >> seconds >> least;
    std::vector<double> times;
    const auto start = Clock::now();
    while (times.size() < least || Since(start, 1) < seconds) {
      const auto begin = Clock::now();
      RunAndRelease(feeds_[times.size() % feeds_.size()]);
      times.push_back(Since(begin, 1e6));
    }
    return {{"us", times}};
  }

  Json Callers(std::istringstream& words) {
    size_t count = 0;
    double seconds = 0;
    words >> count >> seconds;
    std::atomic<size_t> runs{0};
    std::vector<std::thread> threads;
    const auto start = Clock::now();
    for (size_t t = 0; t < count; ++t) {
      threads.emplace_back([&, t] {
        for (size_t i = t; Since(start, 1) < seconds; ++i) {
          RunAndRelease(feeds_[i % feeds_.size()]);
          ++runs;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    return {{"per_second", static_cast<double>(runs) / Since(start, 1)}};
  }

  Json Create(std::istringstream& words) {
    std::string model;
    size_t times = 0;
    words >> model >> times;
    std::vector<double> ms;
    for (size_t i = 0; i < times; ++i) {
      const auto start = Clock::now();
      OrtSession* session = NewSession(model);
      ms.push_back(Since(start, 1e3));
      ort->ReleaseSession(session);
    }
    return {{"ms", ms}};
  }

  Json Save(std::istringstream& words) {
    std::string folder;
    words >> folder;
    Json outputs = Json::array();
    const std::vector<OrtValue*> values = RunOnce(feeds_[0]);
    for (size_t i = 0; i < values.size(); ++i) outputs.push_back(SaveOne(values[i], folder + "/" + std::to_string(i) + ".raw"));
    return {{"outputs", outputs}};
  }

  Json SaveOne(OrtValue* value, const std::string& path) {
    OrtTensorTypeAndShapeInfo* info = nullptr;
    Check(ort->GetTensorTypeAndShape(value, &info));
    ONNXTensorElementDataType type;
    Check(ort->GetTensorElementType(info, &type));
    size_t rank = 0;
    Check(ort->GetDimensionsCount(info, &rank));
    std::vector<int64_t> shape(rank);
    Check(ort->GetDimensions(info, shape.data(), rank));
    ort->ReleaseTensorTypeAndShapeInfo(info);
    size_t bytes = 0;
    Check(ort->GetTensorSizeInBytes(value, &bytes));
    void* data = nullptr;
    Check(ort->GetTensorMutableData(value, &data));
    std::ofstream(path, std::ios::binary).write(static_cast<const char*>(data), static_cast<std::streamsize>(bytes));
    ort->ReleaseValue(value);
    return {{"type", type}, {"shape", shape}, {"file", path}};
  }

  Json ShareWeights(std::istringstream& words) {
    std::string model, feeds;
    size_t count = 0;
    words >> model >> feeds >> count;
    OrtPrepackedWeightsContainer* weights = nullptr;
    Check(ort->CreatePrepackedWeightsContainer(&weights));
    std::vector<OrtSession*> sessions;
    Json result;
    while (sessions.size() < count) {
      sessions.push_back(NewSession(model, weights));
      if (session_ == nullptr) {
        session_ = sessions[0];
        ReadNames();
        ReadFeeds(feeds);
      }
      for (OrtValue* value : RunOnce(sessions.back(), feeds_[0])) ort->ReleaseValue(value);
      result[sessions.size() == 1 ? "one_kb" : "all_kb"] = ProportionalMemory();
    }
    session_ = nullptr;
    for (OrtSession* session : sessions) ort->ReleaseSession(session);
    ort->ReleasePrepackedWeightsContainer(weights);
    return result;
  }

  static long ProportionalMemory() {
    std::ifstream rollup("/proc/self/smaps_rollup");
    for (std::string line; std::getline(rollup, line);) {
      if (line.starts_with("Pss:")) return std::stol(line.substr(4));
    }
    throw std::runtime_error("/proc/self/smaps_rollup: no Pss");
  }

  static Json Memory() {
    Json result;
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with("VmHWM:")) result["peak_kb"] = std::stol(line.substr(6));
      if (line.starts_with("VmRSS:")) result["resident_kb"] = std::stol(line.substr(6));
    }
    return result;
  }

  double dlopen_ms_ = 0, env_ms_ = 0;
  int threads_ = 1;
  std::string ep_;
  OrtEnv* env_ = nullptr;
  OrtSession* session_ = nullptr;
  std::vector<std::string> inputs_, outputs_;
  std::vector<Feed> feeds_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 && argc != 5) {
    std::cerr << "usage: bench_worker LIBRARY [--ep LIBRARY NAME]\n";
    return 2;
  }
  try {
    Worker worker(std::vector<std::string>(argv + 1, argv + argc));
    for (std::string line; std::getline(std::cin, line);) {
      Json answer;
      try {
        answer = worker.Do(line);
      } catch (const std::exception& error) {
        answer = {{"error", error.what()}};
      }
      std::cout << answer.dump() << std::endl;
    }
  } catch (const std::exception& error) {
    std::cout << Json{{"error", error.what()}}.dump() << std::endl;
    return 1;
  }
}
