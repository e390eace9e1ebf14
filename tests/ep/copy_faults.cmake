# A copy of LIBRARY in FOLDER for each rule that it can break.
include(${CMAKE_CURRENT_LIST_DIR}/ep_faults.cmake)
list(REMOVE_ITEM EP_FAULTS without_entry without_release)
foreach(fault IN LISTS EP_FAULTS)
  configure_file(${LIBRARY} ${FOLDER}/libep_fault_${fault}.so COPYONLY)
endforeach()
