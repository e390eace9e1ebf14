"""The C++ headers with ORT_API_MANUAL_INIT and with ORT_NO_EXCEPTIONS, and what they say when something is missing."""
import pathlib
import signal
import subprocess
import tempfile
import unittest

from common import LIBRARY, compile_program, plain_environment

MANUAL = """
#define ORT_API_MANUAL_INIT
#include <onnxruntime_cxx_api.h>
int main() {
  try {
    Ort::Env env;
    return 1;
  } catch (const Ort::Exception& e) {
    std::puts(e.what());
  }
  Ort::Session none(nullptr);   // destroying nothing needs no table
  Ort::InitApi();
  Ort::InitApi(OrtGetApiBase()->GetApi(ORT_API_VERSION));
  std::puts(Ort::MemoryInfo::CreateCpu(OrtDeviceAllocator, OrtMemTypeDefault).GetAllocatorName().c_str());
}
"""
NO_EXCEPTIONS = """
#include <onnxruntime_cxx_api.h>
int main() {
  Ort::Env env(ORT_LOGGING_LEVEL_FATAL, "modes");
  Ort::Session session(env, ORT_TSTR("no_such_model.onnx"), Ort::SessionOptions{});
}
"""
# The program's own way to end a failed call.
OWN_END = """
#include <cstdio>
#include <cstdlib>
#define ORT_CXX_API_THROW(string, code) (std::printf("%d\\n", static_cast<int>(code)), std::exit(7))
""" + NO_EXCEPTIONS
# A custom operator whose kernel throws, called as a host calls it.
THROWING = """
#include <onnxruntime_cxx_api.h>
#include <stdexcept>
struct Kernel {
  void Compute(OrtKernelContext* context) {
    if (context == nullptr) throw Ort::Exception(std::string("no context"), ORT_EP_FAIL);
    throw 5;
  }
};
struct Op : Ort::CustomOpBase<Op, Kernel> {
  bool fails = false;
  void* CreateKernel(const OrtApi&, const OrtKernelInfo*) const {
    if (fails) throw std::runtime_error("no kernel");
    return new Kernel;
  }
  const char* GetName() const { return "Op"; }
  size_t GetInputTypeCount() const { return 0; }
  ONNXTensorElementDataType GetInputType(size_t) const { return ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT; }
  size_t GetOutputTypeCount() const { return 0; }
  ONNXTensorElementDataType GetOutputType(size_t) const { return ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT; }
};
void Print(OrtStatus* raw) {
  const Ort::Status status(raw);
  std::printf("%d %s\\n", status.GetErrorCode(), status.GetErrorMessage().c_str());
}
int main() {
  Op op;
  void* kernel = nullptr;
  Print(op.CreateKernelV2(&op, &Ort::GetApi(), nullptr, &kernel));
  Print(op.KernelComputeV2(kernel, nullptr));
  Print(op.KernelComputeV2(kernel, reinterpret_cast<OrtKernelContext*>(&op)));
  op.KernelDestroy(kernel);
  op.fails = true;
  Print(op.CreateKernelV2(&op, &Ort::GetApi(), nullptr, &kernel));
}
"""


class Modes(unittest.TestCase):
    def run_text(self, text, *flags):
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder) / "program.cc"
            source.write_text(text)
            compile_program(source, source.with_suffix(""), *flags)
            return subprocess.run([source.with_suffix("")], capture_output=True, text=True, timeout=60, cwd=folder,
                                  env=plain_environment(LD_LIBRARY_PATH=str(LIBRARY.parent)))

    def test_manual_init(self):
        done = self.run_text(MANUAL)
        self.assertEqual(done.returncode, 0)
        self.assertEqual(done.stdout, "Ort::InitApi: not called, or with null; wanted before any other call\nCpu\n")

    def test_no_exceptions_ends_with_the_text(self):
        done = self.run_text(NO_EXCEPTIONS, "-fno-exceptions", "-DORT_NO_EXCEPTIONS")
        self.assertEqual(done.returncode, -signal.SIGABRT)
        self.assertIn("no_such_model.onnx", done.stderr)

    def test_no_exceptions_with_an_end_of_its_own(self):
        done = self.run_text(OWN_END, "-fno-exceptions", "-DORT_NO_EXCEPTIONS")
        self.assertEqual((done.returncode, done.stdout), (7, "3\n"))

    def test_throwing_custom_operator_gives_a_status(self):
        done = self.run_text(THROWING)
        wanted = ["0 ", "11 no context", "1 an exception of unknown type", "1 no kernel"]
        self.assertEqual(done.stdout.splitlines(), wanted, done.stderr)
