"""The installation and the packages: programs are built against them in every way that is offered, and run."""
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import tarfile
import tempfile
import unittest

import numpy as np
import onnx
from common import LIBRARY, SOURCE, blocks, compiler_flags, onnxruntime_library, plain_environment
from onnx import TensorProto, helper, numpy_helper

HERE = pathlib.Path(__file__).parent
BUILD = pathlib.Path(os.environ["BERTH_BUILD"])
WANTED = "3 4 5 \n"
# What ORT 1.30 installs, of the parts that are here.
HEADERS = ["cpu_provider_factory.h", "onnxruntime_c_api.h", "onnxruntime_cxx_api.h", "onnxruntime_cxx_inline.h",
           "onnxruntime_env_config_keys.h", "onnxruntime_ep_c_api.h", "onnxruntime_ep_device_ep_metadata_keys.h",
           "onnxruntime_error_code.h", "onnxruntime_float16.h", "onnxruntime_lite_custom_op.h",
           "onnxruntime_run_options_config_keys.h", "onnxruntime_session_options_config_keys.h", "provider_options.h"]


def call(*command, env=None, cwd=None):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=300,
                          env=env or plain_environment(), cwd=cwd)
    assert done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done


class Install(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.prefix = self.folder / "prefix"
        x, y = (helper.make_tensor_value_info(name, TensorProto.FLOAT, [3]) for name in "xy")
        two = numpy_helper.from_array(np.array([2], np.float32), "two")
        graph = helper.make_graph([helper.make_node("Add", ["x", "two"], ["y"])], "add", [x], [y], [two])
        self.model = self.folder / "add.onnx"
        onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), self.model)

    def install(self):
        call(os.environ["BERTH_CMAKE"], "--install", BUILD, "--prefix", self.prefix)

    def build(self, source, *definitions):
        target = self.folder / "build"
        call(os.environ["BERTH_CMAKE"], "-S", source, "-B", target, "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={self.prefix}",
             f"-DCMAKE_C_COMPILER={os.environ['BERTH_CC']}", f"-DCMAKE_CXX_COMPILER={os.environ['BERTH_CXX']}",
             "-DCMAKE_C_FLAGS=" + shlex.join(compiler_flags("CC")),
             "-DCMAKE_CXX_FLAGS=" + shlex.join(compiler_flags("CXX")), *definitions)
        call(os.environ["BERTH_CMAKE"], "--build", target)
        return target

    def check(self, *programs, env=None):
        for program in programs:
            done = call(program, self.model, env=env)
            self.assertEqual((done.stdout, done.stderr), (WANTED, ""), program)

    def find_package(self, package, version):
        self.install()
        built = self.build(HERE / "consumer", f"-DPACKAGE={package}", f"-DVERSION={version}")
        self.check(built / "consumer_c", built / "consumer_cxx")

    def test_find_onnxruntime(self):
        self.find_package("onnxruntime", "1.20")

    def test_find_berth(self):
        self.find_package("berth", "0.1")

    def compile(self, flags):
        """Both programs by hand."""
        programs = []
        for compiler, source in (("CC", "consumer.c"), ("CXX", "consumer.cc")):
            programs.append(self.folder / source.replace(".", "_"))
            call(os.environ[f"BERTH_{compiler}"], *compiler_flags(compiler), HERE / "consumer" / source, "-o", programs[-1],
                 *flags)
        return programs

    def test_pkg_config(self):
        if shutil.which("pkg-config") is None:
            self.skipTest("pkg-config is not installed")
        self.install()
        path = plain_environment(PKG_CONFIG_PATH=str(self.prefix / "lib" / "pkgconfig"))
        for package in ("libonnxruntime", "berth"):
            flags = call("pkg-config", "--cflags", "--libs", package, env=path).stdout.split()
            programs = self.compile(flags)
            self.check(*programs, env=plain_environment(LD_LIBRARY_PATH=str(self.prefix / "lib")))

    def test_program_linked_with_onnxruntime_runs(self):
        theirs, ours = self.folder / "theirs", self.folder / "ours"
        for folder, library in ((theirs, onnxruntime_library()), (ours, LIBRARY.resolve())):
            folder.mkdir()
            (folder / "libonnxruntime.so.1").symlink_to(library)
            (folder / "libonnxruntime.so").symlink_to(library)
        programs = self.compile(["-I", SOURCE / "include", "-L", theirs, "-lonnxruntime"])
        for folder in (theirs, ours):
            self.check(*programs, env=plain_environment(LD_LIBRARY_PATH=str(folder)))

    def test_headers_are_those_of_onnxruntime(self):
        self.install()
        self.assertEqual(sorted(path.name for path in (self.prefix / "include" / "onnxruntime").glob("*.h")), HEADERS)

    def test_examples_and_tool(self):
        self.install()
        share = self.prefix / "share" / "berth"
        built = self.build(share / "examples")
        digit = call(built / "berth_example_explicit_devices", cwd=share).stdout
        self.assertIn("digit 2, probability 0.9", digit)
        self.assertIn("ElementwiseEp: relu1", digit)
        if (self.prefix / "bin" / "berth").exists():
            done = call(self.prefix / "bin" / "berth", "run", "models/digits.onnx", "--input", "image=models/digits/3.png", cwd=share)
            self.assertIn("3: 0.9", done.stdout)

    def commands(self, page, name, text):
        """Runs the commands that a page shows, block by block, in a folder with a source, and gives what they print."""
        folder = self.folder / page
        folder.mkdir()
        (folder / name).write_text(text)
        printed = ""
        for block in [block for language, block in blocks(f"docs/{page}") if language == ""]:
            for compiler, variable in (("cc", "CC"), ("c++", "CXX")):
                command = [os.environ[f"BERTH_{variable}"], *compiler_flags(variable)]
                block = re.sub(rf"^{re.escape(compiler)} ", shlex.join(command) + " ", block, flags=re.M)
            printed += call("sh", "-ec", block.replace("<prefix>", str(self.prefix)), cwd=folder).stdout
        return printed

    def test_commands_of_getting_started(self):
        self.install()
        for page, kind, name in (("getting-started-c.md", "c", "example.c"), ("getting-started-cxx.md", "cpp", "example.cc")):
            (program,) = [text for language, text in blocks(f"docs/{page}") if language == kind]
            printed = self.commands(page, name, program)
            self.assertEqual([line.split(":")[0] for line in printed.splitlines()], [str(i) for i in range(10)])

    @unittest.skipUnless("BERTH_CLI" in os.environ, "built without the tool")
    def test_commands_of_writing_an_ep(self):
        self.install()
        source = self.prefix / "share" / "berth" / "examples" / "writing_an_ep" / "unary_ep.cc"
        printed = self.commands("writing-an-ep.md", source.name, source.read_text())
        self.assertRegex(printed, r"UnaryEp +1\.0\.0 +chosen")
        self.assertIn("UnaryEp did not claim it", printed)   # step 1

    def test_links_of_installed_pages(self):
        self.install()
        pages = [self.prefix / "share" / "doc" / "berth" / "README.md",
                 *(self.prefix / "share" / "doc" / "berth" / "docs").glob("*.md")]
        self.assertGreater(len(pages), 15)
        for page in pages:
            prose = re.sub(r"^```.*?^```$", "", page.read_text(), flags=re.M | re.S)
            for target in re.findall(r"\]\(([^)#]+)\)", prose):
                self.assertTrue("://" in target or (page.parent / target).exists(), f"{page}: {target}")

    def test_packages(self):
        call(os.environ["BERTH_CPACK"], "-G", "TGZ", "--config", BUILD / "CPackConfig.cmake", "-B", self.folder / "packages")
        (archive,) = (self.folder / "packages").glob("*.tar.gz")
        with tarfile.open(archive) as tar:
            tar.extractall(self.folder / "out")
        (self.prefix,) = (self.folder / "out").iterdir()
        built = self.build(HERE / "consumer", "-DPACKAGE=onnxruntime")
        self.check(built / "consumer_c", built / "consumer_cxx")

    def test_debian_package(self):
        if shutil.which("dpkg-deb") is None or shutil.which("dpkg-shlibdeps") is None:
            self.skipTest("dpkg-deb or dpkg-shlibdeps is not installed")
        call(os.environ["BERTH_CPACK"], "-G", "DEB", "--config", BUILD / "CPackConfig.cmake", "-B", self.folder / "packages")
        (package,) = (self.folder / "packages").glob("berth_*.deb")
        fields = call("dpkg-deb", "-f", package, "Package", "Version", "Depends").stdout
        self.assertIn("Package: berth\n", fields)
        self.assertIn("libc6", fields)
        names = call("dpkg-deb", "-c", package).stdout
        for name in ("lib/libonnxruntime.so.1.30.0", "lib/libberth_null_ep.so", "lib/libberth_image.so",
                     "include/onnxruntime/onnxruntime_cxx_api.h", "lib/cmake/berth/berthConfig.cmake",
                     "share/berth/models/digits.onnx", "share/doc/berth/LICENSE"):
            self.assertIn(f"./usr/{name}", names)
