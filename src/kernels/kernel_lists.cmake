# Writes kernel_lists.inc: one BERTH_KERNEL_FILE(<stem>) line for each file of kernels/<chapter>/ that ends in a
# BERTH_KERNEL_LIST. A stem used twice fails at link, as two lists of one name.
file(GLOB kernel_files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/kernels/*/*.cc)
set(kernel_lines "")
foreach(kernel_file IN LISTS kernel_files)
  file(STRINGS ${kernel_file} kernel_list REGEX "^BERTH_KERNEL_LIST\\(")
  if(kernel_list)
    string(REGEX REPLACE "^BERTH_KERNEL_LIST\\(([a-z0-9_]+).*" "\\1" kernel_stem "${kernel_list}")
    string(APPEND kernel_lines "BERTH_KERNEL_FILE(${kernel_stem})\n")
  endif()
endforeach()
file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/kernels/kernel_lists.inc CONTENT "${kernel_lines}")
