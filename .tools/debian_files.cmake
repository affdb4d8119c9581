# Makes the files of each package as Debian wants them. CPack runs this script
# when it has installed the files of all packages.
if(NOT CPACK_GENERATOR STREQUAL "DEB")
  return()
endif()
# With another prefix, the shared libraries would get an rpath, and would not be
# in Debian's folder.
if(CPACK_CTX_SHARED AND NOT CPACK_CTX_PREFIX STREQUAL "/usr")
  message(FATAL_ERROR "packages of shared libraries need the prefix /usr, not "
                      "${CPACK_CTX_PREFIX}: configure with "
                      "-DCMAKE_INSTALL_PREFIX=/usr")
endif()

file(READ ${CPACK_RESOURCE_FILE_LICENSE} licence)
if(NOT licence MATCHES "Copyright \\(c\\) ([^\n]+)\n+(Permission is.+)")
  message(FATAL_ERROR "no copyright and permission in "
                      "${CPACK_RESOURCE_FILE_LICENSE}")
endif()
set(holder "${CMAKE_MATCH_1}")
set(licence "${CMAKE_MATCH_2}")
string(REPLACE "\n\n" "\n.\n" licence "${licence}")
string(STRIP "${licence}" licence)
string(REPLACE "\n" "\n " licence "${licence}")
set(copyright
    "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: ctx

Files: *
Copyright: ${holder}
License: Expat
 ${licence}
")
string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
set(changelog
    "ctx (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium

  * Version ${CPACK_PACKAGE_VERSION}.

 -- ${CPACK_PACKAGE_CONTACT}  ${date}
")

foreach(component IN LISTS CPACK_COMPONENTS_ALL)
  string(TOUPPER ${component} name)
  set(share ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/${component}/usr/share)
  set(folder ${share}/doc/${CPACK_DEBIAN_${name}_PACKAGE_NAME})
  file(WRITE ${folder}/copyright "${copyright}")
  file(WRITE ${folder}/changelog "${changelog}")
  execute_process(COMMAND gzip -9nf ${folder}/changelog COMMAND_ERROR_IS_FATAL ANY)
  file(CHMOD ${folder}/copyright ${folder}/changelog.gz
       PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
  file(REMOVE_RECURSE ${share}/licenses)  # it is in the copyright
  # Manual pages are compressed in Debian.
  file(GLOB pages ${share}/man/man1/*.1)
  foreach(page IN LISTS pages)
    execute_process(COMMAND gzip -9nf ${page} COMMAND_ERROR_IS_FATAL ANY)
  endforeach()
  # Debian has a folder of its own for completions that come with a package.
  if(EXISTS ${share}/zsh/site-functions)
    file(RENAME ${share}/zsh/site-functions ${share}/zsh/vendor-completions)
  endif()
endforeach()
# The folders need mode 0755, whatever the umask of this user is.
execute_process(COMMAND find ${CPACK_TEMPORARY_INSTALL_DIRECTORY} -type d -exec
                        chmod 0755 {} + COMMAND_ERROR_IS_FATAL ANY)
