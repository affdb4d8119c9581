// SPDX-License-Identifier: MIT
#include "lessons/support/http/reader.hpp"

#include <algorithm>
#include <utility>

namespace lessons::http {

void reader::put(piece p) {
    if (ended_) return;
    if (2 * start_ >= bytes_.size()) {
        bytes_.erase(0, start_);
        start_ = 0;
    }
    bytes_ += p.bytes;
    ended_ = p.err || p.bytes.empty();
    err_ = std::move(p.err);
}

bool reader::more() {
    if (!ended_) put(next_());
    return !ended_;
}

std::string_view reader::rest() const {
    return std::string_view(bytes_).substr(start_);
}

std::string_view reader::peek(std::size_t n) {
    while (buffered() < n && more()) {
    }
    return rest().substr(0, n);
}

std::string reader::line(std::size_t limit) {
    std::size_t searched = 0;
    for (;;) {
        const auto end = rest().substr(0, limit).find('\n', searched);
        if (end != rest().npos) return some(end + 1);
        searched = buffered();
        if (searched >= limit || !more()) return some(limit);
    }
}

std::string reader::some(std::size_t n) {
    std::string out(peek(1).empty() ? "" : rest().substr(0, n));
    skip(out.size());
    return out;
}

void reader::skip(std::size_t n) { start_ += std::min(n, buffered()); }

}  // namespace lessons::http
