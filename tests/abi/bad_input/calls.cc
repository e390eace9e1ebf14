#include "calls.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <climits>
#include <csignal>
#include <cstring>
#include <set>

#include "host.h"

#ifdef __SANITIZE_ADDRESS__
// Its faults end a child otherwise than any code of the API does.
extern "C" const char* __asan_default_options() { return "exitcode=111"; }
#endif

namespace berth::testing {
namespace {

using Word = uint64_t;
constexpr size_t kRoom = 64;   // elements behind every pointer

uint64_t DoNothing() { return 0; }

Word WordOf(const void* pointer) { return reinterpret_cast<Word>(pointer); }

// A handle that lives, or a structure of the ABI that says nothing.
void* LegalHandle(const Objects& objects, Objects::TypeKey type) {
  if (objects.Has(type)) return objects.Make(type);
  alignas(64) static char nothing[4096];
  return nothing;
}

Word ArrayOf(void* first, void* others) {
  auto** array = new void*[kRoom];
  std::fill(array, array + kRoom, others);
  array[0] = first;
  return WordOf(array);
}

Word Numbers(size_t bytes) {
  auto* numbers = new char[kRoom * bytes]();
  for (size_t i = 0; i < kRoom; ++i) numbers[i * bytes] = 1;   // little-endian ones
  return WordOf(numbers);
}

Word Legal(const Objects& objects, const Parameter& parameter) {
  static const char* texts[kRoom] = {"x", "y"};
  switch (parameter.kind) {
    case Parameter::kHandle: return WordOf(LegalHandle(objects, parameter.type));
    case Parameter::kHandles: return ArrayOf(LegalHandle(objects, parameter.type), LegalHandle(objects, parameter.type));
    case Parameter::kText: return WordOf("x");
    case Parameter::kTexts: return WordOf(texts);
    case Parameter::kNumbers: return Numbers(parameter.bytes);
    case Parameter::kResults: return WordOf(new void*[kRoom]());
    case Parameter::kMemory: return WordOf(new char[4096]());
    case Parameter::kFunction: return WordOf(reinterpret_cast<void*>(DoNothing));
    case Parameter::kEnum:
    case Parameter::kNumber:
    case Parameter::kBool: return 1;
  }
  return 0;
}

struct Variant {
  std::string name;
  std::function<Word()> make;   // in the child
  bool is_told = false;         // an answer other than success is wanted
};

void* OtherFamily(const Objects& objects, Objects::TypeKey type) {
  const Objects::TypeKey pairs = Objects::KeyOf<OrtKeyValuePairs>();
  return objects.Make(type == pairs ? Objects::KeyOf<OrtRunOptions>() : pairs);
}

void AddHandles(const Objects& objects, const Parameter& parameter, bool keeps, std::vector<Variant>& bad) {
  const Objects::TypeKey type = parameter.type;
  const bool is_array = parameter.kind == Parameter::kHandles;
  const auto as_argument = [&objects, type, is_array](void* handle) {
    return is_array ? ArrayOf(handle, LegalHandle(objects, type)) : WordOf(handle);
  };
  const std::string where = is_array ? " in an array" : "";
  if (is_array) bad.push_back({"null" + where, [=] { return as_argument(nullptr); }});
  bad.push_back({"other family" + where, [=, &objects] { return as_argument(OtherFamily(objects, type)); }, objects.Has(type)});
  if (!objects.CanRelease(type)) return;
  // Without a tag it cannot be told unless its memory is kept.
  if (type == Objects::KeyOf<OrtAllocator>() && !keeps) return;
  bad.push_back({"released" + where, [=, &objects] { return as_argument(objects.MakeReleased(type)); }, keeps});
}

void AddNumbers(const Parameter& parameter, std::vector<Variant>& bad) {
  const auto add = [&](const char* name, Word word) { bad.push_back({name, [word] { return word; }}); };
  if (parameter.kind == Parameter::kEnum) {
    for (int number : {-1, 77, INT_MAX}) add("out of range", static_cast<Word>(static_cast<int64_t>(number)));
    return;
  }
  const int bits = static_cast<int>(parameter.bytes) * CHAR_BIT;
  add("zero", 0);
  add("largest", ~Word{0} >> (64 - bits + (parameter.is_signed ? 1 : 0)));
  if (!parameter.is_signed) return;
  add("negative", ~Word{0});
  add("smallest", ~Word{0} << (bits - 1));
}

std::vector<Variant> Bad(const Objects& objects, const Parameter& parameter, bool keeps) {
  std::vector<Variant> bad;
  switch (parameter.kind) {
    case Parameter::kHandle:
    case Parameter::kHandles: AddHandles(objects, parameter, keeps, bad); break;
    case Parameter::kText: bad.push_back({"empty", [] { return WordOf(""); }}); break;
    case Parameter::kTexts: bad.push_back({"null in an array", [] { return WordOf(new void*[kRoom]()); }}); break;
    case Parameter::kEnum:
    case Parameter::kNumber: AddNumbers(parameter, bad); return bad;
    case Parameter::kBool: return bad;
    default: break;
  }
  bad.push_back({"null", [] { return Word{0}; }});
  return bad;
}

// What has to come from the library, whatever else an argument of its type may be.
void MakeReal(const std::string& function, std::vector<Word>& words) {
  if (function == "AllocatorFree") {
    auto* allocator = reinterpret_cast<OrtAllocator*>(words[0]);
    words[1] = WordOf(allocator->Alloc(allocator, 16));
  } else if (function == "ReleaseAvailableProviders") {
    char** names = nullptr;
    int count = 0;
    Take(Api().GetAvailableProviders(&names, &count));
    words[0] = WordOf(names);
  }
}

constexpr int kNoStatus = 100;   // how a call ended: a code of OrtErrorCode, or one of these
constexpr int kCrashed = 101;
constexpr int kHung = 102;

int Call(const Slot& slot, std::vector<Word> words) {
  constexpr size_t kMost = 16;
  words.resize(kMost);
  const auto call = [&]<size_t... kIndex>(std::index_sequence<kIndex...>) {
    using Function = Word (*)(decltype(static_cast<Word>(kIndex))...);
    return reinterpret_cast<Function>(slot.function)(words[kIndex]...);
  };
  const Word answer = call(std::make_index_sequence<kMost>());
  if (!slot.has_status) return kNoStatus;
  const int code = Take(reinterpret_cast<OrtStatus*>(answer)).code;
  return code >= 0 && code < kNoStatus ? code : kNoStatus;   // CreateStatus takes any
}

int InChild(const std::function<int()>& call) {
  constexpr int kSeconds = 20;
  const pid_t child = fork();
  if (child == 0) {
    alarm(kSeconds);
    dup2(open("/dev/null", O_WRONLY), STDERR_FILENO);
    dup2(STDERR_FILENO, STDOUT_FILENO);
    _exit(call());
  }
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) <= kNoStatus) return WEXITSTATUS(status);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM ? kHung : kCrashed;
}

void Count(const std::string& call, int ended, bool is_told, Tally& tally) {
  ++tally.made;
  if (ended == kCrashed || ended == kHung) {
    tally.faults.push_back(call + (ended == kHung ? ": hangs" : ": crash"));
    return;
  }
  ++tally.survived;
  if (is_told && ended == ORT_OK) tally.faults.push_back(call + ": ORT_OK, though it is no such handle");
}

}  // namespace

void CallAll(const Objects& objects, const Slot& slot, Tally& tally) {
  // Nothing is to be given here, so that the allocator is not looked at.
  static const std::set<std::string> kIndifferent = {"ModelMetadataLookupCustomMetadataMap",
                                                     "ModelMetadataGetCustomMetadataMapKeys"};
  const auto words = [&] {
    std::vector<Word> legal;
    for (const Parameter& parameter : slot.parameters) legal.push_back(Legal(objects, parameter));
    MakeReal(slot.name, legal);
    return legal;
  };
  const std::string name = slot.name;
  Count(name + "/legal", InChild([&] { return Call(slot, words()); }), false, tally);
  for (size_t i = 0; i < slot.parameters.size(); ++i) {
    for (const Variant& variant : Bad(objects, slot.parameters[i], tally.keeps_handles)) {
      const int ended = InChild([&] {
        std::vector<Word> spoiled = words();
        spoiled[i] = variant.make();
        return Call(slot, spoiled);
      });
      const bool is_told = variant.is_told && !kIndifferent.contains(name);
      Count(name + "/" + std::to_string(i) + "/" + variant.name, ended, is_told, tally);
    }
  }
}

}  // namespace berth::testing
