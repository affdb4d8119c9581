# The target `uninstall`, and the packages for Debian that CPack makes:
#
#     cmake -B build -DCMAKE_INSTALL_PREFIX=/usr -DBUILD_SHARED_LIBS=ON
#     cmake --build build
#     cpack --config build/CPackConfig.cmake
#
# These are libctx0.1 with the shared libraries, libctx-dev and ctxdemo. Without
# BUILD_SHARED_LIBS there is no libctx0.1, and every prefix works.
if(NOT TARGET uninstall)
  add_custom_target(
    uninstall
    COMMAND ${CMAKE_COMMAND} -D BUILD=${PROJECT_BINARY_DIR} -P
            ${CMAKE_CURRENT_LIST_DIR}/uninstall.cmake
    VERBATIM)
endif()
install(CODE "set(BUILD [=[${PROJECT_BINARY_DIR}]=])" ALL_COMPONENTS)
install(SCRIPT ${CMAKE_CURRENT_LIST_DIR}/record_install.cmake ALL_COMPONENTS)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME ctx)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "")  # each package has its own
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_CTX_PREFIX ${CMAKE_INSTALL_PREFIX})  # for debian_files.cmake
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ
    WORLD_EXECUTE)
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/lib/LICENSE)
# Whoever publishes the packages gives a name and an address.
if(NOT CPACK_PACKAGE_CONTACT)
  set(CPACK_PACKAGE_CONTACT "The ctxdemo authors <ctxdemo@example.org>")
endif()

get_target_property(type ctx TYPE)
set(CPACK_COMPONENTS_ALL development)
if(type STREQUAL "SHARED_LIBRARY")
  set(CPACK_CTX_SHARED ON)
  list(PREPEND CPACK_COMPONENTS_ALL library)
endif()
if(CTX_BUILD_APPS)
  list(APPEND CPACK_COMPONENTS_ALL program)
endif()

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE xz)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${PROJECT_BINARY_DIR}/lib)
set(CPACK_PROJECT_CONFIG_FILE ${CMAKE_CURRENT_LIST_DIR}/library_depends.cmake)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/debian_files.cmake)

set(runtime libctx${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
set(depends)
if(type STREQUAL "SHARED_LIBRARY")
  set(depends "${runtime} (= ${PROJECT_VERSION})")
elseif(TARGET ctx_bubble)
  set(boost "libboost-context-dev (>= 1.74)")
endif()
set(about
    "Contexts carry deadlines, cancellation and values from one part of a
program to the next. With them come channels, select, goroutines and timers,
and runs in virtual time under every schedule that makes a difference. Names
and behavior are those of Go.
")

set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME ${runtime})
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libs)
# dpkg calls ldconfig for a trigger. dpkg-shlibdeps reads in the second file which
# package has a library. library_depends.cmake sets the dependencies.
set(control ${PROJECT_BINARY_DIR}/debian)
file(WRITE ${control}/triggers "activate-noawait ldconfig\n")
file(WRITE ${control}/shlibs "")
foreach(library IN ITEMS ctx ctx_bubble ctx_watch)
  if(TARGET ${library})
    file(APPEND ${control}/shlibs
         "lib${library} ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR} "
         "${runtime} (>= ${PROJECT_VERSION})\n")
  endif()
endforeach()
set(CPACK_DEBIAN_LIBRARY_PACKAGE_CONTROL_EXTRA ${control}/triggers
                                               ${control}/shlibs)
set(CPACK_DEBIAN_LIBRARY_DESCRIPTION
    "Go's context for C++20 - shared libraries
${about}
Programs that use the library need this package when they run.")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libctx-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS ${depends} ${boost})
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SUGGESTS "libboost-dev | libasio-dev")
set(CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION
    "Go's context for C++20 - development files
${about}
This package has the headers, and what CMake and pkg-config need to find the
library.")

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME ctxdemo)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_DEPENDS ${depends})
# What compiles the programs of learners. The lessons do without.
set(CPACK_DEBIAN_PROGRAM_PACKAGE_RECOMMENDS "g++, libfmt-dev (>= 9.1)")
set(CPACK_DEBIAN_PROGRAM_DESCRIPTION
    "interactive tutorial on Go's context, in C++
ctxdemo takes its user through lessons, each with an idea, a question, a run
that can be stepped through, and the reasons. In its exercises the user writes
the code, and every schedule of that code is run.
.
The lessons follow an article by Li Wenzhou, and are in English and Chinese.")

include(CPack)
