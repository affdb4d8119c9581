# Writes down what `cmake --install` has installed, for the target `uninstall`.
# The list has a line for each file, and one that ends with a slash for each
# folder that belongs to this project alone. Each install adds to the list.
#
# CMake's own install_manifest.txt is of no use, because CPack and the tests
# overwrite it. They install into the build folder, or into a folder
# _CPack_Packages. These files are not written down.
#
# CMake runs this script at the end of an installation, with BUILD.
function(ctx_record_install)
  set(root "$ENV{DESTDIR}")
  if(NOT root STREQUAL "")
    cmake_path(ABSOLUTE_PATH root NORMALIZE)
  endif()
  set(prefix "${root}${CMAKE_INSTALL_PREFIX}")
  string(FIND "${prefix}/" "${BUILD}/" at)
  if(at EQUAL 0 OR "${prefix}/" MATCHES "/_CPack_Packages/")
    return()
  endif()

  # Paths are absolute, so each begins with a slash. A semicolon in a path is
  # followed by something else.
  string(REPLACE ";/" "\n/" files "${CMAKE_INSTALL_MANIFEST_FILES}")
  set(list ${BUILD}/installed_files.txt)
  set(known "\n")
  if(EXISTS ${list})
    file(READ ${list} known)
    string(PREPEND known "\n")
  endif()
  set(new "")
  while(NOT files STREQUAL "")
    string(FIND "${files}\n" "\n" end)
    string(SUBSTRING "${files}" 0 ${end} path)
    string(SUBSTRING "${files}\n" ${end} -1 files)
    string(REGEX REPLACE "^\n|\n$" "" files "${files}")
    set(file "${root}${path}")
    if(NOT EXISTS "${file}" AND NOT IS_SYMLINK "${file}")
      message(WARNING "the target uninstall will not find what was installed, "
                      "because of the name of this folder: ${prefix}")
      return()
    endif()
    string(FIND "${known}${new}" "\n${file}\n" at)
    if(at EQUAL -1)
      string(APPEND new "${file}\n")
    endif()

    # The folders of this project above it.
    cmake_path(GET file PARENT_PATH folder)
    string(LENGTH "${prefix}" length)
    string(FIND "${folder}" "${prefix}/" at)
    while(at EQUAL 0)
      string(SUBSTRING "${folder}/" ${length} -1 below)
      string(FIND "${known}${new}" "\n${folder}/\n" known_at)
      if(NOT known_at EQUAL -1
         OR NOT below MATCHES "/(ctx|ctxdemo)/")
        break()
      endif()
      string(APPEND new "${folder}/\n")
      cmake_path(GET folder PARENT_PATH folder)
      string(FIND "${folder}" "${prefix}/" at)
    endwhile()
  endwhile()
  file(APPEND ${list} "${new}")
endfunction()
ctx_record_install()
