// The files that the page is made of, as they were when the program was built.
// lessons/embed.cmake writes their definition.
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace ctxdemo {

/// A file, byte for byte.
struct page_file {
    std::string_view text;
    std::string_view sha256;  ///< in hex
};

struct page_files {
    page_file html;  ///< page.html, a template of Mustache
    page_file css;   ///< page.css
    page_file js;    ///< page.js
};

extern const page_files embedded_page;

}  // namespace ctxdemo
