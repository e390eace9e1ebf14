// What the tests of concurrency share: models whose runs use everything that a session keeps between runs, and threads
// that use one thing at once.
#pragma once

#include <atomic>
#include <functional>
#include <thread>

#include "client.h"

namespace berth::testing {

constexpr auto kFloats = ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT;

// Small numbers that differ.
inline std::vector<float> Numbers(size_t count) {
  std::vector<float> numbers(count);
  for (size_t i = 0; i < count; ++i) numbers[i] = static_cast<float>(static_cast<int>(i * 7 % 13) - 6) / 8;
  return numbers;
}

inline Message Weight(const std::string& name, const Shape& shape) {
  size_t count = 1;
  Message tensor;
  for (int64_t dim : shape) {
    count *= static_cast<size_t>(dim);
    tensor.Int(1, static_cast<uint64_t>(dim));
  }
  const std::vector<float> numbers = Numbers(count);
  return tensor.Int(2, 1).Text(8, name).Text(9, {reinterpret_cast<const char*>(numbers.data()), count * sizeof(float)});
}

// Y[N,32] = Softmax(Relu(X[N,64] * W1 + B) * W2): weights laid out anew, memory planned by shape, loops shared by threads.
inline std::string PerceptronModel() {
  Message graph;
  graph.Nested(1, NodeOf("MatMul", {"X", "W1"}, {"a"}, "first")).Nested(1, NodeOf("Add", {"a", "B"}, {"b"}, "bias"));
  graph.Nested(1, NodeOf("Relu", {"b"}, {"c"}, "relu")).Nested(1, NodeOf("MatMul", {"c", "W2"}, {"d"}, "second"));
  graph.Nested(1, NodeOf("Softmax", {"d"}, {"Y"}, "softmax")).Text(2, "perceptron");
  graph.Nested(5, Weight("W1", {64, 128})).Nested(5, Weight("B", {128})).Nested(5, Weight("W2", {128, 32}));
  graph.Nested(11, ValueInfo("X", TensorType(1, {-1, 64}))).Nested(12, ValueInfo("Y", TensorType(1, {-1, 32})));
  return ModelOf(graph, 17, 8);
}

// Y = X + 5 * Conv(X) by a loop of five trips over a convolution of X[N,4,8,8].
inline std::string LoopModel() {
  const Message number = TensorType(7, {}), flag = TensorType(9, {}), picture = TensorType(1, {-1, 4, 8, 8});
  const Message pads = Message().Text(1, "pads").Int(20, 7).Int(8, 1).Int(8, 1).Int(8, 1).Int(8, 1);
  Message body;
  body.Nested(1, NodeOf("Conv", {"X", "W"}, {"step"}, "conv").Nested(5, pads));
  body.Nested(1, NodeOf("Add", {"sum", "step"}, {"next"}, "add")).Nested(1, NodeOf("Identity", {"go"}, {"on"}, "go"));
  body.Text(2, "body").Nested(11, ValueInfo("trip", number)).Nested(11, ValueInfo("go", flag)).Nested(11, ValueInfo("sum", picture));
  body.Nested(12, ValueInfo("on", flag)).Nested(12, ValueInfo("next", picture));
  Message graph;
  graph.Nested(1, NodeOf("Loop", {"trips", "", "X"}, {"Y"}, "loop").Nested(5, Message().Text(1, "body").Int(20, 5).Nested(6, body)));
  graph.Text(2, "loop").Nested(5, Message().Int(2, 7).Text(8, "trips").Text(9, {"\5\0\0\0\0\0\0\0", 8}));
  graph.Nested(5, Weight("W", {4, 4, 3, 3}));
  graph.Nested(11, ValueInfo("X", picture)).Nested(12, ValueInfo("Y", picture));
  return ModelOf(graph, 17, 8);
}

// Calls `work(thread)` on several threads at once and waits for all.
inline void OnThreads(int count, const std::function<void(int)>& work) {
  std::atomic<int> ready{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < count; ++t) {
    threads.emplace_back([&, t] {
      ++ready;
      while (ready < count) std::this_thread::yield();
      work(t);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

// X of a model above with `n` for N, and the Y of a run that was alone.
struct Case {
  Shape shape;
  std::vector<float> x;
  Owned<OrtValue> X;
  std::vector<float> y;
  Case(Shape of, AnySession& alone) : shape(std::move(of)) {
    size_t count = 1;
    for (int64_t dim : shape) count *= static_cast<size_t>(dim);
    x = Numbers(count);
    X = TensorOf(x, shape, kFloats);
    EXPECT_TRUE(Run(alone.get(), y).ok());
    EXPECT_FALSE(y.empty());
  }

  Result Run(OrtSession* session, std::vector<float>& result, const OrtRunOptions* options = nullptr) const {
    const char *in = "X", *out = "Y";
    const OrtValue* input = X.get();
    OrtValue* output = nullptr;
    Result ran = Take(Api().Run(session, options, &in, &input, 1, &out, 1, &output));
    if (ran.ok()) Read(output, result);
    Api().ReleaseValue(output);
    return ran;
  }
  // Whether a run gives what one alone gave, bit by bit.
  bool RunsAsAlone(OrtSession* session) const {
    std::vector<float> result;
    return Run(session, result).ok() && result == y;
  }
  static void Read(OrtValue* value, std::vector<float>& result) {
    size_t bytes = 0;
    void* data = nullptr;
    if (!Take(Api().GetTensorSizeInBytes(value, &bytes)).ok() || !Take(Api().GetTensorMutableData(value, &data)).ok()) return;
    result.assign(static_cast<float*>(data), static_cast<float*>(data) + bytes / sizeof(float));
  }
};

// Cases of three shapes each, so that plans are made, found and thrown away meanwhile.
inline std::vector<Case> PerceptronCases(AnySession& alone) {
  std::vector<Case> cases;
  for (int64_t n : {1, 9, 40}) cases.emplace_back(Shape{n, 64}, alone);
  return cases;
}
inline std::vector<Case> LoopCases(AnySession& alone) {
  std::vector<Case> cases;
  for (int64_t n : {1, 2, 3}) cases.emplace_back(Shape{n, 4, 8, 8}, alone);
  return cases;
}

// Sessions with so many threads of their own.
inline Result Threads(const SessionSetup& setup, int threads) {
  return Take(Api().SetIntraOpNumThreads(setup.get(), threads));
}

}  // namespace berth::testing
