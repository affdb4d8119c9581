// URLs, addresses and the text of responses.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "lessons/support/flags.hpp"
#include "lessons/support/http/client.hpp"
#include "lessons/support/http/message.hpp"
#include "lessons/support/http/url.hpp"
#include "lessons/support/printable.hpp"

namespace http_text_test {

namespace http = lessons::http;
using http::address;

// Returns the reason with which `text` is refused; empty if it is accepted.
template <class Parse>
std::string refusal(Parse parse, const std::string& text) {
    try {
        (void)parse(text);
    } catch (const lessons::bad_value& e) {
        return e.what();
    }
    return "";
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != text.npos;
}

TEST_CASE("a URL is split into server, host and target") {
    struct row {
        const char* text;
        address server;
        const char* host;
        const char* target;
    };
    const row rows[] = {
        {"http://127.0.0.1:8000/", {"127.0.0.1", 8000}, "127.0.0.1:8000", "/"},
        {"http://127.0.0.1", {"127.0.0.1", 80}, "127.0.0.1", "/"},
        {"HTTP://Example.org/a/b?c=d#e",
         {"Example.org", 80},
         "Example.org",
         "/a/b?c=d"},
        {"http://x?q", {"x", 80}, "x", "/?q"},
        {"http://x#f", {"x", 80}, "x", "/"},
        {"http://[::1]:81/%20", {"::1", 81}, "[::1]:81", "/%20"},
        {"http://x/a@b:c", {"x", 80}, "x", "/a@b:c"},
        {"http://x:65535/", {"x", 65535}, "x:65535", "/"},
        {"http://x:/", {"x", 80}, "x", "/"},
        {"http://x/a b名", {"x", 80}, "x", "/a%20b%E5%90%8D"},
        {"http://[::1]:", {"::1", 80}, "[::1]", "/"},
        {"http://[fe80::1%25eth0]:81/",
         {"fe80::1%eth0", 81},
         "[fe80::1]:81",
         "/"},
    };
    for (const auto& row : rows) {
        SUBCASE(row.text) {
            const auto u = http::parse_url(row.text);
            CHECK(server_of(u) == row.server);
            CHECK(host_field(u) == row.host);
            CHECK(target_of(u) == row.target);
        }
    }
}

TEST_CASE("a bad URL is refused with a reason") {
    struct row {
        const char* text;
        const char* why;
    };
    const row rows[] = {
        {"", "must begin with http://"},
        {"127.0.0.1:8000", "must begin with http://"},
        {"http:/x", "must begin with http://"},
        {"ftp://x/", "must begin with http://"},
        {"https://x/", "no TLS"},
        {"http://", "must have a host"},
        {"http:///path", "must have a host"},
        {"http://:8000/", "must have a host"},
        {"http://x:0/", "must have a port from 1 to 65535"},
        {"http://x:65536/", "a port is a number"},
        {"http://x:8a/", "a port is a number"},
        {"http://x:-1/", "a port is a number"},
        {"http://x:80:80/", "a port is a number"},
        {"http://[::1/", "brackets"},
        {"http://[::g]/", "brackets"},
        {"http://[]/", "brackets"},
        {"http://[::1%25]/", "brackets"},
        {"http://[::1]80/", "brackets"},
        {"http://me@x/", "must not have a user"},
        {"http://me:secret@x/", "must not have a user"},
        {"http://x y/", "a host is a name"},
        {"http://x/\n", "invalid control character in URL"},
        {"http://x/\x7f", "invalid control character in URL"},
        {"http://名/", "a host is a name"},
        {"http://x/%", "invalid URL escape \"%\""},
        {"http://x/%4", "invalid URL escape \"%4\""},
        {"http://x/%4g", "invalid URL escape \"%4g\""},
        {"http://a%41/", "a host is a name"},
        {"http://a,b/", "a host is a name"},
    };
    for (const auto& row : rows) {
        SUBCASE(row.text) {
            const auto why = refusal(http::parse_url, row.text);
            CAPTURE(why);
            CHECK(has(why, row.why));
            CHECK(!has(why, "\n"));
        }
    }
}

TEST_CASE("an address is a host and a port") {
    const auto parse = [](const std::string& text) {
        return http::parse_address(text);
    };
    for (const std::string text :
         {"127.0.0.1:8000", ":8000", "[::1]:0", "localhost:80", "[::]:65535"}) {
        CHECK(to_string(parse(text)) == text);
    }
    for (const std::string text :
         {"", "8000", "localhost", "x:", "x:99999", "::1:80", "[::1]", "a b:1",
          "x:1 ", "x:+1", "127.0.0.1:8000/"}) {
        CAPTURE(text);
        CHECK(has(refusal(parse, text), "such as "));
    }
    CHECK(has(refusal(parse, std::string(300, 'a') + ":1"), "a host is"));
}

TEST_CASE("an address is read to its end, zero bytes included") {
    using namespace std::string_literals;
    const auto parse = [](const std::string& text) {
        return http::parse_address(text);
    };
    CHECK(has(refusal(parse, "[::1\0x]:80"s), "brackets"));
    CHECK(has(refusal(parse, "localhost\0x:80"s), "a host is"));
    CHECK(has(refusal(parse, "localhost:80\0x"s), "a port is"));
}

TEST_CASE("the name of a header field has one canonical form") {
    CHECK(http::canonical_name("content-TYPE") == "Content-Type");
    CHECK(http::canonical_name("x") == "X");
    CHECK(http::canonical_name("a--b") == "A--B");
    CHECK(http::canonical_name("no token") == "no token");
}

TEST_CASE("a missing response is printed as <nil>") {
    CHECK(to_string(std::shared_ptr<http::response>()) == "<nil>");
}

TEST_CASE("text is quoted as Go quotes it") {
    CHECK(lessons::quoted("a b") == "\"a b\"");
    CHECK(lessons::quoted("\"\\\n\t\r\a\b\f\v") ==
          "\"\\\"\\\\\\n\\t\\r\\a\\b\\f\\v\"");
    CHECK(lessons::quoted(std::string("\0\x1f\x7f", 3)) ==
          "\"\\x00\\x1f\\x7f\"");
    CHECK(lessons::quoted("\xe5\x90\x8d\xff\xe5\x90") ==
          "\"\xe5\x90\x8d\\xff\\xe5\\x90\"");
}

TEST_CASE("a byte that is not UTF-8 is escaped when quoted") {
    // The first and the last character of each length.
    for (const std::string c :
         {"\u00a1", "\u07f9", "\u0904", "\uffee", "\U00010000", "\U0002a6df"}) {
        CHECK(lessons::quoted(c) == '"' + c + '"');
        CHECK(lessons::quoted(c.substr(0, c.size() - 1)).find(c[0]) ==
              std::string::npos);
    }
    CHECK(lessons::quoted("\xc1\x80") == "\"\\xc1\\x80\"");
    CHECK(lessons::quoted("\xf5\x80\x80\x80") == "\"\\xf5\\x80\\x80\\x80\"");
    CHECK(lessons::quoted("\xf4\x80\x80") == "\"\\xf4\\x80\\x80\"");
    CHECK(lessons::quoted("\xe4\xbd ") == "\"\\xe4\\xbd \"");
}

TEST_CASE("a reference is resolved as Go resolves it") {
    const auto base = http::parse_reference("http://h:1/a/b?c");
    struct row {
        const char* ref;
        const char* want;
    };
    const row rows[] = {
        {"", "http://h:1/a/b?c"},
        {"d", "http://h:1/a/d"},
        {"./d/", "http://h:1/a/d/"},
        {"../../d", "http://h:1/d"},
        {"/x/./y/../z//", "http://h:1/x/z//"},
        {"?q", "http://h:1/a/b?q"},
        {"#f", "http://h:1/a/b?c#f"},
        {"//other", "http://other"},
        {"HTTP://x:/", "http://x:/"},
        {"http://[::1%25a]/", "http://[::1%25a]/"},
        {"/a b%20\u00e9", "http://h:1/a%20b%20%C3%A9"},
        {"ftp://x", "ftp://x"},
    };
    for (const auto& row : rows) {
        CAPTURE(row.ref);
        CHECK(to_string(resolve(base, http::parse_reference(row.ref))) ==
              row.want);
    }
    for (const char* const bad :
         {":a", "1:b", "/%4", "http://h:x/", "http://[::1/", "http://a b/",
          "http://a%41/", "/\n", "ftp:x"}) {
        CAPTURE(bad);
        CHECK(refusal(http::parse_reference, bad) != "");
    }
}

}  // namespace http_text_test
