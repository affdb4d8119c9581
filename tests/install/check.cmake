# Builds and runs the programs in this folder twice: with the library installed
# from BUILD, and with SOURCE as a subdirectory, which a program does not install.
# Configures them with SOURCE as FetchContent fetches it. Works in SCRATCH.
include(${CMAKE_CURRENT_LIST_DIR}/run.cmake)

function(check name)
  set(build ${SCRATCH}/${name})
  run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR} -B ${build} ${ARGN}
      -D CMAKE_CXX_COMPILER=${COMPILER} -D CMAKE_CXX_FLAGS=${FLAGS})
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
check(subdirectory -D CTX_FOLDER=${SOURCE})
run(${CMAKE_COMMAND} --install ${SCRATCH}/subdirectory
    --prefix ${SCRATCH}/programs)
file(GLOB installed ${SCRATCH}/programs/*)
if(installed)
  message(SEND_ERROR "a program installs the library with it: ${installed}")
endif()
run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR} -B ${SCRATCH}/fetched
    -D CTX_FETCHED=ON -D FETCHCONTENT_SOURCE_DIR_CTX=${SOURCE}
    -D CMAKE_CXX_COMPILER=${COMPILER} -D CMAKE_CXX_FLAGS=${FLAGS})
