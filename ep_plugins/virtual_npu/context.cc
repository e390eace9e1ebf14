#include "context.h"

#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace npu {
namespace {

using elementwise::Fail;
using elementwise::List;
using elementwise::Op;
using elementwise::Program;

constexpr size_t kMaxTensors = 1 << 20;   // of a group; a text that says more is none of ours

std::string Entry(const OrtSessionOptions* options, const char* key) {
  char text[4096] = "";
  size_t size = sizeof(text);
  if (OrtStatus* absent = ort->GetSessionConfigEntry(options, key, text, &size)) {
    ort->ReleaseStatus(absent);
    return "";
  }
  return text;
}

std::string ToText(const Program& program) {
  std::ostringstream out;
  out << kContextVersion << ' ' << program.tensor_count;
  for (const auto* list : {&program.inputs, &program.outputs}) {
    out << ' ' << list->size();
    for (size_t number : *list) out << ' ' << number;
  }
  out << ' ' << program.steps.size();
  for (const auto& step : program.steps) {
    out << ' ' << static_cast<int>(step.op) << ' ' << step.inputs[0] << ' ' << step.inputs[1] << ' ' << step.output;
  }
  return out.str();
}

// A number below `limit`.
bool Read(std::istream& in, size_t limit, size_t* number) { return in >> *number && *number < limit; }

bool ReadNumbers(std::istream& in, size_t tensors, std::vector<size_t>* out) {
  size_t count = 0;
  if (!Read(in, kMaxTensors, &count)) return false;
  for (size_t i = 0, number = 0; i < count; ++i) {
    if (!Read(in, tensors, &number)) return false;
    out->push_back(number);
  }
  return true;
}

// Every tensor is an input or the output of one step, before it is read.
bool IsWhole(const Program& program) {
  std::vector<bool> made(program.tensor_count, false);
  for (size_t input : program.inputs) made[input] = true;
  for (const auto& step : program.steps) {
    if (!made[step.inputs[0]] || !made[step.inputs[1]] || made[step.output]) return false;
    made[step.output] = true;
  }
  for (size_t output : program.outputs) {
    if (!made[output]) return false;
  }
  return true;
}

bool FromText(const std::string& text, Program* program) {
  std::istringstream in(text);
  std::string version;
  size_t steps = 0;
  if (!(in >> version) || version != kContextVersion || !Read(in, kMaxTensors, &program->tensor_count)) return false;
  const size_t tensors = program->tensor_count;
  if (!ReadNumbers(in, tensors, &program->inputs) || !ReadNumbers(in, tensors, &program->outputs)) return false;
  if (!Read(in, kMaxTensors, &steps)) return false;
  for (size_t i = 0; i < steps; ++i) {
    elementwise::Step step{};
    size_t op = 0;
    if (!Read(in, static_cast<size_t>(Op::kTanh) + 1, &op) || !Read(in, tensors, &step.inputs[0]) ||
        !Read(in, tensors, &step.inputs[1]) || !Read(in, tensors, &step.output)) {
      return false;
    }
    step.op = static_cast<Op>(op);
    program->steps.push_back(step);
  }
  return IsWhole(*program);
}

// Empty when the node does not have it.
OrtStatus* TextAttribute(const OrtNode* node, const char* name, std::string* text) {
  const OrtOpAttr* attribute = nullptr;
  if (OrtStatus* absent = ort->Node_GetAttributeByName(node, name, &attribute)) ort->ReleaseStatus(absent);
  if (attribute == nullptr) return nullptr;
  size_t size = 0;
  // The first call only says how much room the second needs.
  if (OrtStatus* no_room = ort->ReadOpAttr(attribute, ORT_OP_ATTR_STRING, nullptr, 0, &size)) ort->ReleaseStatus(no_room);
  text->resize(size);
  return size == 0 ? nullptr : ort->ReadOpAttr(attribute, ORT_OP_ATTR_STRING, text->data(), size, &size);
}

OrtStatus* IsEmbedded(const OrtNode* node, bool* embedded) {
  const OrtOpAttr* attribute = nullptr;
  if (OrtStatus* absent = ort->Node_GetAttributeByName(node, "embed_mode", &attribute)) ort->ReleaseStatus(absent);
  int64_t mode = 1;
  size_t size = 0;
  if (attribute != nullptr) EP_RETURN_IF_ERROR(ort->ReadOpAttr(attribute, ORT_OP_ATTR_INT, &mode, sizeof(mode), &size));
  *embedded = mode != 0;
  return nullptr;
}

// A file name that stays in its folder.
bool IsPlainName(const std::filesystem::path& name) {
  return !name.empty() && name.filename() == name && name != "." && name != "..";
}

class Attributes {
 public:
  ~Attributes() {
    for (OrtOpAttr* attribute : made_) ort->ReleaseOpAttr(attribute);
  }
  OrtStatus* Add(const char* name, const std::string& text) {
    return ort->CreateOpAttr(name, text.data(), static_cast<int>(text.size()), ORT_OP_ATTR_STRING, &made_.emplace_back());
  }
  OrtStatus* Add(const char* name, int64_t number) {
    return ort->CreateOpAttr(name, &number, 1, ORT_OP_ATTR_INT, &made_.emplace_back());
  }
  // The node takes them over.
  OrtStatus* MakeNode(const char* name, std::vector<const char*> inputs, std::vector<const char*> outputs, OrtNode** out) {
    EP_RETURN_IF_ERROR(ort->GetModelEditorApi()->CreateNode("EPContext", "com.microsoft", name, inputs.data(), inputs.size(),
                                                            outputs.data(), outputs.size(), made_.data(), made_.size(), out));
    made_.clear();
    return nullptr;
  }

 private:
  std::vector<OrtOpAttr*> made_;
};

OrtStatus* Names(const std::vector<const OrtValueInfo*>& values, std::vector<const char*>* names) {
  for (const OrtValueInfo* value : values) EP_RETURN_IF_ERROR(ort->GetValueInfoName(value, &names->emplace_back()));
  return nullptr;
}

}  // namespace

ContextOptions ReadContextOptions(const OrtSessionOptions* options) {
  ContextOptions read;
  if (options == nullptr) return read;
  read.writes = Entry(options, "ep.context_enable") == "1";
  read.embeds = Entry(options, "ep.context_embed_mode") != "0";
  read.path = Entry(options, "ep.context_file_path");
  return read;
}

OrtStatus* IsContext(const OrtNode* node, bool* is_ours) {
  *is_ours = false;
  const char* op_type = nullptr;
  EP_RETURN_IF_ERROR(ort->Node_GetOperatorType(node, &op_type));
  if (std::strcmp(op_type, "EPContext") != 0) return nullptr;
  std::string source;
  EP_RETURN_IF_ERROR(TextAttribute(node, "source", &source));
  *is_ours = std::strcmp(source.c_str(), elementwise::kName) == 0;
  return nullptr;
}

OrtStatus* MakeContextNode(const OrtNode* fused_node, const Program& program, const ContextOptions& options, OrtNode** out) {
  const char* name = nullptr;
  EP_RETURN_IF_ERROR(ort->Node_GetName(fused_node, &name));
  std::string content = ToText(program);
  if (!options.embeds) {
    const std::string file = std::string(name) + ".npu";
    std::ofstream stream(std::filesystem::path(options.path).parent_path() / file, std::ios::binary);
    if (!(stream << content).flush()) return Fail("Compile: \"" + file + "\" cannot be written beside the compiled model");
    content = file;
  }
  std::vector<const OrtValueInfo*> inputs, outputs;
  EP_RETURN_IF_ERROR(List(fused_node, ort->Node_GetNumInputs, ort->Node_GetInputs, &inputs));
  EP_RETURN_IF_ERROR(List(fused_node, ort->Node_GetNumOutputs, ort->Node_GetOutputs, &outputs));
  std::vector<const char*> input_names, output_names;
  EP_RETURN_IF_ERROR(Names(inputs, &input_names));
  EP_RETURN_IF_ERROR(Names(outputs, &output_names));
  Attributes attributes;
  EP_RETURN_IF_ERROR(attributes.Add("source", elementwise::kName));
  EP_RETURN_IF_ERROR(attributes.Add("ep_sdk_version", kContextVersion));
  EP_RETURN_IF_ERROR(attributes.Add("partition_name", name));
  EP_RETURN_IF_ERROR(attributes.Add("ep_cache_context", content));
  EP_RETURN_IF_ERROR(attributes.Add("embed_mode", int64_t{options.embeds}));
  EP_RETURN_IF_ERROR(attributes.Add("main_context", int64_t{1}));
  return attributes.MakeNode(name, std::move(input_names), std::move(output_names), out);
}

OrtStatus* ReadContext(const OrtGraph* graph, const OrtNode* node, Program* program) {
  std::string content;
  bool embedded = false;
  EP_RETURN_IF_ERROR(TextAttribute(node, "ep_cache_context", &content));
  EP_RETURN_IF_ERROR(IsEmbedded(node, &embedded));
  if (!embedded) {
    const std::filesystem::path file = content.c_str();
    const ORTCHAR_T* model = nullptr;
    EP_RETURN_IF_ERROR(ort->Graph_GetModelPath(graph, &model));
    if (!IsPlainName(file)) return Fail("Compile: \"" + file.string() + "\": the name of a file beside the model wanted");
    std::ifstream stream(std::filesystem::path(model).parent_path() / file, std::ios::binary);
    if (!stream) return Fail("Compile: \"" + file.string() + "\": no such file beside the compiled model");
    content.assign(std::istreambuf_iterator<char>(stream), {});
  }
  return FromText(content, program) ? nullptr : Fail("Compile: a context that this version of the EP cannot read");
}

}  // namespace npu
