# The layer check must name every fault of the small tree in bad/, and nothing else.
#
#   cmake -DHERE=<tests/arch> -P check_bad.cmake
execute_process(COMMAND ${CMAKE_COMMAND} -DROOT=${HERE}/bad -P ${HERE}/check_layers.cmake
  RESULT_VARIABLE code OUTPUT_VARIABLE out ERROR_VARIABLE err)
if(code EQUAL 0)
  message(FATAL_ERROR "the layer check passes a tree full of faults")
endif()
string(REGEX MATCHALL "(engine|include)/[^\n]+: [^\n]+\n" found "${out}${err}")
string(JOIN "" found ${found})
file(READ ${HERE}/bad/expected.txt expected)
if(NOT found STREQUAL expected)
  message(FATAL_ERROR "the layer check found\n${found}and should have found\n${expected}")
endif()
