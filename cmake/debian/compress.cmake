# Debian wants manual pages and change logs compressed, without the time of the build in them. Run by CPack on what it has staged.
find_program(GZIP gzip REQUIRED)
file(GLOB_RECURSE files LIST_DIRECTORIES false ${CPACK_TEMPORARY_DIRECTORY}/*)
list(FILTER files INCLUDE REGEX "/share/man/man1/[^/]*\\.1$|/share/doc/[^/]*/changelog$")
if(files)
  execute_process(COMMAND ${GZIP} -9nf ${files} COMMAND_ERROR_IS_FATAL ANY)
endif()
