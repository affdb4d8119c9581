// SPDX-License-Identifier: MIT
#include "lessons/support/http/message.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cctype>

#include "lessons/support/http/go_text.hpp"

namespace lessons::http {

namespace {

std::string list(const std::vector<std::string>& words) {
    return fmt::format("[{}]", fmt::join(words, " "));
}

std::string map(const header& h) {
    std::vector<std::string> fields;
    for (const auto& [name, values] : h) {
        fields.push_back(name + ':' + list(values));
    }
    return "map" + list(fields);
}

/// Go has a special value for an empty body, http.NoBody, and prints it as {}.
std::string body_of(const response& r) {
    // After a switch of protocols the body is the connection.
    if (r.content_length == 0 && r.status_code != 101) return "{}";
    return fmt::format("{}", fmt::ptr(r.body));
}

}  // namespace

std::string canonical_name(std::string_view name) {
    std::string out(name);
    if (!is_token(name)) return out;
    bool upper = true;
    for (char& c : out) {
        const auto byte = static_cast<unsigned char>(c);
        c = static_cast<char>(upper ? std::toupper(byte) : std::tolower(byte));
        upper = c == '-';
    }
    return out;
}

std::string to_string(const std::shared_ptr<response>& r) {
    if (!r) return "<nil>";
    return fmt::format(
        "&{{{} {} {} {} {} {} {} {} {} {} false map[] {} <nil>}}", r->status,
        r->status_code, r->proto, r->proto_major, r->proto_minor,
        map(r->header), body_of(*r), r->content_length,
        list(r->transfer_encoding), r->close, fmt::ptr(r->request));
}

}  // namespace lessons::http
