#include "program_objects.h"

namespace berth::testing {
namespace {

// What `create(args..., &made)` makes.
template <typename T, typename Create, typename... Args>
T* New(Create create, Args... args) {
  T* made = nullptr;
  Take(create(args..., &made));
  return made;
}
template <typename T, typename Create>
const T* Told(Create read) {
  const T* told = nullptr;
  Take(read(&told));
  return told;
}

OrtValue* NewValue() {
  const int64_t one = 1;
  return New<OrtValue>(Api().CreateTensorAsOrtValue, DefaultAllocator(), &one, size_t{1}, ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT);
}
OrtSession* NewSession(const Env& env) {
  SessionSetup setup;
  setup.Config("session.record_ep_graph_assignment_info", "1");
  Take(Api().SetIntraOpNumThreads(setup.get(), 1));
  const std::string model = MulModel();
  return New<OrtSession>(Api().CreateSessionFromArray, env.get(), static_cast<const void*>(model.data()), model.size(),
                         setup.get());
}
OrtTensorTypeAndShapeInfo* NewTensorInfo() { return New<OrtTensorTypeAndShapeInfo>(Api().GetTensorTypeAndShape, NewValue()); }
OrtTypeInfo* NewTypeInfo() { return New<OrtTypeInfo>(Api().GetTypeInfo, NewValue()); }

void AddOptions(const Env& env, Objects& objects) {
  const OrtApi& api = Api();
  objects.Add<OrtStatus>([&api] { return api.CreateStatus(ORT_FAIL, "text"); }, api.ReleaseStatus);
  objects.Add<OrtMemoryInfo>([] { return CpuMemory().release(); }, api.ReleaseMemoryInfo);
  objects.Add<OrtSessionOptions>([&api] { return New<OrtSessionOptions>(api.CreateSessionOptions); }, api.ReleaseSessionOptions);
  objects.Add<OrtRunOptions>([&api] { return New<OrtRunOptions>(api.CreateRunOptions); }, api.ReleaseRunOptions);
  objects.Add<OrtThreadingOptions>([&api] { return New<OrtThreadingOptions>(api.CreateThreadingOptions); },
                                   api.ReleaseThreadingOptions);
  objects.Add<OrtArenaCfg>([&api] { return New<OrtArenaCfg>(api.CreateArenaCfg, size_t{0}, -1, -1, -1); }, api.ReleaseArenaCfg);
  objects.Add<OrtPrepackedWeightsContainer>(
      [&api] { return New<OrtPrepackedWeightsContainer>(api.CreatePrepackedWeightsContainer); },
      api.ReleasePrepackedWeightsContainer);
  objects.Add<OrtCustomOpDomain>([&api] { return New<OrtCustomOpDomain>(api.CreateCustomOpDomain, "test"); },
                                 api.ReleaseCustomOpDomain);
  objects.Add<OrtKeyValuePairs>(
      [&api] {
        OrtKeyValuePairs* pairs = nullptr;
        api.CreateKeyValuePairs(&pairs);
        return pairs;
      },
      api.ReleaseKeyValuePairs);
  const OrtCompileApi& compile = *api.GetCompileApi();
  objects.Add<OrtModelCompilationOptions>(
      [&] {
        return New<OrtModelCompilationOptions>(compile.CreateModelCompilationOptionsFromSessionOptions, env.get(),
                                               New<OrtSessionOptions>(Api().CreateSessionOptions));
      },
      compile.ReleaseModelCompilationOptions);
}

void AddValuesAndSessions(const Env& env, Objects& objects) {
  const OrtApi& api = Api();
  objects.Add<OrtValue>(NewValue, api.ReleaseValue);
  objects.Add<OrtTypeInfo>(NewTypeInfo, api.ReleaseTypeInfo);
  objects.Add<OrtTensorTypeAndShapeInfo>(NewTensorInfo, api.ReleaseTensorTypeAndShapeInfo);
  objects.Add<OrtSession>([&] { return NewSession(env); }, api.ReleaseSession);
  objects.Add<OrtIoBinding>([&] { return New<OrtIoBinding>(api.CreateIoBinding, NewSession(env)); }, api.ReleaseIoBinding);
  objects.Add<OrtModelMetadata>([&] { return New<OrtModelMetadata>(api.SessionGetModelMetadata, NewSession(env)); },
                                api.ReleaseModelMetadata);
  objects.Add<OrtAllocator>(
      [&] {
        OrtSession* session = NewSession(env);
        auto* allocator = New<OrtAllocator>(api.CreateAllocator, session, CpuMemory().get());
        api.ReleaseSession(session);   // which has a hold of its own
        return allocator;
      },
      api.ReleaseAllocator);
  objects.Add<OrtEpAssignedSubgraph>([&] {
    const OrtEpAssignedSubgraph* const* parts = nullptr;
    size_t count = 0;
    Take(api.Session_GetEpGraphAssignmentInfo(NewSession(env), &parts, &count));
    return const_cast<OrtEpAssignedSubgraph*>(parts[0]);
  });
  objects.Add<OrtEpAssignedNode>([&] {
    const OrtEpAssignedNode* const* nodes = nullptr;
    size_t count = 0;
    Take(api.EpAssignedSubgraph_GetNodes(objects.Make<OrtEpAssignedSubgraph>(), &nodes, &count));
    return const_cast<OrtEpAssignedNode*>(nodes[0]);
  });
}

}  // namespace

void AddTypesAndModels(Objects& objects) {
  const OrtApi& api = Api();
  const OrtModelEditorApi& editor = *api.GetModelEditorApi();
  objects.Add<OrtMapTypeInfo>([&] {
    OrtTypeInfo* type = New<OrtTypeInfo>(editor.CreateMapTypeInfo, ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64, NewTypeInfo());
    return const_cast<OrtMapTypeInfo*>(
        Told<OrtMapTypeInfo>([&](auto out) { return Api().CastTypeInfoToMapTypeInfo(type, out); }));
  });
  objects.Add<OrtSequenceTypeInfo>([&] {
    OrtTypeInfo* type = New<OrtTypeInfo>(editor.CreateSequenceTypeInfo, NewTypeInfo());
    return const_cast<OrtSequenceTypeInfo*>(
        Told<OrtSequenceTypeInfo>([&](auto out) { return Api().CastTypeInfoToSequenceTypeInfo(type, out); }));
  });
  objects.Add<OrtOptionalTypeInfo>([&] {
    OrtTypeInfo* type = New<OrtTypeInfo>(editor.CreateOptionalTypeInfo, NewTypeInfo());
    return const_cast<OrtOptionalTypeInfo*>(
        Told<OrtOptionalTypeInfo>([&](auto out) { return Api().CastTypeInfoToOptionalTypeInfo(type, out); }));
  });
  objects.Add<OrtValueInfo>([&] { return New<OrtValueInfo>(editor.CreateValueInfo, "x", NewTypeInfo()); }, api.ReleaseValueInfo);
  objects.Add<OrtGraph>([&] { return New<OrtGraph>(editor.CreateGraph); }, api.ReleaseGraph);
  objects.Add<OrtNode>(
      [&] {
        const char* x = "x";
        return New<OrtNode>(editor.CreateNode, "Relu", "", "node", &x, size_t{1}, &x, size_t{1}, nullptr, size_t{0});
      },
      api.ReleaseNode);
  objects.Add<OrtModel>(
      [&] {
        const char* domain = "";
        const int version = 17;
        return New<OrtModel>(editor.CreateModel, &domain, &version, size_t{1});
      },
      api.ReleaseModel);
  objects.Add<OrtOpAttr>(
      [&] {
        const int64_t one = 1;
        return New<OrtOpAttr>(api.CreateOpAttr, "x", &one, 1, ORT_OP_ATTR_INT);
      },
      api.ReleaseOpAttr);
  objects.Add<OrtExternalInitializerInfo>(
      [&] { return New<OrtExternalInitializerInfo>(api.CreateExternalInitializerInfo, "file", int64_t{0}, size_t{4}); },
      api.ReleaseExternalInitializerInfo);
}

namespace {

void AddKernelsAndDevices(const Env& env, Objects& objects) {
  const OrtApi& api = Api();
  const OrtEpApi& ep = *api.GetEpApi();
  objects.Add<OrtKernelRegistry>([&] { return New<OrtKernelRegistry>(ep.CreateKernelRegistry); }, ep.ReleaseKernelRegistry);
  objects.Add<OrtKernelDefBuilder>([&] { return New<OrtKernelDefBuilder>(ep.CreateKernelDefBuilder); },
                                   ep.ReleaseKernelDefBuilder);
  objects.Add<OrtKernelDef>(
      [&] {
        auto* builder = New<OrtKernelDefBuilder>(ep.CreateKernelDefBuilder);
        Take(ep.KernelDefBuilder_SetOperatorType(builder, "Relu"));
        Take(ep.KernelDefBuilder_SetSinceVersion(builder, 1, 17));
        Take(ep.KernelDefBuilder_SetExecutionProvider(builder, "VirtualNpu"));
        return New<OrtKernelDef>(ep.KernelDefBuilder_Build, builder);
      },
      ep.ReleaseKernelDef);
  objects.Add<OrtDataType>([&] {
    return const_cast<OrtDataType*>(
        Told<OrtDataType>([&](auto out) { return ep.GetTensorDataType(ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT, out); }));
  });
  objects.Add<OrtOpSchema>([&] { return New<OrtOpSchema>(ep.GetOpSchema, "Relu", 17, ""); }, ep.ReleaseOpSchema);
  objects.Add<OrtOpSchemaTypeConstraint>([&] {
    return const_cast<OrtOpSchemaTypeConstraint*>(Told<OrtOpSchemaTypeConstraint>(
        [&](auto out) { return ep.OpSchema_GetTypeConstraint(objects.Make<OrtOpSchema>(), 0, out); }));
  });
  objects.Add<OrtProfilingEvent>(
      [&] {
        return New<OrtProfilingEvent>(ep.CreateProfilingEvent, OrtProfilingEventCategory_KERNEL, 1, 1, "event", int64_t{1},
                                      int64_t{1}, nullptr, nullptr, size_t{0});
      },
      ep.ReleaseProfilingEvent);
  const OrtEpDevice* device = env.Devices("VirtualNpu").at(0);
  objects.Lend(device);
  objects.Lend(api.EpDevice_Device(device));
  objects.Lend(env.get());
  objects.Add<OrtMemoryDevice>(
      [&] { return const_cast<OrtMemoryDevice*>(ep.MemoryInfo_GetMemoryDevice(CpuMemory().release())); });
  objects.Add<OrtSyncStream>([&api, device] { return New<OrtSyncStream>(api.CreateSyncStreamForEpDevice, device, nullptr); },
                             api.ReleaseSyncStream);
  objects.Add<OrtDeviceEpIncompatibilityDetails>(
      [&api, &env, device] {
        return New<OrtDeviceEpIncompatibilityDetails>(api.GetHardwareDeviceEpIncompatibilityDetails, env.get(), "VirtualNpu",
                                                      api.EpDevice_Device(device));
      },
      api.ReleaseDeviceEpIncompatibilityDetails);
}

}  // namespace

void AddProgramObjects(const Env& env, Objects& objects) {
  AddOptions(env, objects);
  AddValuesAndSessions(env, objects);
  AddTypesAndModels(objects);
  AddKernelsAndDevices(env, objects);
}

}  // namespace berth::testing
