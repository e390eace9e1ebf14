// Inputs and outputs that an application has bound to names once, for many runs.
#pragma once

#include <string>
#include <vector>

#include "session/session.h"

// Holds the values; the session must outlive it. Not thread-safe.
struct OrtIoBinding : berth::Tagged<berth::HandleKind::kIoBinding> {
 public:
  explicit OrtIoBinding(OrtSession& session) : session_(session) {}

  // Binds or binds anew. Error ORT_FAIL: the model has no such input.
  berth::Status BindInput(const char* name, const OrtValue& value);
  // A value to write into. A name that the model does not have is an error of the run.
  void BindOutput(const char* name, const OrtValue& value);
  // What the run makes, in this memory. ORT_INVALID_ARGUMENT: memory that neither the host nor an EP of the session has.
  berth::Status BindOutput(const char* name, const OrtMemoryInfo& info);
  void ClearInputs() { inputs_ = {}; }
  void ClearOutputs() { outputs_ = {}; }

  const std::vector<std::string>& output_names() const { return outputs_.names; }
  // A null one has not been made yet.
  const std::vector<berth::HeldValue>& output_values() const { return outputs_.values; }

  berth::Status SyncInputs() const { return session_.SyncInputs(); }
  berth::Status SyncOutputs() const { return session_.SyncOutputs(); }
  // A run on `session`. New outputs stay bound, so that the next run writes into them. ORT_FAIL: nothing is bound to an input;
  // else as for Run.
  berth::Status Run(OrtSession& session, const OrtRunOptions* options);

 private:
  struct Side {
    std::vector<std::string> names;
    std::vector<berth::HeldValue> values;
    std::vector<const OrtMemoryInfo*> places;   // of outputs that the run makes; null: host memory
    void Set(const char* name, berth::HeldValue value, const OrtMemoryInfo* place = nullptr);
    std::vector<const char*> texts() const;
  };
  OrtSession& session_;
  Side inputs_, outputs_;
};
