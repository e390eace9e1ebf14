// EP instances whose GetCapability and Compile are a test's own functions.
#pragma once

#include <dlfcn.h>

#include <algorithm>
#include <functional>
#include <map>

#include <gtest/gtest.h>

#include "base/ort_status.h"
#include "capi/tables.h"
#include "ep/instance.h"
#include "ep/registry.h"
#include "plan/support_info.h"
#include "scripted_ep.h"

namespace berth {

class ScriptedEps {
 public:
  using Capability = std::function<OrtStatus*(const OrtGraph& graph, OrtEpGraphSupportInfo& info)>;
  using Compile = std::function<OrtStatus*(std::span<const OrtGraph* const> graphs, std::span<const OrtNode* const> fused)>;

  ScriptedEps() : library_(dlopen(SCRIPTED_EP, RTLD_NOW | RTLD_LOCAL)) {
    EXPECT_NE(library_, nullptr) << dlerror();
    *reinterpret_cast<ScriptedEpFn*>(dlsym(library_, "ScriptedEp"))() = {
        this,
        [](void* self, const char* ep, const OrtGraph* graph, OrtEpGraphSupportInfo* info) -> OrtStatus* {
          const Capability& answer = static_cast<ScriptedEps*>(self)->capability_[ep];
          return answer ? answer(*graph, *info) : nullptr;
        },
        [](void* self, const char* ep, const OrtGraph** graphs, const OrtNode** fused, size_t count) -> OrtStatus* {
          const Compile& compile = static_cast<ScriptedEps*>(self)->compile_[ep];
          return compile ? compile({graphs, count}, {fused, count}) : nullptr;
        }};
    registry_ = std::make_unique<EpRegistry>(std::vector<const OrtHardwareDevice*>{&processor_}, *capi::ApiBase(), logger_, config_);
  }
  ScriptedEps(const ScriptedEps&) = delete;
  ~ScriptedEps() {
    instances_.clear();
    registry_.reset();
    dlclose(library_);
  }

  EpInstance& Add(const std::string& name, Capability capability = {}, Compile compile = {}) {
    capability_[name] = std::move(capability);
    compile_[name] = std::move(compile);
    Status status = registry_->Register(name, SCRIPTED_EP);
    EXPECT_TRUE(status.ok()) << status.message();
    auto instance = EpInstance::Create(registry_->devices().last(1), nullptr, logger_);
    EXPECT_TRUE(instance.ok()) << instance.status().message();
    instances_.push_back(*std::move(instance));
    return *instances_.back();
  }
  std::span<const std::unique_ptr<EpInstance>> instances() const { return instances_; }
  const Logger& logger() const { return logger_; }
  // Lines of WARNING and worse.
  const std::string& warnings() const { return warnings_; }

 private:
  void* library_;
  std::string warnings_;
  Logger logger_{std::make_shared<const LogSink>([this](Severity severity, const char*, const char*, const char*,
                                                        const char* text) {
                   if (severity >= Severity::kWarning) warnings_ += std::string(text) + '\n';
                 }), "test", Severity::kInfo};
  const OrtHardwareDevice processor_;
  EnvConfig config_;
  std::unique_ptr<EpRegistry> registry_;
  std::vector<std::unique_ptr<EpInstance>> instances_;
  std::map<std::string, Capability> capability_;
  std::map<std::string, Compile> compile_;
};

// Claims each node of one operator as a group of its own.
inline ScriptedEps::Capability TakeEach(std::string op_type) {
  return [op_type](const OrtGraph& graph, OrtEpGraphSupportInfo& info) -> OrtStatus* {
    for (const OrtNode& node : graph.nodes) {
      const OrtNode* one = &node;
      if (one->op_type() != op_type || !one->ep().empty()) continue;
      EXPECT_TRUE(info.AddNodesToFuse({&one, 1}, nullptr).ok());
    }
    return nullptr;
  };
}

// Claims all nodes of these operators as one group.
inline ScriptedEps::Capability TakeTogether(std::vector<std::string> op_types) {
  return [op_types](const OrtGraph& graph, OrtEpGraphSupportInfo& info) -> OrtStatus* {
    std::vector<const OrtNode*> nodes;
    for (const OrtNode& node : graph.nodes) {
      if (std::find(op_types.begin(), op_types.end(), node.op_type()) != op_types.end()) nodes.push_back(&node);
    }
    return nodes.empty() ? nullptr : ToOrtStatus(info.AddNodesToFuse(nodes, nullptr));
  };
}

}  // namespace berth
