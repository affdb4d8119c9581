// SPDX-License-Identifier: MIT
#include "lessons/support/http/gunzip.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <new>
#include <string_view>

#include "ctx/defer.hpp"
#include "lessons/support/http/reader.hpp"

namespace lessons::http {

namespace {

std::string error_text(const z_stream& z) {
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
            throw malformed(error_text(z));
        }
    }
    if (result == Z_OK && z.avail_out > 0) throw malformed("unexpected EOF");
    out.resize(limit - z.avail_out);
    return out;
}

}  // namespace lessons::http
