#include "base/checked_math.h"
#include "kernels/ints.h"
#include "kernels/tensor/scatter_update.h"
#include "kernels/tensor/strided_copy.h"

namespace berth {
namespace {

// One spatial axis: the image, the block in it, and how the block moves.
struct Col2ImAxis {
  int64_t image, block, stride, dilation, pad, places;

  // The places of the block [first, last) at which its element `k` lies inside of the image.
  std::pair<int64_t, int64_t> Inside(int64_t k) const {
    const int64_t offset = k * dilation - pad;   // in the image, at place 0
    const int64_t first = offset >= 0 ? 0 : (-offset + stride - 1) / stride;
    const int64_t last = offset >= image ? 0 : (image - 1 - offset) / stride + 1;
    return {std::min(first, places), std::min(last, places)};
  }
};
using Col2ImAxes = absl::InlinedVector<Col2ImAxis, 3>;

// Columns [n, c * elements of a block, places of the block] added up to images [n, c, image shape]. ONNX Col2Im-18.
class Col2Im final : public Kernel {
 public:
  static StatusOr<std::unique_ptr<Kernel>> Make(const KernelInfo& info) {
    auto kernel = std::make_unique<Col2Im>();
    BERTH_ASSIGN_OR_RETURN(kernel->strides_, IntsAttribute(info, "strides"));
    BERTH_ASSIGN_OR_RETURN(kernel->dilations_, IntsAttribute(info, "dilations"));
    BERTH_ASSIGN_OR_RETURN(kernel->pads_, IntsAttribute(info, "pads"));
    BERTH_ASSIGN_OR_RETURN(kernel->add_, ScatterUpdate::Of(info.input_type(0), "add"));
    return kernel;
  }

  Status Run(KernelContext& ctx) const override {
    const Tensor& x = ctx.Input(0);
    BERTH_ASSIGN_OR_RETURN(const Dims image, ReadInts(ctx.Input(1), "image_shape"));
    BERTH_ASSIGN_OR_RETURN(const Dims block, ReadInts(ctx.Input(2), "block_shape"));
    BERTH_ASSIGN_OR_RETURN(const Col2ImAxes axes, Axes(image, block));
    BERTH_ASSIGN_OR_RETURN(const size_t block_size, ElementCount(block));
    const auto elements = static_cast<int64_t>(block_size);
    auto places = std::optional<int64_t>(1);
    for (const Col2ImAxis& axis : axes) places = places ? CheckedMul(*places, axis.places) : places;
    if (x.dims().size() != 3 || x.dims()[1] % elements != 0 || places != x.dims()[2]) {
      return InvalidArgument("input \"input\": shape ", ShapeText(x.dims()), " seen, [n, c * ", elements, ", ",
                             places.value_or(-1), "] wanted for an image of ", ShapeText(image), " and a block of ",
                             ShapeText(block));
    }
    Dims dims{x.dims()[0], x.dims()[1] / elements};
    dims.insert(dims.end(), image.begin(), image.end());
    BERTH_ASSIGN_OR_RETURN(const Elements in, Elements::Of(ctx, x));
    BERTH_ASSIGN_OR_RETURN(const NewElements out, NewElements::Make(ctx, 0, dims));
    FillZero(out.unit(), out.at(0), out.count());
    if (in.count() == 0 || out.count() == 0) return Ok();
    const size_t image_size = ElementCountOf(image), columns_size = static_cast<size_t>(elements * *places);
    ParallelFor(ctx.pool(), dims[0] * dims[1], GrainFor(columns_size * UnitBytes(out.unit())),
                [&](std::ptrdiff_t begin, std::ptrdiff_t end) {
                  for (auto i = static_cast<size_t>(begin); i < static_cast<size_t>(end); ++i) {
                    AddImage(axes, elements, in, i * columns_size, out.at(i * image_size));
                  }
                });
    return Ok();
  }

 private:
  StatusOr<Col2ImAxes> Axes(DimsView image, DimsView block) const {
    const size_t rank = image.size();
    const auto counts = [](DimsView list, size_t wanted) { return list.empty() || list.size() == wanted; };
    if (block.size() != rank || rank == 0 || !counts(strides_, rank) || !counts(dilations_, rank) || !counts(pads_, 2 * rank)) {
      return InvalidArgument("image_shape ", ShapeText(image), ", block_shape ", ShapeText(block), ", strides ",
                             ShapeText(strides_), ", dilations ", ShapeText(dilations_), " and pads ", ShapeText(pads_),
                             " seen, as many axes each wanted");
    }
    Col2ImAxes axes;
    for (size_t i = 0; i < rank; ++i) {
      Col2ImAxis axis{image[i], block[i], strides_.empty() ? 1 : strides_[i], dilations_.empty() ? 1 : dilations_[i],
                      pads_.empty() ? 0 : pads_[i], 0};
      const int64_t after = pads_.empty() ? 0 : pads_[rank + i];
      constexpr int64_t kLargest = int64_t{1} << 30;   // keeps sums and products of two in range
      for (int64_t number : {axis.image, axis.block, axis.stride, axis.dilation, axis.pad, after}) {
        if (number < 0 || number > kLargest)
          return InvalidArgument("axis ", i, ": ", number, " seen, 0 to ", kLargest, " wanted");
      }
      if (axis.block == 0 || axis.stride == 0) return InvalidArgument("axis ", i, ": a block or stride of 0 seen");
      const int64_t room = axis.image + axis.pad + after - (axis.dilation * (axis.block - 1) + 1);
      if (room < 0) return InvalidArgument("axis ", i, ": block of ", axis.block, " seen, one that fits the padded image wanted");
      axis.places = room / axis.stride + 1;
      axes.push_back(axis);
    }
    return axes;
  }

  // Adds the columns that start at `from` to one image.
  void AddImage(const Col2ImAxes& axes, int64_t elements, const Elements& in, size_t from, void* image) const {
    const Unit unit = in.unit();
    for (int64_t element = 0; element < elements; ++element) {
      StridedAxes outer;         // `from`: in the columns of this element, `to`: in the image
      StridedAxis row{1, 1, 1};  // along the last axis
      int64_t start = 0, target = 0, places = 1, size = 1, rest = element;
      bool inside = true;
      for (size_t i = axes.size(); i-- > 0;) {
        const Col2ImAxis& axis = axes[i];
        const int64_t k = rest % axis.block;
        rest /= axis.block;
        const auto [first, last] = axis.Inside(k);
        inside &= first < last;
        start += first * places;
        target += (first * axis.stride + k * axis.dilation - axis.pad) * size;
        const StridedAxis moved{last - first, places, axis.stride * size};
        if (i + 1 == axes.size()) row = moved;
        else outer.insert(outer.begin(), moved);
        places *= axis.places;
        size *= axis.image;
      }
      if (inside) AddRows(outer, row, unit, in.at(from + static_cast<size_t>(element * places + start)), image, target);
    }
  }

  void AddRows(const StridedAxes& outer, const StridedAxis& row, Unit unit, const void* columns, void* image,
               int64_t target) const {
    int64_t rows = 1;
    for (const StridedAxis& axis : outer) rows *= axis.size;
    Walk(outer, 0, rows, [&](int64_t from, int64_t to) {
      const char* source = static_cast<const char*>(columns) + static_cast<size_t>(from) * UnitBytes(unit);
      char* place = static_cast<char*>(image) + static_cast<size_t>(target + to) * UnitBytes(unit);
      if (row.to == 1) return add_.run(place, source, static_cast<size_t>(row.size));
      constexpr int64_t kBatch = 256;
      int64_t offsets[kBatch];
      for (int64_t begin = 0; begin < row.size; begin += kBatch) {
        const int64_t count = std::min(kBatch, row.size - begin);
        for (int64_t i = 0; i < count; ++i) offsets[i] = (begin + i) * row.to;
        add_.at(place, offsets, source + static_cast<size_t>(begin) * UnitBytes(unit), static_cast<size_t>(count));
      }
    });
  }

  Dims strides_, dilations_, pads_;
  ScatterUpdate add_;
};

}  // namespace

BERTH_KERNEL_LIST(col2im,
    {"", "Col2Im", 18, kLatest, {}, Col2Im::Make})

}  // namespace berth
