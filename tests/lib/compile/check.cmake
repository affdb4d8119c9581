# Compiles the files in the folders `fails` and `compiles` with COMPILER, which
# is of the KIND gcc or clang, and the headers in INCLUDE. A file that fails has
# a line with the KIND and the first error, as a regular expression. Its whole
# output must be short. A file that compiles may have flags of its own.
# clang also lists the overloads that it did not call deleted.
if(KIND STREQUAL "clang")
  set(most_lines 30)
else()
  set(most_lines 10)
endif()
file(GLOB files ${CMAKE_CURRENT_LIST_DIR}/*/*.cpp)
foreach(file IN LISTS files)
  file(READ ${file} text)
  string(REGEX MATCHALL "// flags: [^\n]*" flags "${text}")
  list(TRANSFORM flags REPLACE "// flags: " "")
  string(REPLACE ";" " " flags "${flags}")
  separate_arguments(flags)
  execute_process(
    COMMAND ${COMPILER} -std=c++20 -fsyntax-only -fdiagnostics-color=never
            ${flags} -I${INCLUDE} ${file}
    OUTPUT_VARIABLE output ERROR_VARIABLE output RESULT_VARIABLE result)
  if(file MATCHES "/compiles/")
    if(NOT result EQUAL 0)
      message(SEND_ERROR "${file} does not compile:\n${output}")
    endif()
    continue()
  endif()
  string(REGEX MATCH "// ${KIND}: ([^\n]*)" unused "${text}")
  set(wanted "${CMAKE_MATCH_1}")
  string(REGEX MATCH "error: [^\n]*" first "${output}")
  if(NOT first MATCHES "${wanted}")
    message(SEND_ERROR "${file}: the first error is\n${first}\nand not\n"
                       "${wanted}")
  endif()
  string(REGEX MATCHALL "\n" lines "${output}")
  list(LENGTH lines count)
  if(count GREATER ${most_lines})
    message(SEND_ERROR "${file}: ${count} lines of errors:\n${output}")
  endif()
endforeach()
