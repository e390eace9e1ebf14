// The custom operators that a factory brings (ep-contract: GetNumCustomOpDomains, GetCustomOpDomains).
#include "ep/factory.h"
#include "ep/guard.h"
#include "ep/slots.h"
#include "graph/custom_op.h"

namespace berth {
namespace {

constexpr size_t kMaxCustomOpDomains = 1024;

}  // namespace

StatusOr<std::vector<OrtCustomOpDomain*>> EpFactory::CustomOpDomains() const {
  auto count_domains = Slot<&OrtEpFactory::GetNumCustomOpDomains>(raw_);
  auto get = Slot<&OrtEpFactory::GetCustomOpDomains>(raw_);
  std::vector<OrtCustomOpDomain*> domains;
  if (count_domains == nullptr || get == nullptr) return domains;
  size_t count = 0;
  BERTH_RETURN_IF_ERROR(CallEp(name_, "GetNumCustomOpDomains", [&] { return count_domains(raw_, &count); }));
  if (count > kMaxCustomOpDomains) {
    return Error(ORT_EP_FAIL, Broken("EPC-043", name_, "GetNumCustomOpDomains"), ": ", count, " seen, at most ",
                 kMaxCustomOpDomains, " wanted");
  }
  domains.resize(count);
  if (count == 0) return domains;
  BERTH_RETURN_IF_ERROR(CallEp(name_, "GetCustomOpDomains", [&] { return get(raw_, domains.data(), count); }));
  for (OrtCustomOpDomain* domain : domains) {
    Status live = CheckHandle(domain, "custom_op_domain");
    if (!live.ok()) return Error(ORT_EP_FAIL, Broken("EPC-043", name_, "GetCustomOpDomains"), ": ", live.message());
  }
  return domains;
}

}  // namespace berth
