#include "graph/external_data.h"

#include <gtest/gtest.h>

#include <fstream>

#include "graph/initializer.h"
#include "model_text.h"

namespace berth {
namespace {

namespace fs = std::filesystem;

class ExternalDataTest : public ::testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::path(::testing::TempDir()) /
            absl::StrCat("berth_external_", ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(root_);
    fs::create_directories(root_ / "model");
    fs::create_directories(root_ / "outside");
    for (const char* folder : {"model", "outside"}) {
      std::ofstream file(root_ / folder / "w.bin", std::ios::binary);
      for (float value = 0; value < 8; ++value) file.write(reinterpret_cast<const char*>(&value), sizeof(value));
    }
  }
  void TearDown() override { fs::remove_all(root_); }

  using Entries = std::vector<std::pair<std::string, std::string>>;

  // A model whose initializer `w` of 4 floats is where the entries say.
  void WriteModel(const Entries& entries, const fs::path& path) {
    auto proto = ParseModel(R"(<ir_version: 8, opset_import: ["":17]> g (float[4] x) => (float[4] y) { y = Relu(x) })");
    auto& tensor = *proto.mutable_graph()->add_initializer();
    tensor.set_name("w");
    tensor.set_data_type(onnx::TensorProto::FLOAT);
    tensor.add_dims(4);
    tensor.set_data_location(onnx::TensorProto::EXTERNAL);
    for (const auto& [key, value] : entries) {
      auto& entry = *tensor.add_external_data();
      entry.set_key(key);
      entry.set_value(value);
    }
    std::ofstream(path, std::ios::binary) << proto.SerializeAsString();
  }

  // The first float of `w`, or the error.
  StatusOr<float> FirstOf(const fs::path& path) {
    BERTH_ASSIGN_OR_RETURN(model_, LoadModelFile(path, {}, SilentLogger()));
    const Graph& graph = model_->graph();
    BERTH_ASSIGN_OR_RETURN(const OrtValue* value, InitializerValue(graph.value(graph.FindValue("w"))));
    return value->tensor.span<float>()[0];
  }
  StatusOr<float> First(const Entries& entries) {
    WriteModel(entries, root_ / "model" / "m.onnx");
    return FirstOf(root_ / "model" / "m.onnx");
  }

  fs::path root_;
  std::unique_ptr<Model> model_;
};

#define EXPECT_GIVES(result, wanted)                       \
  do {                                                     \
    const auto seen = (result);                            \
    ASSERT_TRUE(seen.ok()) << seen.status().message();     \
    EXPECT_EQ(*seen, wanted);                              \
  } while (false)

TEST_F(ExternalDataTest, BytesAreWhereOffsetAndLengthSay) {
  EXPECT_GIVES(First({{"location", "w.bin"}}), 0.f);
  EXPECT_GIVES(First({{"location", "w.bin"}, {"offset", "8"}}), 2.f);
  EXPECT_GIVES(First({{"location", "w.bin"}, {"offset", "16"}, {"length", "16"}}), 4.f);
  EXPECT_GIVES(First({{"location", "./w.bin"}, {"checksum", "what ever"}}), 0.f);
}

TEST_F(ExternalDataTest, BytesAreMappedWhenAligned) {
  const auto mapped = [&](const char* offset) {
    EXPECT_TRUE(First({{"location", "w.bin"}, {"offset", offset}}).ok());
    const Graph& graph = model_->graph();
    const Initializer& initializer = *graph.value(graph.FindValue("w")).initializer;
    return initializer.value->tensor.data() == initializer.file->bytes().data() + std::atoi(offset);
  };
  EXPECT_TRUE(mapped("16"));
  EXPECT_FALSE(mapped("2"));
}

TEST_F(ExternalDataTest, PathStaysInTheModelsFolder) {
  fs::create_directory(root_ / "model" / "sub");
  fs::create_symlink("../w.bin", root_ / "model" / "sub" / "inside.bin");
  fs::create_symlink("../outside/w.bin", root_ / "model" / "outside.bin");
  fs::create_directory_symlink("../outside", root_ / "model" / "elsewhere");
  EXPECT_GIVES(First({{"location", "sub/inside.bin"}}), 0.f);
  EXPECT_GIVES(First({{"location", "sub/../w.bin"}}), 0.f);
  for (const std::string& location : {std::string("../outside/w.bin"), (root_ / "outside" / "w.bin").string(),
                                      (root_ / "model" / "w.bin").string(), std::string("outside.bin"),
                                      std::string("elsewhere/w.bin"), std::string("sub/../../outside/w.bin")}) {
    EXPECT_FAILS(First({{"location", location}}), ORT_FAIL, location.c_str(), "leaves the model's folder");
  }
}

// A cache that keeps files by content, and links by name to them.
TEST_F(ExternalDataTest, LinkedModelMayHaveDataBesideItsOwnFile) {
  WriteModel({{"location", "w.bin"}}, root_ / "model" / "content");
  fs::create_directory(root_ / "names");
  fs::create_symlink("../model/content", root_ / "names" / "m.onnx");
  fs::create_symlink("../model/w.bin", root_ / "names" / "w.bin");
  EXPECT_GIVES(FirstOf(root_ / "names" / "m.onnx"), 0.f);
  fs::remove(root_ / "names" / "w.bin");
  fs::create_symlink("../outside/w.bin", root_ / "names" / "w.bin");
  EXPECT_FAILS(FirstOf(root_ / "names" / "m.onnx"), ORT_FAIL, "leaves the model's folder");
}

TEST_F(ExternalDataTest, FaultsAreTold) {
  EXPECT_FAILS(First({{"offset", "0"}}), ORT_FAIL, "\"w\"", "no location");
  EXPECT_FAILS(First({{"location", ""}}), ORT_FAIL, "\"w\"", "no location");
  EXPECT_FAILS(First({{"location", "none.bin"}}), ORT_FAIL, "none.bin");
  EXPECT_FAILS(First({{"location", "*/_ORT_MEM_ADDR_/*"}, {"offset", "4096"}, {"length", "16"}}), ORT_FAIL, "_ORT_MEM_ADDR_");
  EXPECT_FAILS(First({{"location", "w.bin"}, {"offset", "20"}}), ORT_FAIL, "32 bytes in the file", "16 bytes from 20 wanted");
  EXPECT_FAILS(First({{"location", "w.bin"}, {"offset", "9223372036854775807"}}), ORT_FAIL, "32 bytes in the file");
  EXPECT_FAILS(First({{"location", "w.bin"}, {"offset", "18446744073709551616"}}), ORT_FAIL, "\"w\"", "offset");
  EXPECT_FAILS(First({{"location", "w.bin"}, {"offset", "-4"}}), ORT_FAIL, "\"w\"", "offset \"-4\" seen");
  EXPECT_FAILS(First({{"location", "w.bin"}, {"length", "many"}}), ORT_FAIL, "\"w\"", "length \"many\" seen");
  EXPECT_FAILS(First({{"location", "w.bin"}, {"length", "12"}}), ORT_FAIL, "length 12 declared", "16 bytes");
  EXPECT_FAILS(First({{"location", "w.bin"}, {"length", "9223372036854775807"}}), ORT_FAIL, "declared", "16 bytes");
}

}  // namespace
}  // namespace berth
