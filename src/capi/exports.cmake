# The exported symbols and their version nodes.

# Every release of ONNX Runtime whose clients run on this library, and the one that new links get.
set(BERTH_VERSION_NODES
    1.17.0 1.17.1 1.17.3 1.18.0 1.18.1 1.19.0 1.19.2 1.20.0 1.20.1 1.21.0 1.21.1 1.22.0 1.22.1 1.22.2
    1.23.0 1.23.1 1.23.2 1.24.0 1.24.1 1.24.2 1.24.3 1.24.4 1.25.0 1.25.1 1.26.0 1.27.0 1.28.0 1.29.0
    1.30.0 1.31.0 1.31.1 1.32.0)
set(BERTH_DEFAULT_VERSION_NODE 1.30.0)

# berth_export_symbols(<shared library target>): generates the linker's version script and the aliases that exports.cc
# includes, and lets the target export those symbols and nothing else.
function(berth_export_symbols target)
  set(generated ${CMAKE_CURRENT_BINARY_DIR}/exports)
  set(map "VERS_${BERTH_DEFAULT_VERSION_NODE} {\n  global:\n    OrtGetApiBase;\n")
  string(APPEND map "    OrtSessionOptionsAppendExecutionProvider_CPU;\n  local:\n    *;\n};\n")
  set(aliases "")
  foreach(version IN LISTS BERTH_VERSION_NODES)
    set(at "@@")
    if(NOT version STREQUAL BERTH_DEFAULT_VERSION_NODE)
      set(at "@")
      string(APPEND map "VERS_${version} {};\n")
    endif()
    string(REPLACE "." "_" suffix ${version})
    string(APPEND aliases "BERTH_VERSION_NODE(${suffix}, \"${at}\", \"VERS_${version}\")\n")
  endforeach()
  file(CONFIGURE OUTPUT ${generated}/capi/exports.map @ONLY CONTENT "${map}")
  file(CONFIGURE OUTPUT ${generated}/capi/version_nodes.inc @ONLY CONTENT "${aliases}")
  target_include_directories(${target} PRIVATE ${generated})
  target_link_options(${target} PRIVATE "LINKER:--version-script=${generated}/capi/exports.map"
                      "LINKER:--exclude-libs,ALL" "LINKER:-z,defs" "LINKER:--gc-sections")
  set_property(TARGET ${target} APPEND PROPERTY LINK_DEPENDS ${generated}/capi/exports.map)
endfunction()
