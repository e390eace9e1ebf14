#include "kernels/ml/label_table.h"

namespace berth {
namespace {

// Texts become their numbers, or numbers their texts. ONNX CategoryMapper-1.
class CategoryMapper final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<CategoryMapper>();
    BERTH_ASSIGN_OR_RETURN(const std::vector<int64_t> ints, info.Ints("cats_int64s"));
    BERTH_ASSIGN_OR_RETURN(const std::vector<std::string> texts, info.Strings("cats_strings"));
    BERTH_ASSIGN_OR_RETURN(const int64_t no_int, info.Int("default_int64", -1));
    BERTH_ASSIGN_OR_RETURN(const std::string no_text, info.String("default_string", "_Unused"));
    const bool takes_texts = info.input_type(0) == ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING;
    BERTH_ASSIGN_OR_RETURN(const Tensor keys, takes_texts ? List<std::string>(texts) : List<int64_t>(ints));
    BERTH_ASSIGN_OR_RETURN(Tensor values, takes_texts ? ListWith<int64_t>(ints, no_int) : ListWith<std::string>(texts, no_text));
    BERTH_ASSIGN_OR_RETURN(kernel->table_, LabelTable::Make(info, keys, std::move(values)));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override { return table_.Run(ctx); }

 private:
  LabelTable table_;
};

}  // namespace

BERTH_KERNEL_LIST(category_mapper,
    {"ai.onnx.ml", "CategoryMapper", 1, kLatest, {{{"T1", kString | kI64}, {"T2", kString | kI64}}}, CategoryMapper::Make})

}  // namespace berth
