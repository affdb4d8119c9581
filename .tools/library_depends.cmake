# Finds the packages that the shared libraries need. CPack reads this script
# before it makes the packages. CPACK_DEBIAN_PACKAGE_SHLIBDEPS finds them, too,
# but then CPack adds scripts that call ldconfig, which Debian leaves to a trigger.
if(NOT CPACK_GENERATOR STREQUAL "DEB" OR NOT CPACK_CTX_SHARED)
  return()
endif()
list(GET CPACK_INSTALL_CMAKE_PROJECTS 0 build)
file(GLOB libraries ${build}/lib/libctx*.so)
# dpkg-shlibdeps wants to be called where the source of a package is.
file(WRITE ${build}/debian/control
     "Source: ctx\n\nPackage: ${CPACK_DEBIAN_LIBRARY_PACKAGE_NAME}\n"
     "Architecture: any\n")
execute_process(
  COMMAND dpkg-shlibdeps -O -l${build}/lib --ignore-missing-info
          -x${CPACK_DEBIAN_LIBRARY_PACKAGE_NAME} ${libraries}
  WORKING_DIRECTORY ${build} OUTPUT_VARIABLE output ERROR_VARIABLE problem
  RESULT_VARIABLE failed)
if(failed OR NOT output MATCHES "shlibs:Depends=([^\n]+)")
  message(FATAL_ERROR "dpkg-shlibdeps, of the package dpkg-dev, finds no "
                      "packages: ${output}${problem}")
endif()
set(CPACK_DEBIAN_LIBRARY_PACKAGE_DEPENDS "${CMAKE_MATCH_1}")
