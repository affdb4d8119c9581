// SPDX-License-Identifier: MIT
#include "lessons/support/http/gunzip.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <memory>
#include <new>
#include <string_view>
#include <utility>

#include "lessons/support/http/reader.hpp"

namespace lessons::http {

namespace {

class inflater {
public:
    explicit inflater(std::function<std::string()> compressed)
        : compressed_(std::move(compressed)) {
        constexpr int gzip_only = 16;
        if (::inflateInit2(&z_, gzip_only + MAX_WBITS) != Z_OK) {
            throw std::bad_alloc();
        }
    }
    ~inflater() { ::inflateEnd(&z_); }
    inflater(const inflater&) = delete;
    inflater& operator=(const inflater&) = delete;

    std::string some(std::size_t n) {
        std::string out(n, '\0');
        z_.next_out = reinterpret_cast<Bytef*>(out.data());
        z_.avail_out = static_cast<uInt>(n);
        while (z_.avail_out == n) {
            const bool more = has_input();
            if (!more && !in_member_) break;
            const int result = ::inflate(&z_, Z_NO_FLUSH);
            in_member_ = result != Z_STREAM_END;
            if (result == Z_STREAM_END) {
                ::inflateReset(&z_);  // another member may follow
            } else if (!more && z_.avail_out == n) {
                throw malformed("unexpected EOF");
            } else if (result != Z_OK && result != Z_BUF_ERROR) {
                throw malformed(error_text());
            }
        }
        out.resize(n - z_.avail_out);
        return out;
    }

private:
    /// Returns false at the end of the compressed data.
    bool has_input() {
        if (z_.avail_in > 0) return true;
        input_ = compressed_();
        z_.next_in = reinterpret_cast<Bytef*>(input_.data());
        z_.avail_in = static_cast<uInt>(input_.size());
        return !input_.empty();
    }

    [[nodiscard]] std::string error_text() const {
        const std::string_view text = z_.msg ? z_.msg : "";
        if (text == "incorrect data check" ||
            text == "incorrect length check") {
            return "gzip: invalid checksum";
        }
        // zlib's texts on the first bytes.
        if (text == "incorrect header check" ||
            text == "unknown compression method") {
            return "gzip: invalid header";
        }
        return fmt::format("flate: corrupt input before offset {}",
                           z_.total_in);
    }

    const std::function<std::string()> compressed_;
    std::string input_;
    z_stream z_{};
    bool in_member_ = false;
};

}  // namespace

std::function<std::string(std::size_t)> gunzip(
    std::function<std::string()> compressed) {
    return [z = std::make_shared<inflater>(std::move(compressed))](
               std::size_t n) { return z->some(n); };
}

}  // namespace lessons::http
