# Writes a source file that contains files of a folder, byte for byte: a
# constant of the type `TYPE` with the names `NAMES`, and then the files `FILES`.
#
#   cmake -D TYPE=embedded_text -D ID=global_flag_text -D "NAMES=global-flag"
#         -D "FILES=global-flag.cpp main.go en.md zh.md"
#         -D FOLDER=lessons/global-flag -D OUTPUT=global_flag_text.cpp
#         -P embed.cmake
#
# The constant is declared in `HEADER`, in the namespace `SPACE`; for lessons,
# neither is given. With HASHES each file is followed by its SHA-256, in hex.

# Appends to `code` an array of the bytes of `file`. The bytes are written in
# hex, so that no character has a meaning to CMake or to the compiler.
function(embed file array)
  file(READ "${FOLDER}/${file}" bytes HEX)
  if(bytes STREQUAL "")
    message(FATAL_ERROR "${FOLDER}/${file} is empty")
  endif()
  string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${bytes}")
  # Each byte now takes seven characters, and a line has room for ten bytes.
  string(REPEAT "." 70 line)
  string(REGEX REPLACE "(${line})" "\\1\n    " bytes "${bytes}")
  set(code "${code}const char ${array}[] = {\n    ${bytes}};\n\n" PARENT_SCOPE)
endfunction()

if(NOT DEFINED HEADER)
  set(HEADER lessons/support/embedded.hpp)
  set(SPACE lessons)
endif()
separate_arguments(NAMES)
separate_arguments(FILES)
set(code "// Generated from ${FOLDER}.
#include \"${HEADER}\"

namespace ${SPACE} {

namespace {

")
set(members)
foreach(name IN LISTS NAMES)
  list(APPEND members "\"${name}\"")
endforeach()
set(count 0)
foreach(file IN LISTS FILES)
  math(EXPR count "${count} + 1")
  embed(${file} file${count})
  set(member "{file${count}, sizeof file${count}}")
  if(HASHES)
    file(SHA256 "${FOLDER}/${file}" hash)
    set(member "{${member}, \"${hash}\"}")
  endif()
  list(APPEND members "${member}")
endforeach()
list(JOIN members ",\n    " members)
string(APPEND code "}  // namespace

extern const ${TYPE} ${ID};
const ${TYPE} ${ID}{
    ${members}};

}  // namespace ${SPACE}
")
file(WRITE "${OUTPUT}" "${code}")
