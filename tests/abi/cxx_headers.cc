// Every function of the C++ headers is compiled, and the classes are what the headers promise: one pointer, moved or copied.
// Built as C++17, without exceptions, and with a table that is handed in.
#include <onnxruntime_cxx_api.h>
#include <onnxruntime_lite_custom_op.h>

namespace {

template <typename... T>
constexpr bool Owns() {
  return ((sizeof(T) == sizeof(void*) && std::is_nothrow_move_constructible_v<T> && std::is_nothrow_move_assignable_v<T> &&
           !std::is_copy_constructible_v<T> && !std::is_copy_assignable_v<T> &&
           std::is_constructible_v<T, std::nullptr_t>)&&...);
}
template <typename... T>
constexpr bool Borrows() {
  return ((sizeof(T) == sizeof(void*) && std::is_copy_constructible_v<T> && std::is_copy_assignable_v<T> &&
           std::is_default_constructible_v<T>)&&...);
}

static_assert(
    Owns<Ort::Allocator, Ort::ArenaCfg, Ort::CustomOpDomain, Ort::DeviceEpIncompatibilityDetails, Ort::Env, Ort::EpDevice,
         Ort::ExternalInitializerInfo, Ort::Graph, Ort::IoBinding, Ort::KernelDef, Ort::KernelDefBuilder, Ort::KernelInfo,
         Ort::KernelRegistry, Ort::KeyValuePairs, Ort::LoraAdapter, Ort::MapTypeInfo, Ort::MemoryInfo, Ort::Model,
         Ort::ModelCompilationOptions, Ort::ModelMetadata, Ort::Node, Ort::Op, Ort::OpAttr, Ort::PrepackedWeightsContainer,
         Ort::ProfilingEvent, Ort::RunOptions, Ort::SequenceTypeInfo, Ort::Session, Ort::SessionOptions, Ort::Status,
         Ort::SyncStream, Ort::TensorTypeAndShapeInfo, Ort::TypeInfo, Ort::Value, Ort::ValueInfo>());
static_assert(
    Borrows<Ort::ConstEpAssignedNode, Ort::ConstEpAssignedSubgraph, Ort::ConstEpDevice, Ort::ConstExternalInitializerInfo,
            Ort::ConstGraph, Ort::ConstHardwareDevice, Ort::ConstIoBinding, Ort::ConstKernelDef, Ort::ConstKernelInfo,
            Ort::ConstKeyValuePairs, Ort::ConstMapTypeInfo, Ort::ConstMemoryDevice, Ort::ConstMemoryInfo, Ort::ConstNode,
            Ort::ConstOpAttr, Ort::ConstOpSchemaTypeConstraint, Ort::ConstOptionalTypeInfo, Ort::ConstProfilingEvent,
            Ort::ConstSequenceTypeInfo, Ort::ConstSession, Ort::ConstSessionOptions, Ort::ConstTensorTypeAndShapeInfo,
            Ort::ConstTypeInfo, Ort::ConstValue, Ort::ConstValueInfo, Ort::UnownedAllocator, Ort::UnownedIoBinding,
            Ort::UnownedModel, Ort::UnownedProfilingEventsContainer, Ort::UnownedSession, Ort::UnownedSessionOptions,
            Ort::UnownedSharedPrePackedWeightCache, Ort::UnownedSyncStream, Ort::UnownedValue>());
static_assert(std::is_base_of_v<std::exception, Ort::Exception> && std::is_trivially_copyable_v<Ort::Float16_t> &&
              std::is_trivially_copyable_v<Ort::BFloat16_t>);

}  // namespace

// Instantiated as a whole, so that no function of a template goes uncompiled.
namespace Ort::detail {
template struct AllocatorImpl<OrtAllocator>;
template struct ConstExternalInitializerInfoImpl<OrtExternalInitializerInfo>;
template struct ConstGraphImpl<Unowned<const OrtGraph>>;
template struct ConstIoBindingImpl<Unowned<const OrtIoBinding>>;
template struct ConstKernelDefImpl<OrtKernelDef>;
template struct ConstNodeImpl<OrtNode>;
template struct ConstOpAttrImpl<OrtOpAttr>;
template struct ConstProfilingEventImpl<OrtProfilingEvent>;
template struct ConstSessionImpl<Unowned<const OrtSession>>;
template struct ConstSessionOptionsImpl<Unowned<const OrtSessionOptions>>;
template struct ConstValueImpl<Unowned<const OrtValue>>;
template struct ConstValueInfoImpl<OrtValueInfo>;
template struct DeviceEpIncompatibilityDetailsImpl<OrtDeviceEpIncompatibilityDetails>;
template struct EpAssignedNodeImpl<Unowned<const OrtEpAssignedNode>>;
template struct EpAssignedSubgraphImpl<Unowned<const OrtEpAssignedSubgraph>>;
template struct EpDeviceImpl<Unowned<const OrtEpDevice>>;
template struct GraphImpl<OrtGraph>;
template struct HardwareDeviceImpl<Unowned<const OrtHardwareDevice>>;
template struct IoBindingImpl<OrtIoBinding>;
template struct KernelInfoImpl<OrtKernelInfo>;
template struct KeyValuePairsImpl<OrtKeyValuePairs>;
template struct MapTypeInfoImpl<OrtMapTypeInfo>;
template struct MemoryDeviceImpl<Unowned<const OrtMemoryDevice>>;
template struct MemoryInfoImpl<OrtMemoryInfo>;
template struct ModelImpl<OrtModel>;
template struct OpSchemaImpl<OrtOpSchema>;
template struct OpSchemaTypeConstraintImpl<Unowned<const OrtOpSchemaTypeConstraint>>;
template struct OptionalTypeInfoImpl<Unowned<const OrtOptionalTypeInfo>>;
template struct ProfilingEventsContainerImpl<Unowned<OrtProfilingEventsContainer>>;
template struct SequenceTypeInfoImpl<OrtSequenceTypeInfo>;
template struct SessionImpl<OrtSession>;
template struct SessionOptionsImpl<OrtSessionOptions>;
template struct SharedPrePackedWeightCacheImpl<Unowned<OrtSharedPrePackedWeightCache>>;
template struct SyncStreamImpl<OrtSyncStream>;
template struct TensorTypeAndShapeInfoImpl<OrtTensorTypeAndShapeInfo>;
template struct TypeInfoImpl<OrtTypeInfo>;
template struct ValueImpl<OrtValue>;
}  // namespace Ort::detail

template class Ort::Custom::Tensor<float>;
template class Ort::Custom::TextTensor<std::string>;
template class Ort::Custom::TextTensor<std::string_view>;
