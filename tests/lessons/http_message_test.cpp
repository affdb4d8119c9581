// Messages as they come on a connection, whole and byte by byte: what is
// accepted, what is refused, and where a message ends.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lessons/support/http/framing.hpp"
#include "lessons/support/http/reader.hpp"
#include "lessons/support/http/request_stream.hpp"

namespace http_message_test {

namespace http = lessons::http;

// A reader of `text` that gets `size` bytes at a time, and then the end.
http::reader::source pieces(std::string text, std::size_t size) {
    return [text = std::move(text), size, at = std::size_t{0}]() mutable {
        http::piece next;
        next.bytes = text.substr(std::min(at, text.size()), size);
        at += next.bytes.size();
        return next;
    };
}

// Returns the values of a header: "A=1|A=2|B=3".
std::string joined(const http::header& h) {
    std::string out;
    for (const auto& [name, values] : h) {
        for (const auto& value : values) {
            out += (out.empty() ? "" : "|") + name + '=' + value;
        }
    }
    return out;
}

// Returns what `read` returns, or the text of its error, for pieces of one byte
// and for one piece. Both must be the same.
template <class Read>
std::string read_both(const std::string& text, Read read) {
    const auto once = [&](std::size_t size) -> std::string {
        http::reader from(pieces(text, size));
        try {
            return read(from);
        } catch (const http::malformed& e) {
            return std::string("error: ") + e.what();
        }
    };
    const auto whole = once(text.size() + 1);
    CHECK(once(1) == whole);
    return whole;
}

TEST_CASE("fields are read as Go reads them") {
    struct row {
        const char* text;
        const char* want;
    };
    const row rows[] = {
        {"A: 1\r\n\r\n", "A=1"},
        {"A: 1\n\n", "A=1"},
        {"\r\n", ""},
        {"a-bC:1\r\nA-bc: 2 \r\n\r\n", "A-Bc=1|A-Bc=2"},
        {"A: \t1\t 2 \r\n\r\n", "A=1\t 2"},
        {"A: 1\r\n  2\r\n\t3\r\n\r\n", "A=1 2 3"},
        {"A B: 1\r\n\r\n", "A B=1"},
        {"A: \x80\r\n\r\n", "A=\x80"},
        {"A: 1\r\n", "error: unexpected EOF"},
        {"A: 1", "error: unexpected EOF"},
        {"", "error: unexpected EOF"},
        {" A: 1\r\n\r\n",
         "error: malformed MIME header initial line: \" A: 1\""},
        {"A\r\n\r\n", "error: malformed MIME header: missing colon: \"A\""},
        {"A\r\n : 1\r\n\r\n",
         "error: malformed MIME header: missing colon: \"A\""},
        {": 1\r\n\r\n", "error: malformed MIME header line: \": 1\""},
        {"A\x80: 1\r\n\r\n",
         "error: malformed MIME header line: \"A\\x80: 1\""},
        {"A: 1\r2\r\n\r\n", "error: malformed MIME header line: \"A: 1\\r2\""},
        {"A: \x1b\u202e\r\n\r\n",
         "error: malformed MIME header line: \"A: \\x1b\\u202e\""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(read_both(row.text, [](http::reader& from) {
                  from.limit_header(1000);
                  return joined(from.fields());
              }) == row.want);
    }
}

TEST_CASE("a header may be as long as its limit, and not a byte longer") {
    const std::string text = "A: 1\r\nB: 2\r\n 3\r\n\r\n";
    const auto with_limit = [&](std::size_t limit) {
        return read_both(text, [limit](http::reader& from) {
            from.limit_header(limit);
            return joined(from.fields());
        });
    };
    CHECK(with_limit(text.size()) == "A=1|B=2 3");
    for (std::size_t limit = 0; limit < text.size(); ++limit) {
        CHECK(with_limit(limit) ==
              "error: net/http: server response headers exceeded " +
                  std::to_string(limit) + " bytes; aborted");
    }
}

// Returns the body of a message with these fields, and '|' and the rest.
std::string body_of(const std::string& fields, const std::string& after,
                    int status) {
    return read_both(fields + "\r\n" + after, [&](http::reader& from) {
        from.limit_header(10'000);
        auto h = from.fields();
        http::framed_body body(from, http::find_framing(h, 11, status));
        std::string out;
        for (auto next = body.some(3); !next.empty(); next = body.some(3)) {
            out += next;
        }
        CHECK(body.ended());
        out += '|';
        while (!from.peek(1).empty()) out += from.some(100);
        return out;
    });
}

TEST_CASE("a body ends where Go sees its end") {
    const std::string chunked = "Transfer-Encoding: chunked\r\n";
    struct row {
        std::string fields;
        std::string after;
        const char* want;
    };
    const row rows[] = {
        {"Content-Length: 4\r\n", "bodynext", "body|next"},
        {"Content-Length: 4\r\nContent-Length:  4\r\n", "bodynext",
         "body|next"},
        {"Content-Length: 0\r\n", "next", "|next"},
        {"Content-Length: 9\r\n", "body", "error: unexpected EOF"},
        {chunked, "4\r\nbody\r\n0\r\n\r\nnext", "body|next"},
        {"Transfer-Encoding: CHUNKED\r\nContent-Length: 3\r\n",
         "4\r\nbody\r\n0\r\n\r\nnext", "body|next"},
        {chunked, "2 \r\nbo\r\n02;a=b\r\ndy\r\n000\r\nA: b\r\n\r\nnext",
         "body|next"},
        {chunked, "4\nbody\r\n0\r\n\r\n",
         "error: chunked line ends with bare LF"},
        {chunked, "4\rx\r\nbody\r\n0\r\n\r\n",
         "error: invalid CR in chunked line"},
        {chunked, "4\r\nbodyX\r\n0\r\n\r\n",
         "error: malformed chunked encoding"},
        {chunked, "\r\nbody", "error: empty hex number for chunk length"},
        {chunked, " 4\r\nbody", "error: invalid byte in chunk length"},
        {chunked, "-4\r\nbody", "error: invalid byte in chunk length"},
        {chunked, "0x4\r\nbody", "error: invalid byte in chunk length"},
        {chunked, "00000000000000004\r\nbody",
         "error: http chunk length too large"},
        {chunked, "ffffffffffffffff\r\nbody", "error: unexpected EOF"},
        {chunked, "4\r\nbody\r\n0\r\n",
         "error: http: unexpected EOF reading trailer"},
        {chunked, "4\r\nbody\r\n0\r\nA b\r\n\r\n",
         "error: malformed MIME header: missing colon: \"A b\""},
        {chunked, "0\r\nA: " + std::string(5000, 'a') + "\r\n\r\n",
         "error: http: suspiciously long trailer after chunked body"},
        {chunked, std::string(5000, '0') + "\r\n",
         "error: header line too long"},
        {chunked + "Trailer: X, content-length\r\n", "0\r\n\r\n",
         "error: bad trailer key \"Content-Length\""},
        {"Content-Length: \r\n", "",
         "error: invalid empty Content-Length \"\""},
        {"Content-Length: +4\r\n", "body", "error: bad Content-Length \"+4\""},
        {"Content-Length: -0\r\n", "", "error: bad Content-Length \"-0\""},
        {"Content-Length: 0, 0\r\n", "", "error: bad Content-Length \"0, 0\""},
        {"Content-Length: 9223372036854775808\r\n", "",
         "error: bad Content-Length \"9223372036854775808\""},
        {"Content-Length: 4\r\nContent-Length: 04\r\n", "body",
         "error: http: message cannot contain multiple Content-Length "
         "headers; got [\"4\" \"04\"]"},
        {chunked + chunked, "0\r\n\r\n",
         "error: too many transfer encodings: [\"chunked\" \"chunked\"]"},
        {"Transfer-Encoding: \r\n", "",
         "error: unsupported transfer encoding: \"\""},
        {"Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n",
         "error: unsupported transfer encoding: \"chunked, identity\""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.fields);
        CAPTURE(row.after);
        CHECK(body_of(row.fields, row.after, 200) == row.want);
        CHECK(body_of(row.fields, row.after, -1) == row.want);
    }
}

TEST_CASE("without a length a response ends with the connection") {
    CHECK(body_of("", "all", 200) == "all|");
    CHECK(body_of("", "next", -1) == "|next");
    CHECK(body_of("", "next", 204) == "|next");
    CHECK(body_of("Content-Length: 4\r\n", "next", 304) == "|next");
}

TEST_CASE("tiny chunks with long extensions are refused") {
    std::string chunks;
    for (int i = 0; i < 10; ++i) {
        chunks += "1;" + std::string(3000, 'a') + "\r\nx\r\n";
    }
    CHECK(body_of("Transfer-Encoding: chunked\r\n", chunks, 200) ==
          "error: chunked encoding contains too much non-data");
}

// Returns all that a server would send for `requests`, without the dates.
std::string responses(const std::string& requests, std::size_t size) {
    http::request_stream stream(pieces(requests, size));
    std::string out;
    for (;;) {
        const auto got = stream.read();
        if (!got) return out;
        const auto text = stream.response(
            got->settled.value_or(http::answer{200, {}, got->url}), 0);
        if (got->method.empty()) return out + text.substr(0, text.find("\r\n"));
        CHECK(text.find("\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n") !=
              text.npos);
        out += text.substr(9, 3) + ' ' + got->url + '|';
        if (stream.finish() != http::after_response::next) return out + "close";
    }
}

TEST_CASE("no body is taken for a request") {
    const std::string post = "POST /a HTTP/1.1\r\nHost: x\r\n";
    const std::string get = "GET /b HTTP/1.1\r\nHost: x\r\n\r\n";
    const std::string chunked = "Transfer-Encoding: chunked\r\n";
    const std::string bad = "HTTP/1.1 400 Bad Request";
    const std::string unknown = "HTTP/1.1 501 Not Implemented";
    struct row {
        std::string request;
        std::string want;
    };
    const row rows[] = {
        {post + "Content-Length: 4\r\n\r\nbody" + get, "200 /a|200 /b|"},
        {post + "Content-Length: 4\r\n\r\nbody\r\n" + get, "200 /a|200 /b|"},
        {post + chunked + "\r\n2\r\nhi\r\n0\r\n\r\n" + get, "200 /a|200 /b|"},
        {post + chunked + "Content-Length: 1\r\n\r\n0\r\n\r\n" + get,
         "200 /a|200 /b|"},
        {post + "Transfer-Encoding: xchunked\r\n\r\n" + get, unknown},
        {post + "Transfer-Encoding: identity\r\n\r\n" + get, unknown},
        {post + "Transfer-Encoding: chunked, identity\r\n\r\n" + get, unknown},
        {post + "Transfer-Encoding: gzip, chunked\r\n\r\n" + get, unknown},
        {post + "Transfer-Encoding: \x0b chunked\r\n\r\n" + get, bad},
        {post + chunked + chunked + "\r\n" + get, unknown},
        {post + "Transfer-Encoding : chunked\r\n\r\n" + get,
         bad + ": invalid header name"},
        {post + "Content-Length: 0, 0\r\n\r\n" + get, bad},
        {post + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nbody" + get,
         bad},
        {post + chunked + "\r\n0\n\n" + get, "200 /a|close"},
        {post + chunked + "\r\n2\r\nhiX\r\n" + get, "200 /a|close"},
        {post + "Expect: 100-continue\r\nContent-Length: 4\r\n\r\nbody" + get,
         "200 /a|close"},
        {post + "Content-Length: 300000\r\n\r\n" + std::string(300'000, 'a') +
             get,
         "200 /a|close"},
        {"GET / HTTP/1.1\r\nHost: a b\r\n\r\n" + get,
         bad + ": malformed Host header"},
        {"GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n" + get, bad},
        {"GET / HTTP/1.1\r\n\r\n" + get,
         bad + ": missing required Host header"},
        {"POST / HTTP/1.0\r\nConnection: keep-alive\r\n" + chunked + "\r\n" +
             "0\r\n\r\n",
         "200 /|" + bad},
        {"GET / HTTP/2.0\r\nHost: x\r\n\r\n" + get,
         "HTTP/1.1 505 HTTP Version Not Supported: unsupported protocol "
         "version"},
        {"GET //b HTTP/1.1\r\nHost: x\r\n\r\n" + get, "307 //b|200 /b|"},
        {"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n" + get, "200 *|200 /b|"},
        {"GET * HTTP/1.1\r\nHost: x\r\n\r\n" + get, "400 *|close"},
        {"GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n" + get, bad},
        {"GET a HTTP/1.1\r\nHost: x\r\n\r\n" + get, bad},
        {"GET /" + std::string(2'000'000, 'a'),
         "HTTP/1.1 431 Request Header Fields Too Large"},
        {"", ""},
        {"\x16\x03\x01", bad},
    };
    for (const auto& row : rows) {
        CAPTURE(row.request.substr(0, 200));
        CHECK(responses(row.request, 1) == row.want);
        CHECK(responses(row.request, 10'000'000) == row.want);
    }
}

TEST_CASE("a small gzip of much data is decompressed up to a limit") {
    // gzip of a hundred zero bytes.
    const std::string packed(
        "\x1f\x8b\x08\0\0\0\0\0\x02\x03\x63\x60\xa0\x3d\0\0\xca\xc6\x88\x99"
        "d\0\0\0",
        24);
    const auto unpack = [](const std::string& text, std::size_t limit) {
        try {
            return http::gunzip(text, limit);
        } catch (const http::malformed& e) {
            return std::string(e.what());
        }
    };
    CHECK(unpack(packed, 99) == std::string(99, '\0'));
    CHECK(unpack(packed + packed, 150) == std::string(150, '\0'));
    CHECK(unpack(packed, 1000) == std::string(100, '\0'));
    CHECK(unpack(packed + packed, 1000) == std::string(200, '\0'));
    CHECK(unpack("", 1000) == "");
    CHECK(unpack(packed.substr(0, 12), 1000) == "unexpected EOF");
    CHECK(unpack(packed.substr(0, 20), 1000) == "unexpected EOF");
    CHECK(unpack("this is not gzip", 1000) == "gzip: invalid header");
    auto wrong = packed;
    wrong[17] = 'x';
    CHECK(unpack(wrong, 1000) == "gzip: invalid checksum");
}

}  // namespace http_message_test
