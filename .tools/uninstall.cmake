# Removes the files that `cmake --install` has installed from BUILD last, and the
# folders of ours that are empty then. `cmake --build build --target uninstall`
# runs this script.
file(GLOB manifests ${BUILD}/install_manifest*.txt)
if(NOT manifests)
  message(FATAL_ERROR "nothing was installed from this folder: ${BUILD} has no "
                      "install_manifest.txt, which `cmake --install` writes")
endif()
set(files)
foreach(manifest IN LISTS manifests)
  file(STRINGS ${manifest} lines)
  list(APPEND files ${lines})
endforeach()
list(REMOVE_DUPLICATES files)

# Removes `folder` and the folders above it, up to one that is not empty or that
# other packages have too.
function(remove_folder folder)
  while(folder MATCHES "/ctx(demo)?(/|$)")
    file(GLOB entries LIST_DIRECTORIES ON ${folder}/* ${folder}/.*)
    list(FILTER entries EXCLUDE REGEX "/\\.\\.?$")
    if(entries OR NOT IS_DIRECTORY ${folder})
      return()
    endif()
    message(STATUS "Removing ${folder}")
    file(REMOVE_RECURSE ${folder})
    cmake_path(GET folder PARENT_PATH folder)
  endwhile()
endfunction()

foreach(file IN LISTS files)
  set(file $ENV{DESTDIR}${file})
  if(NOT EXISTS ${file} AND NOT IS_SYMLINK ${file})
    message(STATUS "Already gone: ${file}")
    continue()
  endif()
  message(STATUS "Removing ${file}")
  file(REMOVE ${file})
  if(EXISTS ${file} OR IS_SYMLINK ${file})
    message(FATAL_ERROR "cannot remove ${file}; try again as the user who "
                        "installed it")
  endif()
endforeach()
foreach(file IN LISTS files)
  cmake_path(GET file PARENT_PATH folder)
  remove_folder($ENV{DESTDIR}${folder})
endforeach()
file(REMOVE ${manifests})
