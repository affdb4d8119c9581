// URLs and addresses. An accepted text keeps its meaning: the result is as
// written, adds nothing else to a request, and stays the same when it is
// written and read again. The input is a text to read. Its first bytes are also
// made into a good address.
// SPDX-License-Identifier: MIT
#include <arpa/inet.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "lessons/support/flags.hpp"
#include "lessons/support/http/url.hpp"
#include "tests/fuzz/property.hpp"

namespace {

using ctx_fuzz::holds;
using lessons::http::address;
using lessons::http::url;

// Returns the value, or nullopt if the text is refused. Checks that a refusal
// has the promised form.
template <class Parse>
auto accepted(Parse parse, const std::string& text)
    -> std::optional<decltype(parse(text))> {
    try {
        return parse(text);
    } catch (const lessons::bad_value& e) {
        const std::string_view why = e.what();
        holds(why.find('\n') == why.npos, "a refusal is one line", text);
        return std::nullopt;
    }
}

auto accepted_url(const std::string& text) {
    return accepted(lessons::http::parse_url, text);
}

auto accepted_address(const std::string& text) {
    const auto parse = [](std::string_view t) {
        return lessons::http::parse_address(t);
    };
    return accepted(parse, text);
}

bool same(const std::optional<url>& a, const url& b) {
    return a && a->host == b.host && target_of(*a) == target_of(b);
}

bool is_printable(std::string_view text) {
    return std::ranges::all_of(text,
                               [](char c) { return c > ' ' && c <= '~'; });
}

bool is_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

// Returns true if `text` names `a`. A text without a port means port 80.
bool is_as_written(std::string_view text, const address& a) {
    const bool is_v6 = a.host.find(':') != a.host.npos;
    const std::string host = is_v6 ? '[' + a.host + ']' : a.host;
    if (!text.starts_with(host)) return false;
    text.remove_prefix(host.size());
    if (text.empty()) return a.port == 80;
    if (!text.starts_with(':') || !is_number(text.substr(1))) return false;
    // Leaves out leading zeros, of which there may be many.
    text.remove_prefix(std::min(text.find_first_not_of(":0"), text.size()));
    return (text.empty() ? "0" : text) == std::to_string(a.port);
}

void check_address(const std::string& text) {
    const auto a = accepted_address(text);
    if (!a) return;
    holds(is_printable(a->host), "a host has no blank or control character",
          text);
    holds(is_as_written(text, *a), "an address is as it was written", text);
    holds(accepted_address(to_string(*a)) == a,
          "an address written and read again is the same", text);
}

void check_parts(const url& u, const std::string& text) {
    holds(std::ranges::none_of(text,
                               [](unsigned char c) { return std::iscntrl(c); }),
          "a URL has no control character", text);
    const address server = server_of(u);
    const std::string target = target_of(u);
    holds(!server.host.empty(), "a URL has a host", text);
    holds(server.port != 0, "a URL has a port from 1", text);
    holds(is_as_written(u.host, server), "a host is as it was written", text);
    holds(u.host.find_first_of("@/?#") == u.host.npos,
          "a host contains nothing but the host", text);
    holds(target.starts_with('/'), "a target begins with a slash", text);
    holds(target.find('#') == target.npos, "a target has no fragment", text);
    holds(is_printable(u.path), "a path has no blank or control character",
          text);
}

void check_url(const std::string& text) {
    const auto u = accepted_url(text);
    if (!u) return;
    check_parts(*u, text);
    holds(same(accepted_url(to_string(*u)), *u),
          "a URL written and read again is the same", text);
    holds(same(accepted_url("HTTP" + text.substr(4)), *u),
          "a scheme may be in capitals", text);
    holds(same(accepted_url(text + "#x"), *u), "a fragment changes nothing",
          text);
    for (const char* bad : {"\r\n", "\t", "\x7f"}) {
        holds(!accepted_url(bad + text) &&
                  !accepted_url("http://x/" + (bad + text)),
              "a URL with a control character is refused", text);
    }
}

// Returns a host name with one character for each byte, up to the longest name
// allowed.
std::string name_of(std::string_view bytes) {
    constexpr std::string_view allowed = "abcXYZ019-._";
    std::string name;
    for (const char c : bytes.substr(0, 253)) {
        name += allowed[static_cast<unsigned char>(c) % allowed.size()];
    }
    return name;
}

std::string ip_v6_of(std::string_view bytes) {
    in6_addr ip{};
    char text[INET6_ADDRSTRLEN] = "";
    const auto size = std::min(bytes.size(), sizeof ip);
    if (size > 0) std::memcpy(&ip, bytes.data(), size);
    return ::inet_ntop(AF_INET6, &ip, text, sizeof text);
}

void check_good(const std::string& bytes) {
    const auto port = static_cast<std::uint16_t>(bytes.size() * 257);
    for (const auto& host : {name_of(bytes), ip_v6_of(bytes)}) {
        const address good{host, port};
        const std::string text = to_string(good);
        holds(accepted_address(text) == good, "a good address is read", text);
        if (host.empty() || port == 0) continue;
        const auto u = accepted_url("http://" + text + "/a?b");
        holds(u && server_of(*u) == good && u->host == text &&
                  target_of(*u) == "/a?b",
              "a URL of a good address is read", text);
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    check_url(text);
    check_address(text);
    check_good(text);
    return 0;
}
