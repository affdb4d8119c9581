# Builds and installs the library of SOURCE as a shared library, checks which
# names it exports, runs the program in the folder border, which loads a plugin,
# and uninstalls the library. Works in SCRATCH. LAUNCHER is CMake's CXX_COMPILER_LAUNCHER.
include(${CMAKE_CURRENT_LIST_DIR}/run.cmake)

set(how -G ${GENERATOR} -D CMAKE_CXX_COMPILER=${COMPILER}
        -D CMAKE_CXX_FLAGS=${FLAGS} -D CMAKE_BUILD_TYPE=Debug
        -D CMAKE_CXX_FLAGS_DEBUG=-O0 -D CMAKE_CXX_COMPILER_LAUNCHER=${LAUNCHER})
set(prefix ${SCRATCH}/prefix)

file(REMOVE_RECURSE ${SCRATCH})
run(${CMAKE_COMMAND} -S ${SOURCE} -B ${SCRATCH}/library ${how}
    -D BUILD_SHARED_LIBS=ON -D CTX_BUILD_APPS=OFF -D CTX_BUILD_TESTS=OFF
    -D CMAKE_DISABLE_PRECOMPILE_HEADERS=ON
    -D CMAKE_INSTALL_LIBDIR=lib -D CMAKE_INSTALL_INCLUDEDIR=headers/of/ctx)
run(${CMAKE_COMMAND} --build ${SCRATCH}/library --parallel)
set(uninstall ${CMAKE_COMMAND} --build ${SCRATCH}/library --target uninstall)
run_to_failure(${uninstall})
if(NOT output MATCHES "nothing was installed from this folder")
  message(SEND_ERROR "an uninstall without an install says: ${output}")
endif()
run(${CMAKE_COMMAND} --install ${SCRATCH}/library --prefix ${prefix})

# The names of its files.
if(NOT EXISTS ${prefix}/headers/of/ctx/ctx/ctx.hpp)
  message(SEND_ERROR "the headers are not in CMAKE_INSTALL_INCLUDEDIR")
endif()
foreach(library IN ITEMS ctx ctx_bubble ctx_watch)
  run(readelf -d ${prefix}/lib/lib${library}.so)
  if(NOT output MATCHES
     "\\(SONAME\\)[^\n]*\\[lib${library}\\.so\\.[0-9]+\\.[0-9]+\\]")
    message(SEND_ERROR "the SONAME has no version: ${output}")
  endif()
endforeach()

# The names that it exports: public names of ctx, the names in ctx::detail that
# public inline functions call, those that libctx_bubble uses of libctx, and
# names that the standard library's headers put into every library.
set(allowed_details
    abandon_waiters async_case_was_taken async_select begin_operation
    being_handled calls_left caught_error channel_base chosen_bubbles
    complete_taken coroutine_loop coroutine_promise_base coroutine_wait
    coroutine_yield count_call_here counter_case derive_as do_unless_done
    find_in_merged goroutine_executor is_chosen_on_this_thread is_recorded
    is_same_by_name lock lock_shared lock_shared_slowly lock_slowly look_at
    nearest_shard note_acquire note_atomic note_birth note_name note_new
    note_release note_use refuse_not_a_number register_function release_last
    retain_in_shard select_among selection start_goroutine the_background
    the_category throw_size_out_of_range try_lock try_lock_shared try_retain
    type_name unlock_shared unlock_slowly)
set(for_the_bubble
    call_and_watch check_outside_bubble current current_goroutine drop_body
    goroutine goroutine_list here name_the_goroutine place process_scheduler
    record_step run_as run_body timer_queue wait_point)
string(REPLACE ";" "|" allowed "${allowed_details};${for_the_bubble}")
set(of_the_compiler
    "^(__tsan_|ctx_watched_|__cxa_guard_|operator (new|delete))")
set(of_the_linker "^(_init|_fini|_edata|_end|__bss_start)$")
foreach(library IN ITEMS ctx ctx_bubble ctx_watch)
  run(nm -DC --defined-only ${prefix}/lib/lib${library}.so)
  string(REGEX MATCHALL "[^\n]+" symbols "${output}")
  foreach(symbol IN LISTS symbols)
    # "0000000000012345 T ctx::detail::node::release_last(ctx::detail::node*)"
    string(REGEX REPLACE "^[0-9a-f]* [A-Za-z] " "" name "${symbol}")
    string(REGEX REPLACE
           "^(typeinfo name|typeinfo|vtable|VTT|guard variable) for " ""
           name "${name}")
    if(name MATCHES "^ctx::detail::")
      if(NOT name MATCHES "^ctx::detail::([a-z_]+::)?(${allowed})([([:]|$)")
        message(SEND_ERROR "exported, but of no use to a program: ${name}")
      endif()
    elseif(NOT name MATCHES "^ctx::" AND NOT name MATCHES "${of_the_linker}"
           AND NOT (library STREQUAL "ctx_watch"
                    AND name MATCHES "${of_the_compiler}")
           AND NOT symbol MATCHES "^[0-9a-f]* [VWu] .*std::")
      message(SEND_ERROR "exported, but not a name of ctx: ${name}")
    endif()
  endforeach()
endforeach()

# A program and a plugin that use it.
run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/border -B ${SCRATCH}/border
    ${how} -D CMAKE_PREFIX_PATH=${prefix})
run(${CMAKE_COMMAND} --build ${SCRATCH}/border --parallel)
run(${SCRATCH}/border/border ${SCRATCH}/border/libplugin.so)

# Its end. What others have installed stays.
file(WRITE ${prefix}/headers/of/ctx/other/mine.hpp "")
run(${uninstall})
string(FIND "${output}" "Removing ${prefix}/lib/libctx.so" at)
if(at EQUAL -1)
  message(SEND_ERROR "the uninstall does not say what it removes: ${output}")
endif()
file(GLOB_RECURSE left RELATIVE ${prefix} ${prefix}/*)
if(NOT left STREQUAL "headers/of/ctx/other/mine.hpp")
  message(SEND_ERROR "left after the uninstall: ${left}")
endif()
if(IS_DIRECTORY ${prefix}/headers/of/ctx/ctx)
  message(SEND_ERROR "an empty folder is left after the uninstall")
endif()

# The same in a folder whose name means something to CMake, and with a list that
# has been spoilt. A file of others, next to those of the library, stays.
set(odd "${SCRATCH}/a [1]; ü")
set(mine "${odd}/headers/of/ctx/ctx/mine.hpp")
file(WRITE "${SCRATCH}/a 1; ü/mine.hpp" "")
function(run_odd)
  execute_process(COMMAND ${CMAKE_COMMAND} --install ${SCRATCH}/library --prefix
                          "${odd}" OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
  file(WRITE "${mine}" "")
endfunction()
function(check_odd expected)
  execute_process(COMMAND find . -not -type d OUTPUT_VARIABLE left
                  WORKING_DIRECTORY "${odd}")
  if(NOT left STREQUAL "${expected}")
    message(SEND_ERROR "left in ${odd}: ${left}")
  endif()
endfunction()
run_odd()
run_odd()  # the list has each file once
run(${uninstall})
if(output MATCHES "Already gone")
  message(SEND_ERROR "a file is removed twice: ${output}")
endif()
check_odd("./headers/of/ctx/ctx/mine.hpp\n")
if(NOT EXISTS "${SCRATCH}/a 1; ü/mine.hpp")
  message(SEND_ERROR "the uninstall has taken the folder for a pattern")
endif()
run_to_failure(${uninstall})

# A list whose files are elsewhere is kept; a relative path is refused.
run_odd()
set(list ${SCRATCH}/library/installed_files.txt)
file(RENAME "${odd}" ${SCRATCH}/away)
run_to_failure(${uninstall})
file(RENAME ${SCRATCH}/away "${odd}")
run(${uninstall})
check_odd("./headers/of/ctx/ctx/mine.hpp\n")
file(WRITE ${list} "mine.hpp\n")
run_to_failure(${uninstall})
if(NOT output MATCHES "mine\\.hpp")
  message(SEND_ERROR "a relative path is not refused: ${output}")
endif()
file(REMOVE ${list})

# An installation in the build folder is not written down.
run(${CMAKE_COMMAND} --install ${SCRATCH}/library
    --prefix ${SCRATCH}/library/prefix)
if(EXISTS ${list})
  message(SEND_ERROR "an installation in the build folder is written down")
endif()
