// SPDX-License-Identifier: MIT
#include "lessons/support/http/framing.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <zlib.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <new>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "ctx/defer.hpp"
#include "lessons/support/printable.hpp"

namespace lessons::http {

namespace {

constexpr std::size_t buffer_size = 4096;  // Go's, for a line of a chunk

/// Returns `["1" "2"]`, as Go prints a slice with %q.
std::string quoted_list(std::vector<std::string> all) {
    for (auto& text : all) text = quoted(text);
    return fmt::format("[{}]", fmt::join(all, " "));
}

bool take_chunked(header& h, int version) {
    const auto codings = all_of(h, "Transfer-Encoding");
    h.erase("Transfer-Encoding");
    if (codings.empty() || version < 11) return false;
    if (codings.size() > 1) {
        throw malformed("too many transfer encodings: " + quoted_list(codings),
                        501);
    }
    if (equal_fold(codings[0], "chunked")) return true;
    throw malformed("unsupported transfer encoding: " + quoted(codings[0]),
                    501);
}

/// Returns the field's value; -1 if there is none.
std::int64_t take_length(header& h) {
    const auto found = h.find("Content-Length");
    if (found == h.end()) return -1;
    auto& lengths = found->second;
    for (auto& each : lengths) each = trimmed(each);
    if (std::ranges::count(lengths, lengths[0]) != std::ssize(lengths)) {
        throw malformed(
            "http: message cannot contain multiple Content-Length headers; "
            "got " +
            quoted_list(lengths));
    }
    lengths.resize(1);
    const auto& text = lengths[0];
    if (text.empty()) throw malformed("invalid empty Content-Length \"\"");
    std::int64_t n = -1;
    const char* const end = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data(), end, n);
    if (problem != std::errc() || stop != end || text[0] == '-') {
        throw malformed("bad Content-Length " + quoted(text));
    }
    return n;
}

header take_trailer(header& h, bool chunked) {
    header names;
    if (!chunked) return names;
    for (const auto& list : all_of(h, "Trailer")) {
        for (const auto& word : words(list)) names[canonical_name(word)] = {};
    }
    for (const char* forbidden :
         {"Transfer-Encoding", "Trailer", "Content-Length"}) {
        if (!names.contains(forbidden)) continue;
        throw malformed("bad trailer key " + quoted(forbidden));
    }
    h.erase("Trailer");
    return names;
}

bool closes(const header& h, int version) {
    const auto fields = all_of(h, "Connection");
    if (version < 10 || has_word(fields, "close")) return true;
    return version == 10 && !has_word(fields, "keep-alive");
}

std::uint64_t parse_chunk_size(std::string_view text) {
    std::uint64_t n = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, problem] = std::from_chars(text.data(), end, n, 16);
    if (text.empty()) throw malformed("empty hex number for chunk length");
    if (stop != end && stop - text.data() <= 16) {
        throw malformed("invalid byte in chunk length");
    }
    if (text.size() > 16) throw malformed("http chunk length too large");
    return n;
}

std::string chunk_line(reader& from) {
    auto line = from.up_to_newline(buffer_size);
    if (!line.ends_with('\n')) {
        if (line.size() < buffer_size) from.fail();
        throw malformed("header line too long");
    }
    line.pop_back();
    const auto cr = line.find('\r');
    if (cr == line.npos) throw malformed("chunked line ends with bare LF");
    if (cr != line.size() - 1) throw malformed("invalid CR in chunked line");
    line.pop_back();
    return line;
}

/// Returns true if the bytes to come have an empty line, soon.
bool sees_empty_line(reader& from) {
    for (std::size_t n = 4; n <= buffer_size; n = from.buffered().size() + 1) {
        if (from.peek(n).size() < n) return false;
        const auto all = from.buffered().substr(0, buffer_size);
        if (all.find("\r\n\r\n") != all.npos) return true;
    }
    return false;
}

std::string gzip_error(const z_stream& z) {
    const std::string_view text = z.msg ? z.msg : "";
    if (text == "incorrect data check" || text == "incorrect length check") {
        return "gzip: invalid checksum";
    }
    // zlib's texts on the first bytes.
    if (text.find("header") != text.npos || text.find("method") != text.npos) {
        return "gzip: invalid header";
    }
    return fmt::format("flate: corrupt input before offset {}", z.total_in);
}

}  // namespace

framing find_framing(header& h, int version, int status) {
    framing f;
    f.chunked = take_chunked(h, version);
    f.length = take_length(h);
    f.close = closes(h, version);
    f.trailer = take_trailer(h, f.chunked);
    const bool is_response = status >= 0;
    if (is_response && f.close && version >= 11) h.erase("Connection");
    if (status / 100 == 1 || status == 204 || status == 304) {
        f.length = 0;
    } else if (f.chunked) {
        h.erase("Content-Length");
        f.length = -1;
        f.what = framing::kind::chunked;
    } else if (f.length > 0) {
        f.what = framing::kind::length;
    } else if (f.length < 0 && is_response) {
        f.what = framing::kind::until_close;
        f.close = true;
    } else {
        f.length = 0;
    }
    return f;
}

framed_body::framed_body(reader& from, const framing& f)
    : from_(from), what_(f.what) {
    if (what_ == framing::kind::length) {
        left_ = static_cast<std::uint64_t>(f.length);
    } else if (what_ == framing::kind::until_close) {
        left_ = std::numeric_limits<std::uint64_t>::max();
    }
}

std::string framed_body::some(std::size_t n) {
    // If this throws, there is no more to read.
    const auto what = std::exchange(what_, framing::kind::none);
    if (what == framing::kind::chunked && left_ == 0) next_chunk();
    if (what == framing::kind::none || left_ == 0) return "";
    auto data = from_.some(std::min<std::uint64_t>(n, left_));
    left_ -= data.size();
    if (!data.empty()) {
        what_ = what;
    } else if (what != framing::kind::until_close || from_.err()) {
        from_.fail();
    }
    return data;
}

/// Reads the end of a chunk and the size of the next. The last chunk is empty,
/// and is followed by the trailer.
void framed_body::next_chunk() {
    if (std::exchange(in_chunk_, true)) {
        const auto end = from_.peek(2);
        if (end.size() < 2) from_.fail();
        if (end != "\r\n") throw malformed("malformed chunked encoding");
        from_.some(2);
    }
    const auto line = chunk_line(from_);
    const auto end = std::min(line.find(';'), line.find_last_not_of(" \t") + 1);
    left_ = parse_chunk_size(std::string_view(line).substr(0, end));
    // As Go: 16 bytes for each chunk, and twice the data, are tolerated. A
    // sender could else send lines for ever.
    const auto seen = useless_ + line.size() + 2;
    const auto allowed = 16 + 2 * std::min<std::uint64_t>(left_, 1 << 20);
    useless_ = seen - std::min(seen, allowed);
    if (useless_ > 16 << 10) {
        throw malformed("chunked encoding contains too much non-data");
    }
    if (left_ == 0) skip_trailer();
}

/// Reads the fields after the last chunk. Nobody here needs their values.
void framed_body::skip_trailer() {
    const auto start = from_.peek(2);
    if (start.size() < 2) {
        throw malformed("http: unexpected EOF reading trailer");
    }
    if (start != "\r\n" && !sees_empty_line(from_)) {
        throw malformed("http: suspiciously long trailer after chunked body");
    }
    from_.limit_header(buffer_size);
    (void)from_.fields();
}

std::string gunzip(std::string packed, std::size_t limit) {
    z_stream z{};
    constexpr int gzip_only = 16;
    if (::inflateInit2(&z, gzip_only + MAX_WBITS) != Z_OK) {
        throw std::bad_alloc();
    }
    const ctx::defer end([&] { ::inflateEnd(&z); });
    std::string out(limit, '\0');
    z.next_in = reinterpret_cast<Bytef*>(packed.data());
    z.avail_in = static_cast<uInt>(packed.size());
    z.next_out = reinterpret_cast<Bytef*>(out.data());
    z.avail_out = static_cast<uInt>(limit);
    int result = Z_STREAM_END;
    while (z.avail_in > 0 && z.avail_out > 0) {
        // After the end of a member another may follow.
        if (result == Z_STREAM_END) ::inflateReset(&z);
        result = ::inflate(&z, Z_NO_FLUSH);
        if (result != Z_OK && result != Z_STREAM_END) {
            throw malformed(gzip_error(z));
        }
    }
    if (result == Z_OK && z.avail_out > 0) throw malformed("unexpected EOF");
    out.resize(limit - z.avail_out);
    return out;
}

}  // namespace lessons::http
