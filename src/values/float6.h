// The 6-bit floats, which ONNX has since opset 28 and the C API has no numbers for: they live inside of models. Stored packed,
// four in three bytes.
#pragma once

#include "values/element_type.h"
#include "values/small_float.h"

namespace berth {

inline constexpr ElementType kFloat6E2M3 = static_cast<ElementType>(27), kFloat6E3M2 = static_cast<ElementType>(28);

inline constexpr MiniFloatFormat kFloat6E2M3Format{2, 3, 1, true, false, true, 0x1f, -1};
inline constexpr MiniFloatFormat kFloat6E3M2Format{3, 2, 3, true, false, true, 0x1f, -1};

}  // namespace berth
