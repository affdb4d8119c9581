# Compiles each public header of SOURCE alone, as C++20 and as C++23, with
# COMPILER, and with CLANG and its LIBCXX if these are given. Works in SCRATCH.
include(${CMAKE_CURRENT_LIST_DIR}/run.cmake)

function(compile_with name)
  foreach(standard IN ITEMS 20 23)
    set(build ${SCRATCH}/${name}-${standard})
    run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/headers -B ${build}
        -G ${GENERATOR} -D HEADERS=${SOURCE}/lib/include
        -D CMAKE_CXX_STANDARD=${standard} ${ARGN})
    run(${CMAKE_COMMAND} --build ${build} --parallel)
  endforeach()
endfunction()

file(REMOVE_RECURSE ${SCRATCH})
compile_with(usual -D CMAKE_CXX_COMPILER=${COMPILER})
if(CLANG)
  compile_with(clang -D CMAKE_CXX_COMPILER=${CLANG})
endif()
if(LIBCXX)
  # Boost 1.74 uses what C++20 has removed and libc++ has not kept.
  compile_with(libcxx -D CMAKE_CXX_COMPILER=${CLANG}
               -D CMAKE_CXX_FLAGS=-stdlib=libc++ -D WITHOUT=asio)
endif()
