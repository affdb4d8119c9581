// page.html is a template of Mustache. The page has a content security policy
// that allows the script and the style of the page, by their hashes, and
// nothing else.
// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/page/page.hpp"

#include <algorithm>
#include <cstdint>
#include <kainjow/mustache.hpp>
#include <stdexcept>

#include "apps/ctxdemo/page/lesson_data.hpp"
#include "apps/ctxdemo/page/page_files.hpp"

namespace ctxdemo {

using kainjow::mustache::data;
using kainjow::mustache::mustache;

namespace {

std::uint32_t digit_of(char hex) {
    return static_cast<std::uint32_t>(hex <= '9' ? hex - '0' : hex - 'a' + 10);
}

// Returns the base64 of bytes that are given in hex. Six digits of hex, 24
// bits, become four characters. Characters without bits are =.
std::string base64(std::string_view hex) {
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string out;
    for (; !hex.empty();
         hex.remove_prefix(std::min<std::size_t>(hex.size(), 6))) {
        const std::size_t given = std::min<std::size_t>(hex.size(), 6);
        std::uint32_t bits = 0;
        for (std::size_t i = 0; i < 6; ++i) {
            bits = bits << 4U | (i < given ? digit_of(hex[i]) : 0);
        }
        const std::size_t used = given / 2 + 1;
        for (std::size_t i = 0; i < 4; ++i) {
            out += i < used ? digits[bits >> (18 - 6 * i) & 63U] : '=';
        }
    }
    return out;
}

std::string hash_of(const page_file& f) { return "sha256-" + base64(f.sha256); }

}  // namespace

std::string page_of(const std::vector<page_lesson>& all,
                    const page_options& options) {
    const page_files& files = embedded_page;
    data page;
    page.set("lang", options.first == lessons::language::zh ? "zh" : "en");
    page.set("answers", options.answers);
    page.set("script", std::string(files.js.text));
    page.set("style", std::string(files.css.text));
    page.set("script_hash", hash_of(files.js));
    page.set("style_hash", hash_of(files.css));
    page.set("count", std::to_string(all.size()));
    page.set("single", all.size() == 1);
    data list(data::type::list);
    for (const auto& l : all) {
        list.push_back(data_of(l, list.list_value().size() + 1, options));
    }
    page.set("lessons", list);

    mustache view{std::string(files.html.text)};
    std::string out = view.render(page);
    if (!view.is_valid()) throw std::logic_error(view.error_message());
    return out;
}

}  // namespace ctxdemo
