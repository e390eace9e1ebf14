#include <numeric>

#include "graph/initializer.h"
#include "kernels/ml/label_table.h"
#include "kernels/types.h"

namespace berth {
namespace {

template <typename T>
StatusOr<Tensor> WithDefault(const KernelInfo& info, const Tensor& values) {
  if (const onnx::AttributeProto* given = info.node().FindAttribute("default_tensor")) {
    BERTH_ASSIGN_OR_RETURN(const Tensor one, TensorFromProto(given->t(), DefaultCpuAllocator()));
    if (one.type() == values.type() && one.element_count() == 1) return ListWith(values.span<T>(), one.span<T>()[0]);
    return Error(ORT_INVALID_GRAPH, info.label(), ": attribute \"default_tensor\": ", ElementTypeName(one.type()),
                 ShapeText(one.dims()), " seen, one element of ", ElementTypeName(values.type()), " wanted");
  }
  if constexpr (std::is_same_v<T, std::string>) {
    BERTH_ASSIGN_OR_RETURN(const std::string text, info.String("default_string", "_Unused"));
    return ListWith(values.span<T>(), text);
  } else if constexpr (std::is_same_v<T, int64_t>) {
    BERTH_ASSIGN_OR_RETURN(const int64_t number, info.Int("default_int64", -1));
    return ListWith(values.span<T>(), number);
  } else if constexpr (std::is_same_v<T, float>) {
    BERTH_ASSIGN_OR_RETURN(const float number, info.Float("default_float", -0.0f));
    return ListWith(values.span<T>(), number);
  } else {
    return ListWith(values.span<T>(), std::is_integral_v<T> ? T(-1) : T(-0.0));
  }
}

// Each element becomes the value of the key that it equals, or the default. ONNX LabelEncoder-1, -2, -4.
class LabelEncoder final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<LabelEncoder>();
    BERTH_ASSIGN_OR_RETURN(kernel->table_, info.node().since_version < 2 ? TableOfClasses(info) : TableOfLists(info));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override { return table_.Run(ctx); }

 private:
  // Version 1: texts and their places in one list.
  static StatusOr<LabelTable> TableOfClasses(const KernelInfo& info) {
    BERTH_ASSIGN_OR_RETURN(const std::vector<std::string> texts, info.Strings("classes_strings"));
    BERTH_ASSIGN_OR_RETURN(const int64_t no_int, info.Int("default_int64", -1));
    BERTH_ASSIGN_OR_RETURN(const std::string no_text, info.String("default_string", "_Unused"));
    std::vector<int64_t> ints(texts.size());
    std::iota(ints.begin(), ints.end(), 0);
    const bool takes_texts = info.input_type(0) == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING;
    BERTH_ASSIGN_OR_RETURN(const Tensor keys, takes_texts ? List<std::string>(texts) : List<int64_t>(ints));
    BERTH_ASSIGN_OR_RETURN(Tensor values, takes_texts ? ListWith<int64_t>(ints, no_int) : ListWith<std::string>(texts, no_text));
    return LabelTable::Make(info, keys, std::move(values));
  }

  static StatusOr<LabelTable> TableOfLists(const KernelInfo& info) {
    BERTH_ASSIGN_OR_RETURN(const Tensor keys, ListAttribute(info, "keys"));
    BERTH_ASSIGN_OR_RETURN(const Tensor values, ListAttribute(info, "values"));
    using WithDefaultFn = StatusOr<Tensor> (*)(const KernelInfo& info, const Tensor& values);
    using Types = TypeList<std::string, int64_t, int32_t, int16_t, float, double>;
    const WithDefaultFn with_default =
        SelectByType<Types>(values.type(), []<typename T>() -> WithDefaultFn { return &WithDefault<T>; });
    if (with_default == nullptr) return NoCodeFor(values.type());
    BERTH_ASSIGN_OR_RETURN(Tensor table, with_default(info, values));
    return LabelTable::Make(info, keys, std::move(table));
  }

  // The one of <name>_floats, _int64s, _strings and _tensor that is there.
  static StatusOr<Tensor> ListAttribute(const KernelInfo& info, const std::string& name) {
    BERTH_ASSIGN_OR_RETURN(const std::vector<float> floats, info.Floats(name + "_floats"));
    BERTH_ASSIGN_OR_RETURN(const std::vector<int64_t> ints, info.Ints(name + "_int64s"));
    BERTH_ASSIGN_OR_RETURN(const std::vector<std::string> texts, info.Strings(name + "_strings"));
    const onnx::AttributeProto* tensor = info.node().FindAttribute(name + "_tensor");
    const int given = !floats.empty() + !ints.empty() + !texts.empty() + (tensor != nullptr);
    if (given != 1) {
      return Error(ORT_INVALID_GRAPH, info.label(), ": attributes \"", name, "_*\": ", given, " lists seen, 1 wanted");
    }
    if (!floats.empty()) return List<float>(floats);
    if (!ints.empty()) return List<int64_t>(ints);
    if (!texts.empty()) return List<std::string>(texts);
    return TensorFromProto(tensor->t(), DefaultCpuAllocator());
  }

  LabelTable table_;
};

}  // namespace

BERTH_KERNEL_LIST(label_encoder,
    {"ai.onnx.ml", "LabelEncoder", 1, kLatest, {}, LabelEncoder::Make})

}  // namespace berth
