// Element-wise operators, of which some write over their input, and Reshape, whose output is its input's memory.
#include <climits>
#include <cstring>

#include "../elementwise_ep/program.h"
#include "kernels.h"

namespace kernels {
namespace {

struct Elementwise : KernelOf<Elementwise> {
  explicit Elementwise(const elementwise::OpName& op) : name(op) {}

  OrtStatus* Run(OrtKernelContext* context) const {
    std::vector<elementwise::Tensor> tensors(3);
    for (size_t i = 0; i < name.inputs; ++i) {
      View input;
      EP_RETURN_IF_ERROR(ReadInput(context, i, &input));
      tensors[i].dims = std::move(input.dims);
      tensors[i].data = input.data;
    }
    const elementwise::Step step{name.op, {0, name.inputs - 1}, 2};
    const std::string problem = elementwise::Run(step, tensors);
    if (!problem.empty()) return Fail(std::string(name.name) + ": " + problem);
    View output;
    EP_RETURN_IF_ERROR(MakeOutput(context, 0, tensors[2].dims, &output));
    if (output.count > 0 && output.data != nullptr)
      std::memcpy(output.data, tensors[2].own.data(), output.count * sizeof(float));
    return nullptr;
  }

  const elementwise::OpName& name;
};

OrtStatus* ORT_API_CALL MakeElementwise(void*, const OrtKernelInfo* info, OrtKernelImpl** out) {
  return Guard([&]() -> OrtStatus* {
    char op_type[32] = "";
    size_t size = sizeof(op_type);
    EP_RETURN_IF_ERROR(ort->KernelInfo_GetOperatorType(info, op_type, &size));
    const elementwise::OpName* op = elementwise::FindOp(op_type);
    if (op == nullptr) return Fail(std::string("no kernel for ") + op_type);
    *out = new Elementwise(*op);
    return nullptr;
  });
}

struct Reshape : KernelOf<Reshape> {
  OrtStatus* Run(OrtKernelContext* context) const {
    View input;
    EP_RETURN_IF_ERROR(ReadInput(context, 0, &input));
    std::vector<int64_t> dims;
    EP_RETURN_IF_ERROR(ReadShape(context, input, &dims));
    View output;
    EP_RETURN_IF_ERROR(MakeOutput(context, 0, dims, &output));
    // The same memory, unless the host could not do it.
    if (output.data != nullptr && output.data != input.data)
      std::memcpy(output.data, input.data, input.count * sizeof(float));
    return nullptr;
  }

  static OrtStatus* ReadShape(OrtKernelContext* context, const View& input, std::vector<int64_t>* dims) {
    const OrtValue* value = nullptr;
    EP_RETURN_IF_ERROR(ort->KernelContext_GetInput(context, 1, &value));
    View shape;
    EP_RETURN_IF_ERROR(ReadTensor(value, &shape));
    const void* data = nullptr;
    EP_RETURN_IF_ERROR(ort->GetTensorData(value, &data));
    dims->assign(static_cast<const int64_t*>(data), static_cast<const int64_t*>(data) + shape.count);
    int64_t known = 1;
    for (size_t i = 0; i < dims->size(); ++i) {
      int64_t& dim = (*dims)[i];
      if (dim == 0 && i < input.dims.size()) dim = input.dims[i];
      if (dim > 0) known *= dim;
    }
    for (int64_t& dim : *dims) {
      if (dim < 0) dim = static_cast<int64_t>(input.count) / known;
    }
    return nullptr;
  }
};

OrtStatus* ORT_API_CALL MakeReshape(void*, const OrtKernelInfo*, OrtKernelImpl** out) {
  return Guard([&]() -> OrtStatus* {
    *out = new Reshape();
    return nullptr;
  });
}

constexpr int kFirst = 0;

void InPlace(OrtKernelDefBuilder* builder) {
  if (OrtStatus* status = ort_ep->KernelDefBuilder_AddInputOutputMutableAliases(builder, &kFirst, &kFirst, 1))
    ort->ReleaseStatus(status);
}

void ShapeOnHost(OrtKernelDefBuilder* builder) {
  if (OrtStatus* status = ort_ep->KernelDefBuilder_SetInputMemType(builder, 1, OrtMemTypeCPUInput))
    ort->ReleaseStatus(status);
  if (OrtStatus* status = ort_ep->KernelDefBuilder_AddInputOutputAliases(builder, &kFirst, &kFirst, 1))
    ort->ReleaseStatus(status);
}

}  // namespace

const Row kMathRows[] = {
    {"Add", 7, 12, true, MakeElementwise, InPlace},        {"Add", 13, 13, true, MakeElementwise, InPlace},
    {"Add", 14, INT_MAX, true, MakeElementwise, InPlace},  {"Mul", 7, 12, true, MakeElementwise, InPlace},
    {"Mul", 13, 13, true, MakeElementwise, InPlace},       {"Mul", 14, INT_MAX, true, MakeElementwise, InPlace},
    {"Relu", 6, 12, true, MakeElementwise, InPlace},       {"Relu", 13, 13, true, MakeElementwise, InPlace},
    {"Relu", 14, INT_MAX, true, MakeElementwise, InPlace}, {"Tanh", 6, 12, true, MakeElementwise, InPlace},
    {"Tanh", 13, INT_MAX, true, MakeElementwise, InPlace}, {"Reshape", 5, 12, true, MakeReshape, ShapeOnHost},
    {"Reshape", 13, 13, true, MakeReshape, ShapeOnHost},   {"Reshape", 14, 25, true, MakeReshape, ShapeOnHost},
};
const size_t kMathRowCount = sizeof(kMathRows) / sizeof(kMathRows[0]);

}  // namespace kernels
