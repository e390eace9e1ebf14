# Finds what Berth is built with. Libraries that go into libonnxruntime must be static, position-independent and hidden: by
# default they come from the folder that scripts/third_party fills; -DBERTH_DEPS_PREFIX=<folder> points elsewhere, and
# CMAKE_PREFIX_PATH is searched too.
#
#   berth_third_party   interface target: abseil, for every room
#   onnx                onnx with its messages and lite protobuf, for the graph room and what is above it
#   berth_kernel_libraries   Highway, RE2 and utf8proc, for the kernels room

if(NOT BERTH_DEPS_PREFIX)
  execute_process(COMMAND ${PROJECT_SOURCE_DIR}/scripts/third_party --print-prefix OUTPUT_VARIABLE BERTH_DEPS_PREFIX
                  OUTPUT_STRIP_TRAILING_WHITESPACE)
endif()
list(PREPEND CMAKE_PREFIX_PATH ${BERTH_DEPS_PREFIX})

function(berth_missing what command)
  message(FATAL_ERROR "${what} was not found. Install it with: ${command}")
endfunction()

find_package(Threads REQUIRED)

find_package(absl QUIET)
if(NOT absl_FOUND)
  berth_missing("abseil" "scripts/third_party (looked in ${BERTH_DEPS_PREFIX})")
endif()
add_library(berth_third_party INTERFACE)
target_link_libraries(berth_third_party INTERFACE absl::flat_hash_map absl::flat_hash_set absl::inlined_vector
                      absl::function_ref absl::strings)

find_library(BERTH_ONNX_LIBRARY onnx)
find_library(BERTH_PROTOBUF_LIBRARY protobuf-lite PATHS ${BERTH_DEPS_PREFIX}/lib)
find_path(BERTH_ONNX_INCLUDE onnx/onnx-ml.pb.h)
if(NOT BERTH_ONNX_LIBRARY OR NOT BERTH_PROTOBUF_LIBRARY OR NOT BERTH_ONNX_INCLUDE)
  berth_missing("onnx or protobuf-lite" "scripts/third_party (looked in ${BERTH_DEPS_PREFIX})")
endif()
add_library(onnx INTERFACE)
target_include_directories(onnx SYSTEM INTERFACE ${BERTH_ONNX_INCLUDE})
target_compile_definitions(onnx INTERFACE ONNX_ML=1 ONNX_NAMESPACE=onnx ONNX_USE_LITE_PROTO=1
                           __ONNX_DISABLE_STATIC_REGISTRATION)
target_link_libraries(onnx INTERFACE ${BERTH_ONNX_LIBRARY} ${BERTH_PROTOBUF_LIBRARY} Threads::Threads)

add_library(berth_kernel_libraries INTERFACE)
foreach(library hwy re2 utf8proc)
  string(TOUPPER ${library} name)
  find_library(BERTH_${name}_LIBRARY ${library})
  if(NOT BERTH_${name}_LIBRARY)
    berth_missing("${library}" "scripts/third_party (looked in ${BERTH_DEPS_PREFIX})")
  endif()
  target_link_libraries(berth_kernel_libraries INTERFACE ${BERTH_${name}_LIBRARY})
endforeach()
find_path(BERTH_HWY_INCLUDE hwy/highway.h)
target_include_directories(berth_kernel_libraries SYSTEM INTERFACE ${BERTH_HWY_INCLUDE})

find_package(nlohmann_json QUIET)
if(NOT nlohmann_json_FOUND)
  berth_missing("nlohmann-json" "apt-get install nlohmann-json3-dev")
endif()

if(BERTH_BUILD_CLI)
  find_package(CLI11 QUIET)
  if(NOT CLI11_FOUND)
    berth_missing("CLI11" "apt-get install libcli11-dev")
  endif()
  find_package(PNG QUIET)
  if(NOT PNG_FOUND)
    berth_missing("libpng" "apt-get install libpng-dev")
  endif()
  find_package(ZLIB QUIET)
  if(NOT ZLIB_FOUND)
    berth_missing("zlib" "apt-get install zlib1g-dev")
  endif()
endif()

if(BERTH_BUILD_IMAGE)
  find_package(PkgConfig QUIET)
  if(PkgConfig_FOUND)
    pkg_check_modules(BERTH_PICTURES QUIET IMPORTED_TARGET libpng libturbojpeg libtiff-4 libwebp libwebpdemux libopenjp2)
  endif()
  if(NOT BERTH_PICTURES_FOUND)
    string(CONCAT command "apt-get install pkg-config libpng-dev libturbojpeg0-dev libtiff-dev libwebp-dev libopenjp2-7-dev, or "
                          "leave the module out with -DBERTH_BUILD_IMAGE=OFF")
    berth_missing("One of the libraries for pictures" "${command}")
  endif()
endif()

if(BERTH_BUILD_TESTS)
  find_package(GTest QUIET)
  if(NOT GTest_FOUND)
    berth_missing("GoogleTest" "apt-get install libgtest-dev libgmock-dev")
  endif()
  # The Python environment of scripts/setup: onnxruntime as the oracle, third-party EPs.
  execute_process(COMMAND ${PROJECT_SOURCE_DIR}/scripts/setup --print-venv OUTPUT_VARIABLE BERTH_VENV
                  OUTPUT_STRIP_TRAILING_WHITESPACE)
  set(BERTH_PYTHON ${BERTH_VENV}/bin/python CACHE FILEPATH "Python with the packages of scripts/requirements.txt")
endif()
