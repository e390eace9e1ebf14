#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/thread_pool.h"
#include "kernels/kernel.h"
#include "kernels/nn/as_floats.h"
#include "kernels/tensor/element_access.h"

namespace berth {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Where element (batch, head, position, i) of an input is: [batch, heads, positions, size] or [batch, positions, heads * size].
struct Heads {
  const double* data = nullptr;
  size_t batch = 0, heads = 0, positions = 0, size = 0;
  bool is_flat = false;

  const double* at(size_t b, size_t head, size_t position) const {
    return data + (is_flat ? (b * positions + position) * heads + head : (b * heads + head) * positions + position) * size;
  }
};

// A mask that broadcasts to [batch, heads, queries, keys]: numbers to add. It may end early; keys behind are masked.
struct Mask {
  std::vector<double> values;   // -infinity: masked
  size_t steps[3] = {}, keys = 0;
  bool is_given = false;

  double at(size_t b, size_t head, size_t query, size_t key) const {
    if (!is_given) return 0;
    return key < keys ? values[b * steps[0] + head * steps[1] + query * steps[2] + key] : -kInfinity;
  }
};

// Attention where V has another type than Q and K, which the body of ONNX's function does not allow. Computed in double. ONNX
// Attention-23, -24 (adds nonpad_kv_seqlen), -25 (adds windows). Y: like Q; present_key, present_value: the past ones and then K
// and V; qk_matmul_output: [batch, heads, queries, keys].
class MixedAttention final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<MixedAttention>();
    BERTH_ASSIGN_OR_RETURN(kernel->is_causal_, info.Int("is_causal", 0));
    BERTH_ASSIGN_OR_RETURN(kernel->query_heads_, info.Int("q_num_heads", 0));
    BERTH_ASSIGN_OR_RETURN(kernel->key_heads_, info.Int("kv_num_heads", 0));
    BERTH_ASSIGN_OR_RETURN(kernel->mode_, info.Int("qk_matmul_output_mode", 0));
    constexpr int64_t kFar = int64_t{1} << 40;   // behind any position
    BERTH_ASSIGN_OR_RETURN(const int64_t left, info.Int("left_window_size", -1));
    BERTH_ASSIGN_OR_RETURN(const int64_t right, info.Int("right_window_size", -1));
    kernel->left_ = std::min(left, kFar);
    kernel->right_ = std::min(right, kFar);
    BERTH_ASSIGN_OR_RETURN(kernel->softcap_, info.Float("softcap", 0));
    BERTH_ASSIGN_OR_RETURN(kernel->scale_, info.Float("scale", 0));
    kernel->has_scale_ = info.HasAttribute("scale");
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    Call call;
    BERTH_ASSIGN_OR_RETURN(call.q, HeadsOf(ctx, 0, "Q", query_heads_));
    BERTH_ASSIGN_OR_RETURN(const Heads k, HeadsOf(ctx, 1, "K", key_heads_));
    BERTH_ASSIGN_OR_RETURN(const Heads v, HeadsOf(ctx, 2, "V", key_heads_));
    const Heads& q = call.q;
    if (k.batch != q.batch || v.batch != q.batch || k.size != q.size || v.heads != k.heads || v.positions != k.positions ||
        k.heads == 0 || q.heads % k.heads != 0) {
      return InvalidArgument("inputs Q, K, V: shapes ", ShapeText(ctx.Input(0).dims()), ", ", ShapeText(ctx.Input(1).dims()),
                             ", ", ShapeText(ctx.Input(2).dims()), " seen: batch, heads or sizes do not agree");
    }
    std::vector<double> keys, values;
    BERTH_ASSIGN_OR_RETURN(call.k, Grown(ctx, 4, "past_key", k, keys));
    BERTH_ASSIGN_OR_RETURN(call.v, Grown(ctx, 5, "past_value", v, values));
    if (call.k.positions != call.v.positions) return InvalidArgument("inputs past_key, past_value: of different lengths");
    BERTH_RETURN_IF_ERROR(Report(ctx, 1, call.k));
    BERTH_RETURN_IF_ERROR(Report(ctx, 2, call.v));
    BERTH_RETURN_IF_ERROR(ReadMask(ctx, call));
    BERTH_RETURN_IF_ERROR(ReadOffsets(ctx, call, call.k.positions - k.positions));
    return Compute(ctx, call);
  }

 private:
  struct Call {
    Heads q, k, v;
    Mask mask;
    std::vector<int64_t> offsets, ends;   // by batch: the position of the first query among the keys; where the keys end
  };

  static StatusOr<Heads> HeadsOf(KernelContext& ctx, size_t i, const char* name, int64_t heads) {
    const Tensor& x = ctx.Input(i);
    const DimsView dims = x.dims();
    const bool is_flat = dims.size() == 3 && heads > 0 && dims[2] % heads == 0;
    if (dims.size() != 4 && !is_flat) {
      return InvalidArgument("input ", name, ": shape ", ShapeText(dims), " and ", heads,
                             " heads seen, [batch, heads, positions, size] or [batch, positions, heads * size] wanted");
    }
    BERTH_ASSIGN_OR_RETURN(const double* data, FloatsAs<double>(ctx, x));
    const auto size = [&](size_t axis) { return static_cast<size_t>(dims[axis]); };
    const auto count = static_cast<size_t>(heads);
    if (is_flat) return Heads{data, size(0), count, size(1), size(2) / count, true};
    return Heads{data, size(0), size(1), size(2), size(3), false};
  }

  // The past, if there is one, and then `now`, as [batch, heads, positions, size] in `storage`.
  static StatusOr<Heads> Grown(KernelContext& ctx, size_t i, const char* name, const Heads& now, std::vector<double>& storage) {
    const Tensor* past = ctx.OptionalInput(i);
    size_t before = 0;
    const double* old = nullptr;
    if (past != nullptr) {
      const DimsView dims = past->dims();
      const Dims wanted{static_cast<int64_t>(now.batch), static_cast<int64_t>(now.heads), dims.size() == 4 ? dims[2] : -1,
                        static_cast<int64_t>(now.size)};
      if (!SameDims(dims, wanted)) {
        return InvalidArgument("input ", name, ": shape ", ShapeText(dims), " seen, ", ShapeText(wanted), " wanted");
      }
      before = static_cast<size_t>(dims[2]);
      BERTH_ASSIGN_OR_RETURN(old, FloatsAs<double>(ctx, *past));
    }
    Heads all{nullptr, now.batch, now.heads, before + now.positions, now.size, false};
    storage.reserve(all.batch * all.heads * all.positions * all.size);
    for (size_t row = 0; row < all.batch * all.heads; ++row) {
      storage.insert(storage.end(), old + row * before * now.size, old + (row + 1) * before * now.size);
      for (size_t p = 0; p < now.positions; ++p) {
        const double* from = now.at(row / now.heads, row % now.heads, p);
        storage.insert(storage.end(), from, from + now.size);
      }
    }
    all.data = storage.data();
    return all;
  }

  static Status Report(KernelContext& ctx, size_t i, const Heads& x) {
    if (!ctx.WantsOutput(i)) return Ok();
    BERTH_ASSIGN_OR_RETURN(Tensor * y, ctx.Output(i, Dims{static_cast<int64_t>(x.batch), static_cast<int64_t>(x.heads),
                                                          static_cast<int64_t>(x.positions), static_cast<int64_t>(x.size)}));
    return WriteFloats(x.data, *y);
  }

  static Status ReadMask(const KernelContext& ctx, Call& call) {
    const Tensor* given = ctx.OptionalInput(3);
    if (given == nullptr) return Ok();
    const DimsView dims = given->dims();
    const size_t sizes[] = {call.q.batch, call.q.heads, call.q.positions};
    bool fits = !dims.empty() && dims.size() <= 4 && static_cast<size_t>(dims.back()) <= call.k.positions;
    size_t step = fits ? static_cast<size_t>(dims.back()) : 0;
    call.mask.keys = step;
    for (size_t back = 2; back <= dims.size() && fits; ++back) {
      const auto dim = static_cast<size_t>(dims[dims.size() - back]);
      call.mask.steps[4 - back] = dim == 1 ? 0 : step;
      fits = dim == 1 || dim == sizes[4 - back];
      step *= dim;
    }
    const ElementAccess* access = AccessTo(given->type());
    if (!fits || access == nullptr) {
      return InvalidArgument("input attn_mask: ", ElementTypeName(given->type()), " of shape ", ShapeText(dims),
                             " seen, numbers that broadcast to [", call.q.batch, ",", call.q.heads, ",", call.q.positions, ",",
                             call.k.positions, "] wanted");
    }
    call.mask.is_given = true;
    call.mask.values.resize(given->element_count());
    for (size_t i = 0; i < call.mask.values.size(); i += kAccessBlock) {
      access->read_doubles(given->data(), i, std::min(kAccessBlock, call.mask.values.size() - i), call.mask.values.data() + i);
    }
    if (given->type() == ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL) {
      for (double& value : call.mask.values) value = value != 0 ? 0 : -kInfinity;
    }
    return Ok();
  }

  static Status ReadOffsets(const KernelContext& ctx, Call& call, size_t past) {
    call.offsets.assign(call.q.batch, static_cast<int64_t>(past));
    call.ends.assign(call.q.batch, static_cast<int64_t>(call.k.positions));
    const Tensor* lengths = ctx.OptionalInput(6);
    if (lengths == nullptr) return Ok();
    if (!SameDims(lengths->dims(), Dims{static_cast<int64_t>(call.q.batch)}) || past > 0) {
      return InvalidArgument("input nonpad_kv_seqlen: shape ", ShapeText(lengths->dims()), " seen, [", call.q.batch,
                             "] wanted, and no past_key");
    }
    for (size_t b = 0; b < call.q.batch; ++b) {
      call.ends[b] = lengths->span<int64_t>()[b];
      if (call.ends[b] < 0 || call.ends[b] > static_cast<int64_t>(call.k.positions)) {
        return InvalidArgument("input nonpad_kv_seqlen: ", call.ends[b], " seen, 0 to ", call.k.positions, " wanted");
      }
      call.offsets[b] = call.ends[b] - static_cast<int64_t>(call.q.positions);
    }
    return Ok();
  }

  Status Compute(KernelContext& ctx, const Call& call) const {
    const Heads& q = call.q;
    const size_t keys = call.k.positions, rows = q.batch * q.heads * q.positions, size = call.v.size;
    std::vector<double> y(rows * size), report(ctx.WantsOutput(3) ? rows * keys : 0);
    const size_t work = std::max<size_t>(1, keys * (q.size + size));
    ParallelFor(ctx.pool(), static_cast<std::ptrdiff_t>(rows), static_cast<std::ptrdiff_t>(32768 / work + 1),
                [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                  std::vector<double> scores(keys);
                  for (auto row = static_cast<size_t>(begin); row < static_cast<size_t>(end); ++row) {
                    const size_t b = row / (q.heads * q.positions), head = row / q.positions % q.heads;
                    const size_t query = row % q.positions;
                    Row(call, b, head, query, scores, report.empty() ? nullptr : report.data() + row * keys);
                    Weigh(call.v, b, head / (q.heads / call.v.heads), scores,
                          y.data() + (q.is_flat ? (b * q.positions + query) * q.heads + head : row) * size);
                  }
                });
    Dims dims(ctx.Input(0).dims().begin(), ctx.Input(0).dims().end());
    dims.back() = static_cast<int64_t>(q.is_flat ? q.heads * size : size);
    if (ctx.WantsOutput(0)) {
      BERTH_ASSIGN_OR_RETURN(Tensor * output, ctx.Output(0, dims));
      BERTH_RETURN_IF_ERROR(WriteFloats(y.data(), *output));
    }
    return Report(ctx, 3, {report.data(), q.batch, q.heads, q.positions, keys, false});
  }

  // The weights of the keys for one query; `report` gets what the mode asks for.
  void Row(const Call& call, size_t b, size_t head, size_t query, std::vector<double>& scores, double* report) const {
    const double scale = has_scale_ ? scale_ : 1 / std::sqrt(static_cast<double>(call.q.size));
    const double* q = call.q.at(b, head, query);
    double most = -kInfinity, most_bias = -kInfinity, sum = 0;
    for (size_t key = 0; key < scores.size(); ++key) {
      const double* k = call.k.at(b, head / (call.q.heads / call.k.heads), key);
      double dot = 0;
      for (size_t i = 0; i < call.q.size; ++i) dot += q[i] * k[i];
      const double raw = dot * scale, capped = softcap_ > 0 ? softcap_ * std::tanh(raw / softcap_) : raw;
      const bool seen = Sees(call, b, static_cast<int64_t>(query), static_cast<int64_t>(key));
      const double bias = seen ? call.mask.at(b, head, query, key) : -kInfinity;
      scores[key] = capped + bias;
      most = std::max(most, scores[key]);
      most_bias = std::max(most_bias, bias);
      if (report != nullptr) report[key] = mode_ == 0 ? raw : mode_ == 1 ? capped : scores[key];
    }
    for (double& score : scores) sum += score = std::exp(score - most);
    for (double& score : scores) score = most_bias == -kInfinity ? 0 : score / sum;
    if (report != nullptr && mode_ == 3) std::copy(scores.begin(), scores.end(), report);
  }

  // out += the values of one head, each times its weight.
  static void Weigh(const Heads& v, size_t b, size_t head, const std::vector<double>& weights, double* out) {
    for (size_t key = 0; key < weights.size(); ++key) {
      const double weight = weights[key], *value = v.at(b, head, key);
      // A key that is masked says nothing, whatever its value is.
      for (size_t i = 0; i < v.size && weight != 0; ++i) out[i] += weight * value[i];
    }
  }

  bool Sees(const Call& call, size_t b, int64_t query, int64_t key) const {
    const int64_t at = call.offsets[b] + query;
    return key < call.ends[b] && (is_causal_ == 0 || key <= at) && (left_ < 0 || key >= at - left_) &&
           (right_ < 0 || key <= at + right_);
  }

  int64_t is_causal_ = 0, query_heads_ = 0, key_heads_ = 0, mode_ = 0, left_ = -1, right_ = -1;
  double softcap_ = 0, scale_ = 0;
  bool has_scale_ = false;
};

}  // namespace

BERTH_KERNEL_LIST(mixed_attention,
    {"", "Attention", 23, kLatest, {{{"T1", kF32}, {"T2", kF64 | kF16 | kBf16}}}, MixedAttention::Make},
    {"", "Attention", 23, kLatest, {{{"T1", kF64}, {"T2", kF32 | kF16 | kBf16}}}, MixedAttention::Make},
    {"", "Attention", 23, kLatest, {{{"T1", kF16}, {"T2", kF32 | kF64 | kBf16}}}, MixedAttention::Make},
    {"", "Attention", 23, kLatest, {{{"T1", kBf16}, {"T2", kF32 | kF64 | kF16}}}, MixedAttention::Make})

}  // namespace berth
