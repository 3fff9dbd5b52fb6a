# What `cmake --install` gives: headers, both libraries, program, CMake package, tausq.pc, manual pages, completion, data sets.
# Components: `program`, `library` (the shared one), `development`; each is a package of its own (package.cmake).
include(CMakePackageConfigHelpers)

set(TAUSQ_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/tausq)

install(DIRECTORY include/tausq DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development
  FILES_MATCHING PATTERN "*.h" PATTERN "*.def")
install(TARGETS tausq EXPORT tausq-static ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)
install(TARGETS tausq_shared EXPORT tausq-shared LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  COMPONENT library NAMELINK_COMPONENT development)
install(TARGETS tausq_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT program)
install(DIRECTORY datasets DESTINATION ${CMAKE_INSTALL_DATADIR}/tausq COMPONENT program)
install(EXPORT tausq-static NAMESPACE tausq:: DESTINATION ${TAUSQ_CMAKE_DIR} COMPONENT development)
install(EXPORT tausq-shared NAMESPACE tausq:: DESTINATION ${TAUSQ_CMAKE_DIR} COMPONENT development)

configure_package_config_file(cmake/tausqConfig.cmake.in ${PROJECT_BINARY_DIR}/tausqConfig.cmake
  INSTALL_DESTINATION ${TAUSQ_CMAKE_DIR})
# Before 1.0 a minor version may change the interface.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/tausqConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/tausqConfig.cmake ${PROJECT_BINARY_DIR}/tausqConfigVersion.cmake
  cmake/FindLibcsv.cmake DESTINATION ${TAUSQ_CMAKE_DIR} COMPONENT development)

# tausq.pc finds its prefix from its own place, so that `cmake --install --prefix` and a moved tree work.
if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}" OR IS_ABSOLUTE "${CMAKE_INSTALL_INCLUDEDIR}")
  set(TAUSQ_PC_PREFIX "${CMAKE_INSTALL_PREFIX}")
  set(TAUSQ_PC_LIBDIR "${CMAKE_INSTALL_FULL_LIBDIR}")
  set(TAUSQ_PC_INCLUDEDIR "${CMAKE_INSTALL_FULL_INCLUDEDIR}")
else()
  file(RELATIVE_PATH up "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
  string(REGEX REPLACE "/$" "" up "${up}")
  set(TAUSQ_PC_PREFIX "\${pcfiledir}/${up}")
  set(TAUSQ_PC_LIBDIR "\${prefix}/${CMAKE_INSTALL_LIBDIR}")
  set(TAUSQ_PC_INCLUDEDIR "\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}")
endif()
configure_file(cmake/tausq.pc.in ${PROJECT_BINARY_DIR}/tausq.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/tausq.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)
