#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "kernels/flag.h"
#include "kernels/ints.h"

namespace berth {
namespace {

struct Box {
  float x1, y1, x2, y2;
  float area() const { return (x2 - x1) * (y2 - y1); }
};

// Whether two boxes share more than `limit` of what they cover together.
bool Overlap(const Box& a, const Box& b, float limit) {
  const float width = std::min(a.x2, b.x2) - std::max(a.x1, b.x1), height = std::min(a.y2, b.y2) - std::max(a.y1, b.y1);
  if (!(width > 0) || !(height > 0)) return false;
  const float shared = width * height, both = a.area() + b.area() - shared;
  return shared > 0 && a.area() > 0 && b.area() > 0 && both > 0 && shared / both > limit;
}

// The boxes of each class, best first, that no better one overlaps. ONNX NonMaxSuppression-10, -11.
// boxes: [batches, boxes, 4], corners (y1, x1, y2, x2) in any order, or with center_point_box (x, y, width, height); scores:
// [batches, classes, boxes]; selected_indices: [selected, 3] of batch, class, box.
class NonMaxSuppression final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<NonMaxSuppression>();
    BERTH_ASSIGN_OR_RETURN(kernel->center_, FlagAttribute(info, "center_point_box"));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& boxes = ctx.Input(0);
    const Tensor& scores = ctx.Input(1);
    const bool ranks = boxes.dims().size() == 3 && scores.dims().size() == 3 && boxes.dims()[2] == 4;
    if (!ranks || boxes.dims()[0] != scores.dims()[0] || boxes.dims()[1] != scores.dims()[2]) {
      return InvalidArgument("inputs boxes", ShapeText(boxes.dims()), " and scores", ShapeText(scores.dims()),
                             " seen, [batches, boxes, 4] and [batches, classes, boxes] wanted");
    }
    int64_t most = 0;
    if (const Tensor* limit = ctx.OptionalInput(2); limit != nullptr && limit->element_count() > 0) {
      BERTH_ASSIGN_OR_RETURN(most, ReadInt(*limit, "max_output_boxes_per_class"));
    }
    const float overlap = FloatOr(ctx.OptionalInput(3), 0);
    if (!(overlap >= 0 && overlap <= 1)) return InvalidArgument("input iou_threshold: ", overlap, " seen, 0 to 1 wanted");
    std::vector<int64_t> selected;
    const int64_t classes = scores.dims()[1], count = boxes.dims()[1];
    for (int64_t batch = 0; most > 0 && batch < boxes.dims()[0]; ++batch) {
      const std::vector<Box> read = ReadBoxes(boxes.span<float>().data() + batch * count * 4, count);
      for (int64_t c = 0; c < classes; ++c) {
        const float* of_class = scores.span<float>().data() + (batch * classes + c) * count;
        for (int64_t box : Select(read, of_class, most, overlap, ctx.OptionalInput(4))) {
          selected.insert(selected.end(), {batch, c, box});
        }
      }
    }
    const auto rows = static_cast<int64_t>(selected.size() / 3);
    BERTH_ASSIGN_OR_RETURN(Tensor * output, ctx.Output(0, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64, Dims{rows, 3}));
    std::copy(selected.begin(), selected.end(), output->mutable_span<int64_t>().data());
    return Ok();
  }

 private:
  static float FloatOr(const Tensor* input, float fallback) {
    return input != nullptr && input->element_count() > 0 ? input->span<float>()[0] : fallback;
  }

  std::vector<Box> ReadBoxes(const float* from, int64_t count) const {
    std::vector<Box> boxes(static_cast<size_t>(count));
    for (Box& box : boxes) {
      if (center_) {
        box = {from[0] - from[2] / 2, from[1] - from[3] / 2, from[0] + from[2] / 2, from[1] + from[3] / 2};
      } else {
        box = {std::min(from[1], from[3]), std::min(from[0], from[2]), std::max(from[1], from[3]), std::max(from[0], from[2])};
      }
      from += 4;
    }
    return boxes;
  }

  static std::vector<int64_t> Select(const std::vector<Box>& boxes, const float* scores, int64_t most, float overlap,
                                     const Tensor* threshold) {
    std::vector<int64_t> candidates, selected;
    const bool filters = threshold != nullptr && threshold->element_count() > 0;
    for (size_t i = 0; i < boxes.size(); ++i) {
      if (!filters || scores[i] > threshold->span<float>()[0]) candidates.push_back(static_cast<int64_t>(i));
    }
    // Not-a-number comes last, so that the order is one.
    const auto key = [scores](int64_t i) { return std::isnan(scores[i]) ? -std::numeric_limits<float>::infinity() : scores[i]; };
    std::stable_sort(candidates.begin(), candidates.end(), [&](int64_t a, int64_t b) { return key(a) > key(b); });
    for (int64_t candidate : candidates) {
      if (static_cast<int64_t>(selected.size()) >= most) break;
      const Box& box = boxes[static_cast<size_t>(candidate)];
      const bool hidden = std::any_of(selected.begin(), selected.end(), [&](int64_t other) {
        return Overlap(box, boxes[static_cast<size_t>(other)], overlap);
      });
      if (!hidden) selected.push_back(candidate);
    }
    return selected;
  }

  bool center_ = false;
};

}  // namespace

BERTH_KERNEL_LIST(non_max_suppression,
    {"", "NonMaxSuppression", 10, kLatest, {}, NonMaxSuppression::Make})

}  // namespace berth
