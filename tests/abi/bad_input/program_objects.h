// What a program can make itself, for Objects.
#pragma once

#include "client.h"
#include "objects.h"

namespace berth::testing {

// `env` outlives the objects.
void AddProgramObjects(const Env& env, Objects& objects);

// A part of them: types, and models built in code.
void AddTypesAndModels(Objects& objects);

}  // namespace berth::testing
