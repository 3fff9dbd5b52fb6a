# Packages of an installation: `cmake --workflow --preset package` leaves three .deb files in build/package: the program with its
# manual pages and data sets, the shared library, and what programs are built with. On Debian the dependencies of the first two
# are read from the binaries by dpkg-shlibdeps.
set(CPACK_PACKAGE_NAME tausq)
set(CPACK_PACKAGE_VENDOR tausq)
set(CPACK_PACKAGE_CONTACT "tausq developers <maintainers@tausq.invalid>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL program library development)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ
  WORLD_EXECUTE)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION math)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_SOURCE_DIR}/cmake/debian/compress.cmake)

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME tausq)
set(CPACK_DEBIAN_PROGRAM_DESCRIPTION "The program tausq pools treatment effects across trials, from a CSV table to
estimate, heterogeneity and intervals, under the conventions of several
packages. Data sets on liver disease and classic teaching sets are in
/usr/share/tausq/datasets.")

set(soname ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME libtausq${soname})
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_LIBRARY_DESCRIPTION "The library libtausq fits common- and random-effects models to the results of
trials. This package holds what programs need that are linked to it.")
set(CPACK_DEBIAN_LIBRARY_PACKAGE_CONTROL_EXTRA ${CMAKE_CURRENT_SOURCE_DIR}/cmake/debian/triggers)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS_POLICY ">=")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libtausq-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SHLIBDEPS OFF)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS
  "libtausq${soname} (= ${PROJECT_VERSION}), libgsl-dev, libcsv-dev, libjansson-dev, nettle-dev")
set(CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION "Headers, static library, CMake package tausq::tausq and pkg-config file of
libtausq.")

# Debian wants copyright and changelog in each package's own folder.
foreach(component IN ITEMS program library development)
  string(TOUPPER ${component} upper)
  set(folder ${CMAKE_INSTALL_DATADIR}/doc/${CPACK_DEBIAN_${upper}_PACKAGE_NAME})
  install(FILES cmake/debian/copyright DESTINATION ${folder} COMPONENT ${component} EXCLUDE_FROM_ALL)
  install(FILES CHANGELOG.md DESTINATION ${folder} RENAME changelog COMPONENT ${component} EXCLUDE_FROM_ALL)
endforeach()

include(CPack)
