# Builds and runs the programs in this folder: with the library installed from
# BUILD, as C++20 and as C++23, also with CLANG if that is given; with SOURCE as a
# subdirectory, which a program does not install; and with SOURCE as FetchContent
# fetches it. Works in SCRATCH.
include(${CMAKE_CURRENT_LIST_DIR}/run.cmake)

function(check name)
  set(build ${SCRATCH}/${name})
  run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR} -B ${build}
      -D CMAKE_CXX_COMPILER=${COMPILER} -D CMAKE_CXX_FLAGS=${FLAGS} ${ARGN})
  run(${CMAKE_COMMAND} --build ${build} --parallel)
  run(${build}/consumer)
  run(${build}/tester)
  if(EXISTS ${build}/my_tests)
    run(${build}/my_tests)
  endif()
  # A program that wants contexts alone links nothing of Boost.
  run(ldd ${build}/consumer)
  if(output MATCHES "boost")
    message(SEND_ERROR "ctx::ctx needs Boost: ${output}")
  endif()
endfunction()

file(REMOVE_RECURSE ${SCRATCH})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${SCRATCH}/prefix)
check(installed -D CMAKE_PREFIX_PATH=${SCRATCH}/prefix)
# Programs of another standard, and of another compiler. What one compiler has
# compiled under a sanitizer, the other cannot link.
if(NOT FLAGS)
  check(newer -D CMAKE_PREFIX_PATH=${SCRATCH}/prefix -D CMAKE_CXX_STANDARD=23)
  if(CLANG)
    check(clang -D CMAKE_PREFIX_PATH=${SCRATCH}/prefix
          -D CMAKE_CXX_COMPILER=${CLANG} -D CMAKE_CXX_STANDARD=23)
  endif()
endif()
check(subdirectory -D CTX_FOLDER=${SOURCE})
run(${CMAKE_COMMAND} --install ${SCRATCH}/subdirectory
    --prefix ${SCRATCH}/programs)
file(GLOB installed ${SCRATCH}/programs/*)
if(installed)
  message(SEND_ERROR "a program installs the library with it: ${installed}")
endif()
check(fetched -D CTX_FETCHED=ON -D FETCHCONTENT_SOURCE_DIR_CTX=${SOURCE})
