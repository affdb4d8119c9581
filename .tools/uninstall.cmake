# Removes the files that `cmake --install` has installed from BUILD, and the
# folders of this project that are empty then. record_install.cmake has written
# their list. `cmake --build build --target uninstall` runs this script.
set(list ${BUILD}/installed_files.txt)
if(NOT EXISTS ${list})
  message(FATAL_ERROR "nothing was installed from this folder: ${BUILD} has no "
                      "installed_files.txt, which `cmake --install` writes")
endif()
file(READ ${list} lines)

# Takes the first line off `lines`, and sets `line`. A path may have semicolons
# and brackets in it, which a list of CMake cannot have.
macro(take_line)
  string(FIND "${lines}" "\n" end)
  string(SUBSTRING "${lines}" 0 ${end} line)
  math(EXPR end "${end} + 1")
  string(SUBSTRING "${lines}" ${end} -1 lines)
  if(NOT line MATCHES "^/")
    message(FATAL_ERROR "${list} has a line that is not an absolute path, so "
                        "nothing more is removed: ${line}")
  endif()
endmacro()

# The files.
set(all "${lines}")
set(found OFF)
while(NOT lines STREQUAL "")
  take_line()
  if(line MATCHES "/$")
    continue()
  endif()
  if(NOT EXISTS "${line}" AND NOT IS_SYMLINK "${line}")
    message(STATUS "Already gone: ${line}")
    continue()
  endif()
  set(found ON)
  message(STATUS "Removing ${line}")
  file(REMOVE "${line}")
  if(EXISTS "${line}" OR IS_SYMLINK "${line}")
    message(FATAL_ERROR "cannot remove ${line}; try again as the user who "
                        "installed it")
  endif()
endwhile()
if(NOT found)
  message(FATAL_ERROR "none of the files in ${list} is there, so the list "
                      "is kept")
endif()

# The folders, from the deepest. One that has anything in it stays.
set(lines "${all}")
while(NOT lines STREQUAL "")
  take_line()
  set(at 0)
  while(line MATCHES "/$" AND NOT at EQUAL -1)
    execute_process(COMMAND rmdir -- "${line}" RESULT_VARIABLE failed
                    ERROR_QUIET)
    if(failed)
      break()
    endif()
    message(STATUS "Removing ${line}")
    string(REGEX REPLACE "[^/]*/$" "" line "${line}")
    string(FIND "\n${all}" "\n${line}\n" at)
  endwhile()
endwhile()
file(REMOVE ${list})
