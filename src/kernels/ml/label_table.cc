#include "kernels/ml/label_table.h"

#include <bit>
#include <cmath>

#include "kernels/tensor/gather_rows.h"
#include "kernels/types.h"

namespace berth {
namespace {

using KeyTypes = TypeList<std::string, int64_t, int32_t, int16_t, float, double>;

// Equal for equal numbers.
uint64_t BitsOf(double number) {
  constexpr uint64_t kNotANumber = 0x7FF8000000000000;
  return std::isnan(number) ? kNotANumber : std::bit_cast<uint64_t>(number == 0 ? 0.0 : number);
}

template <typename Map, typename Key>
int64_t PlaceIn(const Map& map, const Key& key, int64_t none) {
  const auto found = map.find(key);
  return found == map.end() ? none : found->second;
}

}  // namespace

template <typename T>
void KeyPlaces::Add(std::span<const T> keys) {
  for (size_t i = 0; i < keys.size(); ++i) {
    const auto place = static_cast<int64_t>(i);
    if constexpr (std::is_same_v<T, std::string>) {
      texts_[keys[i]] = place;
    } else if constexpr (std::is_integral_v<T>) {
      whole_[keys[i]] = place;
    } else {
      floats_[BitsOf(keys[i])] = place;
    }
  }
}

StatusOr<KeyPlaces> KeyPlaces::Of(const Tensor& keys) {
  using AddFn = void (*)(KeyPlaces & places, const Tensor& keys);
  const AddFn add = SelectByType<KeyTypes>(keys.type(), []<typename T>() -> AddFn {
    return [](KeyPlaces& places, const Tensor& from) { places.Add<T>(from.span<T>()); };
  });
  if (add == nullptr || keys.dims().size() != 1) {
    return InvalidArgument("keys: ", ElementTypeName(keys.type()), ShapeText(keys.dims()), " seen, a list of labels wanted");
  }
  KeyPlaces places;
  add(places, keys);
  return places;
}

void KeyPlaces::Find(const Tensor& x, int64_t none, std::span<int64_t> places) const {
  using FindFn = void (*)(const KeyPlaces& keys, const Tensor& x, int64_t none, std::span<int64_t> places);
  const FindFn find = SelectByType<KeyTypes>(x.type(), []<typename T>() -> FindFn {
    return [](const KeyPlaces& keys, const Tensor& from, int64_t absent, std::span<int64_t> found) {
      const auto elements = from.span<T>();
      for (size_t i = 0; i < elements.size(); ++i) {
        if constexpr (std::is_same_v<T, std::string>) {
          found[i] = PlaceIn(keys.texts_, elements[i], absent);
        } else if constexpr (std::is_integral_v<T>) {
          found[i] = PlaceIn(keys.whole_, static_cast<int64_t>(elements[i]), absent);
        } else {
          found[i] = PlaceIn(keys.floats_, BitsOf(elements[i]), absent);
        }
      }
    };
  });
  find(*this, x, none, places);
}

StatusOr<LabelTable> LabelTable::Make(const KernelInfo& info, const Tensor& keys, Tensor values) {
  if (keys.type() != info.input_type(0) || values.type() != info.output_type(0)) {
    return Error(ORT_INVALID_GRAPH, info.label(), ": keys of ", ElementTypeName(keys.type()), " and values of ",
                 ElementTypeName(values.type()), " seen for an input of ", ElementTypeName(info.input_type(0)),
                 " and an output of ", ElementTypeName(info.output_type(0)));
  }
  if (keys.element_count() + 1 != values.element_count()) {
    return Error(ORT_INVALID_GRAPH, info.label(), ": ", keys.element_count(), " keys and ", values.element_count() - 1,
                 " values seen, as many of both wanted");
  }
  LabelTable table;
  auto places = KeyPlaces::Of(keys);
  if (!places.ok()) return Error(ORT_INVALID_GRAPH, info.label(), ": ", places.status().message());
  table.places_ = *std::move(places);
  table.values_ = std::move(values);
  return table;
}

Status LabelTable::Run(KernelContext& ctx) const {
  const Tensor& x = ctx.Input(0);
  const size_t values = values_.element_count();
  BERTH_ASSIGN_OR_RETURN(void* scratch, ctx.Scratch(x.element_count() * sizeof(int64_t)));
  const std::span<int64_t> places(static_cast<int64_t*>(scratch), x.element_count());
  places_.Find(x, static_cast<int64_t>(values) - 1, places);
  BERTH_ASSIGN_OR_RETURN(const NewElements out, NewElements::Make(ctx, 0, x.dims()));
  GatherRows(ctx.pool(), Elements::At(out.unit(), values_.data(), values), out, 1, values, 1, places);
  out.Finish();
  return Ok();
}

}  // namespace berth
