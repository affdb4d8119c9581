// SPDX-License-Identifier: MIT
#include "lessons/support/http/gunzip.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <new>
#include <string_view>
#include <utility>

#include "lessons/support/http/reader.hpp"

namespace lessons::http {

struct gunzip::stream : z_stream {
    stream() : z_stream{} {
        constexpr int gzip_only = 16;
        if (::inflateInit2(this, gzip_only + MAX_WBITS) != Z_OK) {
            throw std::bad_alloc();
        }
    }
    ~stream() { ::inflateEnd(this); }
    stream(const stream&) = delete;
    stream& operator=(const stream&) = delete;
};

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

gunzip::gunzip(source compressed)
    : compressed_(std::move(compressed)), stream_(std::make_shared<stream>()) {}

/// Returns false at the end of the compressed data.
bool gunzip::has_input() {
    if (stream_->avail_in > 0) return true;
    input_ = compressed_();
    stream_->next_in = reinterpret_cast<Bytef*>(input_.data());
    stream_->avail_in = static_cast<uInt>(input_.size());
    return !input_.empty();
}

std::string gunzip::some(std::size_t n) {
    std::string out(n, '\0');
    stream_->next_out = reinterpret_cast<Bytef*>(out.data());
    stream_->avail_out = static_cast<uInt>(n);
    while (stream_->avail_out == n) {
        const bool more = has_input();
        if (!more && !in_member_) break;
        const int result = ::inflate(stream_.get(), Z_NO_FLUSH);
        in_member_ = result != Z_STREAM_END;
        if (result == Z_STREAM_END) {
            ::inflateReset(stream_.get());  // another member may follow
        } else if (!more && stream_->avail_out == n) {
            throw malformed("unexpected EOF");
        } else if (result != Z_OK && result != Z_BUF_ERROR) {
            throw malformed(error_text(*stream_));
        }
    }
    out.resize(n - stream_->avail_out);
    return out;
}

}  // namespace lessons::http
