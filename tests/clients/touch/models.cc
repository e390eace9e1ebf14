// Models that are built, and a session that is added to.
#include "touch.h"

namespace touch {
namespace {

constexpr int64_t kTwo[] = {2, 2};

Ort::ValueInfo Matrix(const std::string& name) {
  const Ort::TensorTypeAndShapeInfo info(ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, {2, 2});
  return Ort::ValueInfo(name, Ort::TypeInfo::CreateTensorInfo(info.GetConst()).GetConst());
}

// y = alpha X W^T.
Ort::Model GemmModel() {
  Ort::Graph graph;
  std::vector<Ort::ValueInfo> inputs, outputs;
  inputs.push_back(Matrix("x"));
  outputs.push_back(Matrix("y"));
  std::printf("%s %d\n", inputs[0].GetName().c_str(), inputs[0].TypeInfo().GetONNXType());
  graph.SetInputs(inputs);
  graph.SetOutputs(outputs);
  std::printf("%s %s\n", YesNo(inputs[0] == nullptr), YesNo(outputs[0] == nullptr));

  const float alpha = 0.5f;
  const int64_t transposed = 1;
  std::vector<Ort::OpAttr> attributes;
  attributes.emplace_back("alpha", &alpha, 1, ORT_OP_ATTR_FLOAT);
  attributes.emplace_back("transB", &transposed, 1, ORT_OP_ATTR_INT);
  std::printf("%s %d\n", attributes[0].GetName().c_str(), attributes[1].GetConst().GetType());
  Ort::Node node("Gemm", "", "gemm", {"x", "w"}, {"y"}, attributes);
  std::printf("%s\n", YesNo(attributes[0] == nullptr));
  graph.AddNode(node);

  Ort::AllocatorWithDefaultOptions allocator;
  auto weight = Ort::Value::CreateTensor<float>(allocator, kTwo, 2);
  const float values[] = {1, 2, 3, 4};
  std::memcpy(weight.GetTensorMutableData<float>(), values, sizeof(values));
  graph.AddInitializer("w", weight, false);

  Ort::Model model(std::vector<Ort::Model::DomainOpsetPair>{{"", 17}});
  model.AddGraph(graph);
  std::printf("%s %s %s\n", YesNo(node == nullptr), YesNo(weight == nullptr), YesNo(graph == nullptr));
  return model;
}

void RunMatrix(Ort::Session& session, const char* out) {
  float x[] = {1, 0, 0, 1};
  const auto cpu = Ort::MemoryInfo::CreateCpu(OrtDeviceAllocator, OrtMemTypeDefault);
  const auto input = Ort::Value::CreateTensor<float>(cpu, x, 4, kTwo, 2);
  const char* in = "x";
  const auto y = session.Run(Ort::RunOptions{nullptr}, &in, &input, 1, &out, 1);
  const float* data = y[0].GetTensorData<float>();
  std::printf("%g %g %g %g\n", data[0], data[1], data[2], data[3]);
}

// Attributes of all kinds, read back.
void Attributes() {
  const int64_t ints[] = {1, 2, 3};
  const float floats[] = {0.5f, 0.25f};
  const char* const strings[] = {"one", "three"};
  const Ort::OpAttr a("ints", ints, 3, ORT_OP_ATTR_INTS), b("floats", floats, 2, ORT_OP_ATTR_FLOATS),
      c("text", "word", 4, ORT_OP_ATTR_STRING), d("texts", strings, 2, ORT_OP_ATTR_STRINGS),
      e("one", ints, 1, ORT_OP_ATTR_INT);
  std::vector<int64_t> i;
  std::vector<float> f;
  std::vector<std::string> s;
  std::string text;
  int64_t one = 0;
  const bool read[] = {a.GetValueArray(i).IsOK(), b.GetValueArray(f).IsOK(), c.GetValue(text).IsOK(),
                       d.GetValueArray(s).IsOK(), e.GetValue(one).IsOK()};
  for (const bool ok : read) std::printf("%s ", YesNo(ok));
  std::printf("%zu %zu %g %s %zu %s %lld\n", i.size(), f.size(), f.back(), text.c_str(), s.size(), s.back().c_str(),
              static_cast<long long>(one));
}

}  // namespace

void Built(const Places&) {
  Attributes();
  const Ort::Model model = GemmModel();
  Ort::Session session(TheEnv(), model, Ort::SessionOptions{});
  std::printf("%s %s\n", session.GetInputs()[0].GetName().c_str(),
              session.GetOutputs()[0].GetConst().GetName().c_str());
  RunMatrix(session, "y");
}

// The digit itself as one more output.
void Augmented(const Places& places) {
  Ort::Session session = Ort::Session::CreateModelEditorSession(TheEnv(), places.digits.c_str(), Ort::SessionOptions{});
  std::printf("%d\n", session.GetOpset(""));
  Ort::Graph graph;
  Ort::Node node("ArgMax", "", "argmax", {"probabilities"}, {"digit"});
  graph.AddNode(node);
  std::vector<Ort::ValueInfo> outputs;
  const Ort::TensorTypeAndShapeInfo info(ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64, {1, 10});
  outputs.emplace_back("digit", Ort::TypeInfo::CreateTensorInfo(info.GetConst()).GetConst());
  graph.SetOutputs(outputs);
  Ort::Model model(std::vector<Ort::Model::DomainOpsetPair>{});
  model.AddGraph(graph);
  session.FinalizeModelEditorSession(model, Ort::SessionOptions{});
  for (const std::string& name : session.GetOutputNames()) std::printf("%s\n", name.c_str());
}

}  // namespace touch
