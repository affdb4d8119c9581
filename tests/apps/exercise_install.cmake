# Judges an exercise with a program that is installed from BUILD: it must find
# its headers in its prefix. Works in SCRATCH.
include(${CMAKE_CURRENT_LIST_DIR}/../install/run.cmake)

file(REMOVE_RECURSE ${SCRATCH})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${SCRATCH}/prefix)
set(ENV{XDG_CACHE_HOME} ${SCRATCH}/cache)
set(ENV{XDG_STATE_HOME} ${SCRATCH}/state)
run(${SCRATCH}/prefix/bin/ctxdemo exercise check
    ${LESSONS}/channel/exercise/stop-two/solution.cpp)

file(GLOB list ${SCRATCH}/cache/ctxdemo/*/prelude.d)
file(READ "${list}" headers)
foreach(header IN ITEMS share/ctxdemo/lessons/support/judge.hpp
                        include/ctx/ctx.hpp)
  string(FIND "${headers}" "${SCRATCH}/prefix/${header}" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "not included from the prefix: ${header}\n${headers}")
  endif()
endforeach()
