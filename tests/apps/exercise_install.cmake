# Judges an exercise with a program that is installed from BUILD without what
# development needs: it must find its headers in its prefix. Works in SCRATCH.
include(${CMAKE_CURRENT_LIST_DIR}/../install/run.cmake)

file(REMOVE_RECURSE ${SCRATCH})
foreach(component IN ITEMS library program)
  run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${SCRATCH}/prefix
      --component ${component})
endforeach()
set(ENV{XDG_CACHE_HOME} ${SCRATCH}/cache)
set(ENV{XDG_STATE_HOME} ${SCRATCH}/state)
run(${SCRATCH}/prefix/bin/ctxdemo exercise check
    ${LESSONS}/channel/exercise/stop-two/solution.cpp)

file(GLOB list ${SCRATCH}/cache/ctxdemo/*/prelude.d)
file(READ "${list}" headers)
foreach(header IN ITEMS lessons/support/judge.hpp lib/include/ctx/ctx.hpp)
  string(FIND "${headers}" "${SCRATCH}/prefix/share/ctxdemo/${header}" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "not included from the prefix: ${header}\n${headers}")
  endif()
endforeach()
