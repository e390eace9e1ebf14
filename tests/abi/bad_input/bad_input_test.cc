// Every function of every table that a program or an EP may call, with each argument in turn null, out of range, a handle of
// another family, a released handle: none crashes. Which functions there are say the lists of slots, which are checked against
// the ABI's data. With BERTH_KEEP_HANDLES=1 released handles are told always. Wild addresses are out of scope.
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "calls.h"
#include "custom_op.h"
#include "hook.h"
#include "program_objects.h"

namespace berth::testing {
namespace {

using Types = std::vector<Objects::TypeKey>;

bool Takes(const Slot& slot, const Types& types) {
  return std::ranges::any_of(slot.parameters, [&](const Parameter& parameter) {
    return parameter.type != nullptr && std::ranges::find(types, parameter.type) != types.end();
  });
}

// Calls the functions that take one of T.
template <typename... T>
void CallThoseOf(const Objects& objects, Tally& tally) {
  for (const Slot& slot : AllSlots()) {
    if (Takes(slot, {Objects::KeyOf<T>()...})) CallAll(objects, slot, tally);
  }
}

class BadInput : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(env_.Register("npu.virtual", kVirtualNpu).ok());
    AddProgramObjects(env_, objects_);
    const char* keeps = std::getenv("BERTH_KEEP_HANDLES");
    tally_.keeps_handles = keeps != nullptr && std::string_view(keeps) == "1";
  }
  void TearDown() override {
    std::printf("%d calls made, %d survived\n", tally_.made, tally_.survived);
    for (const std::string& fault : tally_.faults) ADD_FAILURE() << fault;
    EXPECT_GT(tally_.made, 0);
  }
  Env env_;
  Objects objects_;
  Tally tally_;
};

// All but those that take what lives in callbacks alone.
TEST_F(BadInput, WhatAProgramHas) {
  const Types inside = {Objects::KeyOf<OrtKernelInfo>(),     Objects::KeyOf<OrtKernelContext>(), Objects::KeyOf<OrtOp>(),
                        Objects::KeyOf<OrtShapeInferContext>(), Objects::KeyOf<OrtNodeComputeContext>(),
                        Objects::KeyOf<OrtEpGraphSupportInfo>(), Objects::KeyOf<OrtLogger>()};
  for (const Slot& slot : AllSlots()) {
    if (!Takes(slot, inside)) CallAll(objects_, slot, tally_);
  }
}

// Inside of the callbacks of a custom operator.
TEST_F(BadInput, WhatACustomOperatorHas) {
  OrtOp* relu = nullptr;
  TestOp op("Probe", {{}}, {{}});
  op.create = [&](const OrtKernelInfo* info) -> OrtStatus* {
    objects_.Add<OrtKernelInfo>(
        [info] {
          OrtKernelInfo* copy = nullptr;
          Take(Api().CopyKernelInfo(info, &copy));
          return copy;
        },
        Api().ReleaseKernelInfo);
    const OrtLogger* logger = nullptr;
    Take(Api().KernelInfo_GetLogger(info, &logger));
    objects_.Lend(logger);
    CallThoseOf<OrtKernelInfo, OrtLogger>(objects_, tally_);
    objects_.TakeOff<OrtKernelInfo>();
    objects_.TakeOff<OrtLogger>();
    const char* param = "T";
    const auto type = kFloat;
    return Api().CreateOp(info, "Relu", "", 14, &param, &type, 1, nullptr, 0, 1, 1, &relu);
  };
  op.compute = [&](OrtKernelContext* context) -> OrtStatus* {
    objects_.Lend(context);
    objects_.Lend(relu);
    CallThoseOf<OrtKernelContext, OrtOp>(objects_, tally_);
    return Fail(ORT_FAIL, "seen");
  };
  op.Infer([&](OrtShapeInferContext* context) -> OrtStatus* {
    objects_.Lend(context);
    CallThoseOf<OrtShapeInferContext>(objects_, tally_);
    objects_.TakeOff<OrtShapeInferContext>();
    return nullptr;
  });
  WithOps ops({&op});
  Take(Api().SetIntraOpNumThreads(ops.setup.get(), 1));
  AnySession session(env_, OpModel(op.name, {{"X"}}, {{"Y"}}), ops.setup.get());
  ASSERT_TRUE(session.created().ok()) << session.created();
  std::vector<float> x = {1, 2};
  Owned<OrtValue> X = TensorOf(x, {2}, kFloat);
  OrtValue* y = nullptr;
  EXPECT_TRUE(session.Run(X.get(), &y).Says("seen"));
  Api().ReleaseOp(relu);
}

// Inside of the callbacks of an EP.
struct Inside {
  Objects& objects;
  Tally& tally;
  static void Call(void* self, const EpSeen& seen) {
    auto& [objects, tally] = *static_cast<Inside*>(self);
    if (seen.graph != nullptr) {
      objects.Lend(seen.factory);
      objects.Lend(seen.logger);
      objects.Lend(seen.graph);
      objects.Lend(seen.node);
      objects.Lend(seen.value);
      objects.Lend(seen.support);
      CallThoseOf<OrtEpFactory, OrtGraph, OrtNode, OrtValueInfo, OrtEpGraphSupportInfo, OrtLogger>(objects, tally);
      AddTypesAndModels(objects);
      objects.TakeOff<OrtEpGraphSupportInfo>();
    } else if (seen.compute != nullptr) {
      objects.Lend(seen.compute);
      CallThoseOf<OrtNodeComputeContext>(objects, tally);
      objects.TakeOff<OrtNodeComputeContext>();
    } else {
      objects.Lend(seen.kernel);
      CallThoseOf<OrtKernelContext>(objects, tally);
    }
  }
};

TEST_F(BadInput, WhatAnEpHas) {
  OpenLibrary library(HOOK_EP);
  ASSERT_TRUE(env_.Register("hook", HOOK_EP).ok());
  Inside inside{objects_, tally_};
  library.Get<void(EpHook*, void*)>("SetEpHook")(Inside::Call, &inside);
  {
    SessionSetup setup;
    ASSERT_TRUE(setup.Append(env_, env_.Devices("HookEp")).ok());
    Take(Api().SetIntraOpNumThreads(setup.get(), 1));
    Session session(env_, setup);
    ASSERT_TRUE(session.created().ok()) << session.created();
    EXPECT_TRUE(session.Run(1).Says("seen"));
  }
  EXPECT_TRUE(env_.Unregister("hook").ok());
}

}  // namespace
}  // namespace berth::testing
