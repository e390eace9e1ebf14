# What `cmake --install` puts where, and the packages that cpack makes of it. Everything finds its neighbours by relative paths.
#
#   lib/                    libonnxruntime.so.1 and, beside it, the module that decodes pictures, and the EP libraries, where a
#                           relative path of an EP starts
#   include/onnxruntime/    the public headers
#   lib/cmake, pkgconfig    the packages onnxruntime and berth, either name for the same
#   bin/berth               the tool
#   share/berth/            examples, models, sources of the EPs
#   share/doc/berth/        documentation, licences; links where the pages want the former
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

install(TARGETS onnxruntime EXPORT onnxruntimeTargets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
        RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
        INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/onnxruntime)
install(DIRECTORY include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/onnxruntime FILES_MATCHING PATTERN "*.h")
install(TARGETS ${BERTH_EPS} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
if(BERTH_BUILD_IMAGE)
  install(TARGETS berth_image LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
endif()
if(BERTH_BUILD_CLI)
  file(RELATIVE_PATH bin_to_lib /${CMAKE_INSTALL_BINDIR} /${CMAKE_INSTALL_LIBDIR})
  set_target_properties(berth PROPERTIES INSTALL_RPATH "$ORIGIN/${bin_to_lib}")
  install(TARGETS berth RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(FILES ${PROJECT_BINARY_DIR}/share/man/man1/berth.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
endif()
install(DIRECTORY docs/examples models DESTINATION ${CMAKE_INSTALL_DATADIR}/berth
        PATTERN "*.py" EXCLUDE PATTERN "requirements.txt" EXCLUDE)
install(DIRECTORY ep_plugins DESTINATION ${CMAKE_INSTALL_DATADIR}/berth PATTERN "CMakeLists.txt" EXCLUDE)
install(FILES LICENSE NOTICE README.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN "*.md" PATTERN "examples" EXCLUDE)
if(UNIX)
  foreach(link IN ITEMS models ep_plugins docs/examples)
    get_filename_component(name ${link} NAME)
    get_filename_component(folder /${CMAKE_INSTALL_DOCDIR}/${link} DIRECTORY)
    file(RELATIVE_PATH target ${folder} /${CMAKE_INSTALL_DATADIR}/berth/${name})
    set(path "\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DOCDIR}/${link}")
    install(CODE "file(CREATE_LINK ${target} \"${path}\" SYMBOLIC)")
  endforeach()
endif()

# CMake packages. A program that asks for an ONNX Runtime gets the version whose behaviour the library has.
get_target_property(ort_version onnxruntime VERSION)
install(EXPORT onnxruntimeTargets NAMESPACE onnxruntime:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/onnxruntime)
foreach(package IN ITEMS onnxruntime berth)
  set(version ${PROJECT_VERSION})
  if(package STREQUAL "onnxruntime")
    set(version ${ort_version})
  endif()
  set(folder ${CMAKE_INSTALL_LIBDIR}/cmake/${package})
  configure_package_config_file(cmake/package/${package}Config.cmake.in ${PROJECT_BINARY_DIR}/package/${package}Config.cmake
                                INSTALL_DESTINATION ${folder})
  write_basic_package_version_file(${PROJECT_BINARY_DIR}/package/${package}ConfigVersion.cmake VERSION ${version}
                                   COMPATIBILITY SameMajorVersion)
  install(FILES ${PROJECT_BINARY_DIR}/package/${package}Config.cmake ${PROJECT_BINARY_DIR}/package/${package}ConfigVersion.cmake
          DESTINATION ${folder})
endforeach()

file(RELATIVE_PATH pkgconfig_to_prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
# pkg-config, under ORT's name and under ours.
foreach(package IN ITEMS libonnxruntime berth)
  configure_file(cmake/package/${package}.pc.in ${PROJECT_BINARY_DIR}/package/${package}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/package/${package}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()

# cpack -G "DEB;TGZ".
set(CPACK_PACKAGE_NAME berth)
set(CPACK_PACKAGE_VENDOR "The Berth authors")
set(CPACK_PACKAGE_CONTACT "The Berth authors")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_GENERATOR "TGZ;DEB")
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL OFF)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
# They hold a libonnxruntime.so and headers of the same names.
set(CPACK_DEBIAN_PACKAGE_CONFLICTS "libonnxruntime-dev")
include(CPack)
