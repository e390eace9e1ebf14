// Operator schemas, made one at a time when first asked for.
//
// Registering every schema of onnx costs 15 to 20 ms and 7 MB; a session needs a handful. Rows of (domain, name, version,
// maker) come from onnx's operator set headers at configure time (schema_rows.cmake); a schema is built at first use and
// kept for the process. Any thread.
#pragma once

#include <string_view>

#include "base/status.h"
#include "onnx/defs/schema.h"

namespace berth {

// The schema that a node of this name has under opset `opset` of `domain` ("" or "ai.onnx" for the default one), or null:
// no such operator, or it came later. A deprecated schema is returned as it is.
const onnx::OpSchema* FindSchema(std::string_view domain, std::string_view op_type, int opset);

// Newest opset of a domain that onnx defines (`released`: that it has released); 0 for a domain it does not know.
int NewestOpset(std::string_view domain, bool released);

// ORT_FAIL for an opset import of a version that a known domain does not have; `who` imports it.
Status CheckOpset(std::string_view who, std::string_view domain, int64_t version, bool released);

// The same look-up behind onnx's interface, for onnx's own checkers and inference.
const onnx::ISchemaRegistry& LazySchemaRegistry();

}  // namespace berth
