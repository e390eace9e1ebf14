#include <algorithm>
#include <numeric>
#include <vector>

#include "kernels/tensor/gather_rows.h"
#include "kernels/types.h"

namespace berth {
namespace {

using Types = TypeList<float, double, Float16, BFloat16, int8_t, int16_t, int32_t, int64_t, uint8_t, uint16_t, uint32_t, uint64_t,
                       bool, std::complex<float>, std::complex<double>, std::string>;

// -1, 0 or 1; not-a-number is one value, behind all others; complex numbers go by their real part first.
template <typename T>
int Compare(const T& a, const T& b) {
  if constexpr (std::is_same_v<T, std::complex<float>> || std::is_same_v<T, std::complex<double>>) {
    const int real = Compare(a.real(), b.real());
    return real != 0 ? real : Compare(a.imag(), b.imag());
  } else if constexpr (kIsSmallFloat<T>) {
    return Compare(static_cast<float>(a), static_cast<float>(b));
  } else {
    if (a < b) return -1;
    if (b < a) return 1;
    if (a == b) return 0;
    return (a != a) - (b != b);
  }
}

// The slices to tell apart: data is [outer, count, inner], a slice has one index on the middle axis.
struct Slices {
  size_t outer, count, inner;
};

template <typename T>
int CompareSlices(const T* data, const Slices& slices, int64_t a, int64_t b) {
  const size_t step = slices.count * slices.inner;
  const T* x = data + static_cast<size_t>(a) * slices.inner;
  const T* y = data + static_cast<size_t>(b) * slices.inner;
  for (size_t o = 0; o < slices.outer; ++o, x += step, y += step) {
    for (size_t i = 0; i < slices.inner; ++i) {
      if (const int order = Compare(x[i], y[i]); order != 0) return order;
    }
  }
  return 0;
}

struct Groups {
  std::vector<int64_t> first;       // of each group, the first slice in it
  std::vector<int64_t> group_of;    // of each slice
  std::vector<int64_t> sizes;
};

// The slices sorted; equal ones stay in their order, so that the first of a group is the first in the input.
template <typename T>
std::vector<int64_t> Sort(const T* values, const Slices& slices) {
  std::vector<int64_t> order(slices.count);
  if (!std::is_same_v<T, std::string> && slices.outer * slices.inner == 1) {
    // Elements move along with their places: nothing far away is looked at.
    std::vector<std::pair<T, int64_t>> pairs;
    for (size_t i = 0; i < slices.count; ++i) pairs.emplace_back(values[i], static_cast<int64_t>(i));
    std::sort(pairs.begin(), pairs.end(), [](const auto& a, const auto& b) {
      const int compared = Compare(a.first, b.first);
      return compared != 0 ? compared < 0 : a.second < b.second;
    });
    for (size_t i = 0; i < slices.count; ++i) order[i] = pairs[i].second;
    return order;
  }
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](int64_t a, int64_t b) {
    const int compared = CompareSlices(values, slices, a, b);
    return compared != 0 ? compared < 0 : a < b;
  });
  return order;
}

template <typename T>
Groups Group(const void* data, const Slices& slices) {
  const T* values = static_cast<const T*>(data);
  const std::vector<int64_t> order = Sort(values, slices);
  Groups groups;
  groups.group_of.resize(slices.count);
  for (int64_t slice : order) {
    if (groups.first.empty() || CompareSlices(values, slices, groups.first.back(), slice) != 0) {
      groups.first.push_back(slice);
      groups.sizes.push_back(0);
    }
    ++groups.sizes.back();
    groups.group_of[static_cast<size_t>(slice)] = static_cast<int64_t>(groups.first.size()) - 1;
  }
  return groups;
}

// Groups by their first slice instead of by value.
Groups ByOccurrence(const Groups& sorted) {
  std::vector<size_t> order(sorted.first.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return sorted.first[a] < sorted.first[b]; });
  Groups groups;
  std::vector<int64_t> place(order.size());
  for (size_t i = 0; i < order.size(); ++i) {
    place[order[i]] = static_cast<int64_t>(i);
    groups.first.push_back(sorted.first[order[i]]);
    groups.sizes.push_back(sorted.sizes[order[i]]);
  }
  for (int64_t group : sorted.group_of) groups.group_of.push_back(place[static_cast<size_t>(group)]);
  return groups;
}

// The different elements, or slices along `axis`, sorted or as they first occur; where each first occurs, which one each input
// element is, and how often each is there. ONNX Unique-11, -28 and later.
class Unique final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Unique>();
    kernel->flattens_ = !info.HasAttribute("axis");
    BERTH_ASSIGN_OR_RETURN(kernel->axis_, info.Int("axis", 0));
    BERTH_ASSIGN_OR_RETURN(const int64_t sorted, info.Int("sorted", 1));
    kernel->sorted_ = sorted != 0;
    kernel->group_ = SelectByType<Types>(info.input_type(0), []<typename T>() { return &Group<T>; });
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    Slices slices{1, x.element_count(), 1};
    Dims dims{0};
    size_t axis = 0;
    if (!flattens_) {
      BERTH_ASSIGN_OR_RETURN(const int64_t at, NormalizeAxis(axis_, x.dims().size()));
      axis = static_cast<size_t>(at);
      slices = {ElementCountOf(x.dims().first(axis)), static_cast<size_t>(x.dims()[axis]),
                ElementCountOf(x.dims().subspan(axis + 1))};
      dims.assign(x.dims().begin(), x.dims().end());
    }
    Groups groups = group_(x.data(), slices);
    if (!sorted_) groups = ByOccurrence(groups);
    dims[axis] = static_cast<int64_t>(groups.first.size());
    if (ctx.WantsOutput(0)) {
      BERTH_ASSIGN_OR_RETURN(const Elements in, Elements::Of(ctx, x));
      BERTH_ASSIGN_OR_RETURN(const NewElements out, NewElements::Make(ctx, 0, dims));
      GatherRows(ctx.pool(), in, out, slices.outer, slices.count, slices.inner, groups.first);
      out.Finish();
    }
    const std::vector<int64_t>* lists[] = {&groups.first, &groups.group_of, &groups.sizes};
    for (size_t i = 0; i < std::size(lists); ++i) {
      if (!ctx.WantsOutput(i + 1)) continue;
      BERTH_ASSIGN_OR_RETURN(Tensor * list, ctx.Output(i + 1, Dims{static_cast<int64_t>(lists[i]->size())}));
      std::copy(lists[i]->begin(), lists[i]->end(), list->mutable_span<int64_t>().begin());
    }
    return Ok();
  }

 private:
  int64_t axis_ = 0;
  bool flattens_ = false, sorted_ = true;
  Groups (*group_)(const void* data, const Slices& slices) = nullptr;
};

}  // namespace

BERTH_KERNEL_LIST(unique,
    {"", "Unique", 11, kLatest, {{{"T", Types::kSet}}}, Unique::Make})

}  // namespace berth
