// Which EPs a session creates: those that the application appended, else those that its policy selects.
#pragma once

#include <vector>

#include "graph/model.h"
#include "session/environment.h"
#include "session/session_options.h"

namespace berth {

// Makes `options.eps` the list of EPs to create, in order of priority, and puts the defaults of selected devices into
// `options.config` where the application said nothing; `options` is the session's own copy. With nothing appended and no
// policy, the entry `test.ep_to_select` picks all devices of one EP.
// The answer keeps the libraries of the EPs registered until each EP does so itself.
// Errors: those of Select; ORT_INVALID_ARGUMENT for an appended device whose library has gone, and for EPs of a delegate's
// choice whose names differ by case at most; ORT_FAIL for an EP in `test.ep_to_select` that nobody offers.
StatusOr<std::vector<LibraryUse>> ChooseEps(OrtEnv& env, OrtSessionOptions& options, const Model& model,
                                            const Logger& logger);

}  // namespace berth
