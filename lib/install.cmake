# Installs the libraries in ${libraries}, in two components: `library` has what
# a program needs when it runs, and `development` what a build of one needs. A
# static library is needed by a build alone.
include(CMakePackageConfigHelpers)

# Where the system does not look for libraries, they find each other themselves.
get_target_property(type ctx TYPE)
if(type STREQUAL "SHARED_LIBRARY" AND NOT CMAKE_INSTALL_PREFIX STREQUAL "/usr")
  set_property(TARGET ${libraries} APPEND PROPERTY INSTALL_RPATH "$ORIGIN")
endif()

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/ctx)
foreach(target IN LISTS libraries)
  install(
    TARGETS ${target} EXPORT ${target}Targets
    RUNTIME COMPONENT library
    LIBRARY COMPONENT library NAMELINK_COMPONENT development
    ARCHIVE COMPONENT development)
  install(EXPORT ${target}Targets NAMESPACE ctx:: DESTINATION ${package}
          COMPONENT development)
endforeach()
install(DIRECTORY include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        COMPONENT development)
foreach(component IN ITEMS library development)
  install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/licenses/ctx
          COMPONENT ${component})
endforeach()

# A program that links a static library links what that library uses, too. With
# a shared library only a static link of the program does.
if(type STREQUAL "SHARED_LIBRARY")
  set(private ON)
  set(find_boost)
else()
  set(private OFF)
  set(find_boost "find_dependency(Boost 1.74 CONFIG COMPONENTS context)")
endif()

# The files that find_package(ctx) reads.
file(CONFIGURE OUTPUT ctxConfig.cmake
     CONTENT "include(CMakeFindDependencyMacro)
find_dependency(Threads)
include(\${CMAKE_CURRENT_LIST_DIR}/ctxTargets.cmake)
set(bubble \${CMAKE_CURRENT_LIST_DIR}/ctx_bubbleTargets.cmake)
set(watch \${CMAKE_CURRENT_LIST_DIR}/ctx_watchTargets.cmake)
if(ctx_FIND_COMPONENTS MATCHES \"bubble|watch\" AND EXISTS \${bubble})
  @find_boost@
  include(\${bubble})
  set(ctx_bubble_FOUND TRUE)
endif()
if(\"watch\" IN_LIST ctx_FIND_COMPONENTS AND EXISTS \${watch})
  include(\${watch})
  set(ctx_watch_FOUND TRUE)
endif()
foreach(component IN LISTS ctx_FIND_COMPONENTS)
  if(ctx_FIND_REQUIRED_\${component} AND NOT ctx_\${component}_FOUND)
    set(ctx_FOUND FALSE)
    set(ctx_NOT_FOUND_MESSAGE
        \"this installation of ctx has no component \${component}\")
  endif()
endforeach()
" @ONLY)
write_basic_package_version_file(
  ctxConfigVersion.cmake
  VERSION ${PROJECT_VERSION}
  COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/ctxConfig.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/ctxConfigVersion.cmake
        DESTINATION ${package}
        COMPONENT development)

# The files that pkg-config reads. Their paths begin at the folder of the file,
# so that an installation can be moved.
#
# ctx::watch has no such file: its flags are for the compiler alone, because for
# the linker -fsanitize=thread means ThreadSanitizer. Many build systems give
# the flags of a .pc file to both.
cmake_path(RELATIVE_PATH CMAKE_INSTALL_PREFIX
           BASE_DIRECTORY ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig
           OUTPUT_VARIABLE up)
cmake_path(APPEND includedir "\${prefix}" ${CMAKE_INSTALL_INCLUDEDIR})
cmake_path(APPEND libdir "\${prefix}" ${CMAKE_INSTALL_LIBDIR})
function(ctx_pkg_config name description requires library needs)
  if(private)
    string(PREPEND needs "\nLibs.private: ")
  else()
    string(PREPEND needs " ")
  endif()
  file(CONFIGURE OUTPUT ${name}.pc
       CONTENT "prefix=\${pcfiledir}/@up@
includedir=@includedir@
libdir=@libdir@

Name: @name@
Description: @description@
Version: @PROJECT_VERSION@
Requires: @requires@
Cflags: -I\${includedir}
Libs: -L\${libdir} -l@library@@needs@
" @ONLY)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/${name}.pc
          DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
          COMPONENT development)
endfunction()
ctx_pkg_config(ctx "Go's context, channels and select for C++20" "" ctx -pthread)
if(TARGET ctx_bubble)
  ctx_pkg_config(
    ctx-bubble "Virtual time and explored schedules for programs that use ctx"
    "ctx = ${PROJECT_VERSION}" ctx_bubble -lboost_context)
endif()
