# Builds and runs a stranger's program against a staged installation.
#
#   cmake -DKIND=... -DSTAGE=<prefix> -DLIBDIR=<lib> -DCONSUMER=<folder> -DWORK=<scratch> -DCC=<compiler> -DNM=<nm>
#         -DVERSION=<version>
#         -P check_install.cmake
#
# KIND package-shared, package-static and pkgconfig-shared build consumer/ with CMake; pkgconfig-static is one
# compiler call with `pkg-config --static`, as in a Makefile.
cmake_minimum_required(VERSION 3.25)

set(ENV{PKG_CONFIG_PATH} ${STAGE}/${LIBDIR}/pkgconfig)
set(ENV{LD_LIBRARY_PATH} ${STAGE}/${LIBDIR})
set(build ${WORK}/${KIND})
file(REMOVE_RECURSE ${build})
file(MAKE_DIRECTORY ${build})

if(KIND STREQUAL "pkgconfig-static")
  execute_process(COMMAND pkg-config --static --cflags --libs tausq
    OUTPUT_VARIABLE flags OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
  separate_arguments(flags UNIX_COMMAND "${flags}")
  execute_process(COMMAND ${CC} -std=c17 -static ${CONSUMER}/consumer.c ${flags} -o ${build}/consumer
    COMMAND_ERROR_IS_FATAL ANY)
else()
  execute_process(COMMAND ${CMAKE_COMMAND} -S ${CONSUMER} -B ${build} -DKIND=${KIND} -DCMAKE_PREFIX_PATH=${STAGE}
    -DCMAKE_C_COMPILER=${CC} OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND ${CMAKE_COMMAND} --build ${build} OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
endif()

execute_process(COMMAND ${build}/consumer OUTPUT_VARIABLE said COMMAND_ERROR_IS_FATAL ANY)
# Inverse-variance mean of the three estimates, by hand: -10.5357/8.4708 = -1.24367.
if(NOT said STREQUAL "tausq ${VERSION}: -1.2437\n")
  message(FATAL_ERROR "the consumer said '${said}'")
endif()

# The kind asked for is the kind that was linked.
execute_process(COMMAND ${NM} -u ${build}/consumer OUTPUT_VARIABLE undefined COMMAND_ERROR_IS_FATAL ANY)
string(FIND "${undefined}" " tsq_fit" from_shared)
if((KIND MATCHES "shared" AND from_shared LESS 0) OR (KIND MATCHES "static" AND from_shared GREATER_EQUAL 0))
  message(FATAL_ERROR "${KIND}: linked to the other library")
endif()
