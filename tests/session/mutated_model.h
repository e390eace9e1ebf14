// Models of others, changed a little: an attribute, a shape, a constant, an input left out. The rest still fits together, so that
// kernels run which a drawn model hardly reaches.
#pragma once

#include "drawn_model.h"

namespace berth {

// Changes `model` at a few places and draws values for its inputs.
DrawnModel MutateModel(onnx::ModelProto model, FuzzBytes& bytes);

}  // namespace berth
