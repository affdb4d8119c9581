# Makes the packages for Debian, installs them into a folder as the root of a
# file system, uses what they have, and removes them: nothing may be left.
#
# PACKAGES are the names that they must have, with commas.
#
# BUILD has been built. If it is not given, the library of SOURCE is built first,
# as a shared library, in the same folder each time. Works in SCRATCH. LAUNCHER
# is CMake's CXX_COMPILER_LAUNCHER.
cmake_minimum_required(VERSION 3.25)
include(${CMAKE_CURRENT_LIST_DIR}/run.cmake)

set(how -G ${GENERATOR} -D CMAKE_CXX_COMPILER=${COMPILER}
        -D CMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER})
if(NOT BUILD)
  set(BUILD ${SCRATCH}/library)
  run(${CMAKE_COMMAND} -S ${SOURCE} -B ${BUILD} ${how}
      -D CMAKE_BUILD_TYPE=Debug -D CMAKE_CXX_FLAGS_DEBUG=-O0
      -D CMAKE_DISABLE_PRECOMPILE_HEADERS=ON -D CMAKE_INSTALL_PREFIX=/usr
      -D BUILD_SHARED_LIBS=ON -D CTX_BUILD_APPS=OFF -D CTX_BUILD_TESTS=OFF)
  run(${CMAKE_COMMAND} --build ${BUILD} --parallel)
endif()

# -- the packages --------------------------------------------------------------

set(packages ${SCRATCH}/packages)
set(root ${SCRATCH}/root)
file(REMOVE_RECURSE ${packages} ${root} ${SCRATCH}/bin)
cmake_path(GET CMAKE_COMMAND PARENT_PATH programs)
# The folders need mode 0755, whatever the umask of this user is.
run(sh -c "umask 077 && exec \"$@\"" sh
    ${programs}/cpack --config ${BUILD}/CPackConfig.cmake -B ${packages})
file(GLOB debs ${packages}/*.deb)
if(BUILD STREQUAL "${SCRATCH}/library")
  # CPack writes no installation down.
  run_to_failure(${CMAKE_COMMAND} --build ${BUILD} --target uninstall)
  if(NOT output MATCHES "nothing was installed")
    message(SEND_ERROR "CPack has written something down: ${output}")
  endif()
endif()

# Checks that the package `name` has a file for all to read, whose path matches
# `pattern`.
function(check_file name pattern)
  if(NOT files_of_${name} MATCHES "-rw-r--r-- root/root [^\n]* \\./usr/${pattern}\n")
    message(SEND_ERROR "no ${pattern} in ${name}:\n${files_of_${name}}")
  endif()
endfunction()

set(names)
foreach(deb IN LISTS debs)
  run(dpkg-deb -f ${deb} Package)
  string(STRIP "${output}" name)
  list(APPEND names ${name})
  run(dpkg-deb -f ${deb})
  set(fields_of_${name} "${output}")
  run(dpkg-deb -c ${deb})
  set(files_of_${name} "${output}")
  check_file(${name} share/doc/${name}/copyright)
  string(REGEX MATCHALL "(^|\n)d[^ ]+" modes "${output}")
  list(REMOVE_DUPLICATES modes)
  list(TRANSFORM modes STRIP)
  list(REMOVE_DUPLICATES modes)
  if(NOT modes STREQUAL "drwxr-xr-x")
    message(SEND_ERROR "folders of ${deb} are ${modes}")
  endif()
endforeach()
list(SORT names)
string(REPLACE ";" "," all "${names}")
if(NOT all STREQUAL PACKAGES)
  message(SEND_ERROR "the packages are ${all}, not ${PACKAGES}")
endif()
check_file(libctx-dev include/ctx/ctx.hpp)
check_file(libctx-dev lib/.*pkgconfig/ctx-bubble.pc)
if("ctxdemo" IN_LIST names)
  check_file(ctxdemo share/man/man1/ctxdemo.1.gz)
  check_file(ctxdemo share/bash-completion/completions/ctxdemo)
  check_file(ctxdemo share/zsh/vendor-completions/_ctxdemo)
  check_file(ctxdemo share/fish/vendor_completions.d/ctxdemo.fish)
endif()

# Checks that a field of the package `name`, if there is one, matches `pattern`.
function(check_field name pattern)
  if(name IN_LIST names AND NOT fields_of_${name} MATCHES "\n${pattern}")
    message(SEND_ERROR "no ${pattern} in ${fields_of_${name}}")
  endif()
endfunction()
check_field(libctx-dev "Depends: [^\n]*(libctx0|libboost-context-dev)")
check_field(ctxdemo "Depends: [^\n]*libstdc\\+\\+6")
check_field(ctxdemo "Recommends: g\\+\\+, libfmt-dev")
if("libctx0.1" IN_LIST names)
  check_field(libctx0.1 "Depends: [^\n]*libboost-context")
  check_field(libctx-dev "Depends: libctx0.1 \\(= [0-9.]+\\)\n")
endif()

# A tool that a user may do without. In CI it must be there.
set(missing)
function(find_tool variable name)
  find_program(${variable} ${name})
  if(NOT ${variable} AND DEFINED ENV{CTXDEMO_NEEDS_BROWSER})
    message(FATAL_ERROR "CTXDEMO_NEEDS_BROWSER is set, but there is no ${name}")
  elseif(NOT ${variable})
    set(missing ${missing} ${name} PARENT_SCOPE)
  endif()
endfunction()
find_tool(LINTIAN lintian)
if(LINTIAN)
  set(flags --allow-root --fail-on warning,error)
  # Without the prefix /usr, static libraries are in lib, which cross compilers
  # do not search.
  file(STRINGS ${BUILD}/CPackConfig.cmake prefix REGEX "CPACK_CTX_PREFIX")
  if(NOT prefix MATCHES "\"/usr\"")
    list(APPEND flags --suppress-tags
         pkg-config-unavailable-for-cross-compilation)
  endif()
  run(${LINTIAN} ${flags} ${debs})
endif()

# -- a system that has them ----------------------------------------------------

set(ENV{PATH} $ENV{PATH}:/usr/sbin:/sbin)
execute_process(COMMAND id -u OUTPUT_VARIABLE user OUTPUT_STRIP_TRAILING_WHITESPACE)
set(dpkg dpkg --root=${root} --force-depends)
if(NOT user EQUAL 0)
  find_program(FAKEROOT fakeroot)
  if(NOT FAKEROOT)
    message("skipped: only root, or a user who has fakeroot, can install packages")
    return()
  endif()
  list(PREPEND dpkg ${FAKEROOT})
endif()
file(MAKE_DIRECTORY ${root}/var/lib/dpkg/info ${root}/var/lib/dpkg/updates)
file(TOUCH ${root}/var/lib/dpkg/status)
run(${dpkg} --install ${debs})

# -- their use -----------------------------------------------------------------

# Compiles and runs a program with the flags that pkg-config prints.
function(check_pkg_config package source)
  file(GLOB_RECURSE file ${root}/usr/lib/${package}.pc)
  cmake_path(GET file PARENT_PATH folder)
  cmake_path(GET folder PARENT_PATH libraries)
  set(ENV{PKG_CONFIG_PATH} ${folder})
  run(pkg-config --cflags --libs ${ARGN} ${package})
  separate_arguments(flags UNIX_COMMAND "${output}")
  set(program ${SCRATCH}/bin/${package})
  run(${COMPILER} -std=c++20 ${CMAKE_CURRENT_LIST_DIR}/${source} -o ${program}
      ${flags})
  run(${CMAKE_COMMAND} -E env LD_LIBRARY_PATH=${libraries} ${program})
endfunction()
find_tool(PKG_CONFIG pkg-config)
if(PKG_CONFIG)
  file(MAKE_DIRECTORY ${SCRATCH}/bin)
  check_pkg_config(ctx main.cpp)
  check_pkg_config(ctx-bubble tester.cpp)
endif()

run(${CMAKE_COMMAND} --fresh -S ${CMAKE_CURRENT_LIST_DIR} -B ${SCRATCH}/consumer
    ${how} -D CMAKE_PREFIX_PATH=${root}/usr)
run(${CMAKE_COMMAND} --build ${SCRATCH}/consumer --parallel)
foreach(program IN ITEMS consumer tester my_tests)
  run(${SCRATCH}/consumer/${program})
endforeach()

if("ctxdemo" IN_LIST names)
  file(GLOB_RECURSE libraries ${root}/usr/lib/libctx.so)
  cmake_path(GET libraries PARENT_PATH libraries)
  set(ENV{LD_LIBRARY_PATH} ${libraries})
  set(ENV{XDG_CACHE_HOME} ${SCRATCH}/cache)
  set(ENV{XDG_STATE_HOME} ${SCRATCH}/state)
  set(ENV{CXX} ${COMPILER})
  run(${root}/usr/bin/ctxdemo cancel --speed max --stop-after 1s)
  if(NOT output STREQUAL "worker\nover\n")
    message(SEND_ERROR "the lesson printed: ${output}")
  endif()
  run(${root}/usr/bin/ctxdemo exercise check
      ${SOURCE}/lessons/channel/exercise/stop-two/solution.cpp)
endif()

# -- their end -----------------------------------------------------------------

run(${dpkg} --purge ${names})
file(GLOB_RECURSE left LIST_DIRECTORIES ON ${root}/*)
list(FILTER left EXCLUDE REGEX "^${root}/var(/|$)")
if(left)
  message(SEND_ERROR "still there after the packages are removed: ${left}")
endif()
if(missing)
  message("skipped: what needs ${missing}")
endif()
