// SPDX-License-Identifier: MIT
#include "lessons/support/http/answer.hpp"

#include <utility>

namespace lessons::http {

namespace {

std::string html_escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&#34;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

/// Go also escapes what is not ASCII, with small letters.
std::string ascii(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            out += c;
        } else {
            out += {'%', digits[byte >> 4], digits[byte & 15]};
        }
    }
    return out;
}

answer redirect(std::string_view method, const std::string& to) {
    answer a{307, {{"Location", {ascii(to)}}}, ""};
    if (method != "GET" && method != "HEAD") return a;
    a.header["Content-Type"] = {"text/html; charset=utf-8"};
    if (method == "HEAD") return a;
    a.text = "<a href=\"" + html_escaped(to) + "\">Temporary Redirect</a>.\n\n";
    return a;
}

answer not_found() {
    return {.status = 404,
            .header = {{"Content-Type", {"text/plain; charset=utf-8"}},
                       {"X-Content-Type-Options", {"nosniff"}}},
            .text = "404 page not found\n"};
}

/// "*" is no path. It asks for the options of the server.
answer star(std::string_view method, version v) {
    answer a;
    if (method == "OPTIONS") {
        a.header["Content-Length"] = {"0"};
        return a;
    }
    a.status = 400;
    if (v >= version{1, 1}) a.header["Connection"] = {"close"};
    return a;
}

}  // namespace

std::string_view status_text(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 307:
            return "Temporary Redirect";
        case 400:
            return "Bad Request";
        case 404:
            return "Not Found";
        case 417:
            return "Expectation Failed";
        case 431:
            return "Request Header Fields Too Large";
        case 501:
            return "Not Implemented";
        case 505:
            return "HTTP Version Not Supported";
    }
    return "";
}

std::optional<answer> answer_without_handler(std::string_view method, version v,
                                             std::string_view target,
                                             const url& parsed) {
    if (target == "*") return star(method, v);
    if (method == "CONNECT") {
        if (parsed.path.empty()) return not_found();
        return {};
    }
    const auto clean = clean_path(parsed.path);
    if (clean == parsed.path) return {};
    // As Go: a path with an escape is escaped once more.
    const auto query = parsed.query == "?" ? "" : parsed.query;
    return redirect(method, escape_path(clean) + query);
}

}  // namespace lessons::http
