// A handwritten digit for the examples, and what a model says of it.
#pragma once

#include <onnxruntime_cxx_api.h>

#include <algorithm>
#include <cstdio>
#include <vector>

// 8 by 8 pixels of 0, paper, to 1, ink.
inline std::vector<float> DrawnDigit() {
  const char* const rows[8] = {
      "  2##2  ",  //
      " 3####2 ",  //
      " 23  #3 ",  //
      "    2#2 ",  //
      "   2#3  ",  //
      "  2#2   ",  //
      "  3####2",  //
      "  2#####",
  };
  std::vector<float> pixels;
  for (const char* row : rows) {
    for (int x = 0; x < 8; ++x) {
      pixels.push_back(row[x] == ' ' ? 0.0f : row[x] == '#' ? 1.0f : static_cast<float>(row[x] - '0') / 4);
    }
  }
  return pixels;
}

// Runs models/digits.onnx on it and prints the most probable digit, and which EP got which nodes. The session needs the entry
// session.record_ep_graph_assignment_info=1 for that.
inline void Recognize(Ort::Session& session) {
  std::vector<float> pixels = DrawnDigit();
  const int64_t shape[] = {1, 1, 8, 8};
  const auto memory = Ort::MemoryInfo::CreateCpu(OrtDeviceAllocator, OrtMemTypeDefault);
  const auto image = Ort::Value::CreateTensor<float>(memory, pixels.data(), pixels.size(), shape, 4);
  const char *input = "image", *output = "probabilities";
  const auto results = session.Run(Ort::RunOptions{nullptr}, &input, &image, 1, &output, 1);
  const float* p = results[0].GetTensorData<float>();
  const auto digit = std::max_element(p, p + 10) - p;
  std::printf("digit %d, probability %.3f\n", static_cast<int>(digit), p[digit]);
  for (const auto& part : session.GetEpGraphAssignmentInfo()) {
    std::printf("%s:", part.GetEpName().c_str());
    for (const auto& node : part.GetNodes()) std::printf(" %s", node.GetName().c_str());
    std::printf("\n");
  }
}
