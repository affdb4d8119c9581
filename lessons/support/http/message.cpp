// SPDX-License-Identifier: MIT
#include "lessons/support/http/message.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cctype>

#include "ctx/bubble.hpp"
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

/// Returns an address. In a bubble, whose runs repeat, that is `instead`.
std::string address_of(const void* p, const char* instead) {
    return ctx::in_bubble() ? instead : fmt::format("{}", p);
}

std::string body_of(const response& r) {
    if (r.body->is_none()) return "{}";
    return address_of(r.body.get(), "0xc000012040");
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

std::vector<std::string> all_of(const header& h, const std::string& name) {
    const auto found = h.find(name);
    return found == h.end() ? std::vector<std::string>() : found->second;
}

std::string first_of(const header& h, const std::string& name) {
    const auto found = h.find(name);
    return found == h.end() || found->second.empty() ? "" : found->second[0];
}

std::string to_string(const std::shared_ptr<response>& r) {
    if (!r) return "<nil>";
    return fmt::format("&{{{} {} {} {} {} {} {} {} {} {} {} {} {} <nil>}}",
                       r->status, r->status_code, r->proto, r->proto_major,
                       r->proto_minor, map(r->header), body_of(*r),
                       r->content_length, list(r->transfer_encoding), r->close,
                       r->uncompressed, map(r->trailer),
                       address_of(r->request.get(), "0xc000034140"));
}

}  // namespace lessons::http
