// SPDX-License-Identifier: MIT
#include "lessons/support/http/answer.hpp"

#include <map>

namespace lessons::http {

namespace {

std::string html_escaped(std::string_view text) {
    static const std::map<char, const char*> escapes = {{'&', "&amp;"},
                                                        {'<', "&lt;"},
                                                        {'>', "&gt;"},
                                                        {'"', "&#34;"},
                                                        {'\'', "&#39;"}};
    std::string out;
    for (const char c : text) {
        const auto found = escapes.find(c);
        out += found == escapes.end() ? std::string(1, c) : found->second;
    }
    return out;
}

answer redirect(std::string_view method, const std::string& to) {
    answer a{307, {{"Location", {escape_8_bit(to)}}}, ""};
    if (method != "GET" && method != "HEAD") return a;
    a.header["Content-Type"] = {"text/html; charset=utf-8"};
    if (method == "HEAD") return a;
    a.text = "<a href=\"" + html_escaped(to) + "\">Temporary Redirect</a>.\n\n";
    return a;
}

}  // namespace

std::string status_line(int status) {
    static const std::map<int, const char*> texts = {
        {200, "200 OK"},
        {307, "307 Temporary Redirect"},
        {400, "400 Bad Request"},
        {404, "404 Not Found"},
        {417, "417 Expectation Failed"},
        {431, "431 Request Header Fields Too Large"},
        {501, "501 Not Implemented"},
        {505, "505 HTTP Version Not Supported"}};
    return texts.at(status);
}

std::optional<answer> answer_without_handler(std::string_view method, version v,
                                             const url& target) {
    if (target.path == "*") {  // the server as a whole
        if (method == "OPTIONS")
            return answer{200, {{"Content-Length", {"0"}}}, ""};
        if (v < version{1, 1}) return answer{400, {}, ""};
        return answer{400, {{"Connection", {"close"}}}, ""};
    }
    if (method == "CONNECT") {
        if (!target.path.empty()) return {};
        return answer{404,
                      {{"Content-Type", {"text/plain; charset=utf-8"}},
                       {"X-Content-Type-Options", {"nosniff"}}},
                      "404 page not found\n"};
    }
    const auto clean = clean_path(target.path);
    if (clean == target.path) return {};
    // As Go: a path with an escape is escaped once more.
    return redirect(
        method, escape_path(clean) + (target.query == "?" ? "" : target.query));
}

}  // namespace lessons::http
