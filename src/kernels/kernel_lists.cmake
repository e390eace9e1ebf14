# Writes kernel_lists.inc: one BERTH_KERNEL_FILE(<stem>) line for each file of kernels/<chapter>/ that ends in a
# BERTH_KERNEL_LIST. A stem used twice fails at link, as two lists of one name. Files that BERTH_KERNELS leaves out are in
# kernels_left_out.
set(BERTH_KERNELS "" CACHE STRING "Kernels that are built, by the stems of their files, e.g. add;matmul; empty: all")
file(GLOB kernel_files CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/kernels/*/*.cc)
set(kernel_lines "")
set(kernels_left_out "")
foreach(kernel_file IN LISTS kernel_files)
  file(STRINGS ${kernel_file} kernel_list REGEX "^BERTH_KERNEL_LIST\\(")
  if(kernel_list)
    string(REGEX REPLACE "^BERTH_KERNEL_LIST\\(([a-z0-9_]+).*" "\\1" kernel_stem "${kernel_list}")
    if(BERTH_KERNELS AND NOT kernel_stem IN_LIST BERTH_KERNELS)
      list(APPEND kernels_left_out ${kernel_file})
    else()
      string(APPEND kernel_lines "BERTH_KERNEL_FILE(${kernel_stem})\n")
    endif()
  endif()
endforeach()
file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/kernels/kernel_lists.inc CONTENT "${kernel_lines}")
