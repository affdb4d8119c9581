# Writes a source file that contains a lesson's files, byte for byte.
#
#   cmake -D NAME=global-flag -D ID=global_flag -D FOLDER=lessons/global-flag
#         -D OUTPUT=global_flag_text.cpp -P embed.cmake

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

set(code "// Generated from ${FOLDER}.
#include \"lessons/support/embedded.hpp\"

namespace lessons {

namespace {

")
embed(${NAME}.cpp cpp)
embed(main.go go)
embed(en.md en)
embed(zh.md zh)
string(APPEND code "}  // namespace

extern const embedded_text ${ID}_text;
const embedded_text ${ID}_text{
    \"${NAME}\",
    {cpp, sizeof cpp},
    {go, sizeof go},
    {en, sizeof en},
    {zh, sizeof zh}};

}  // namespace lessons
")
file(WRITE "${OUTPUT}" "${code}")
