#include "lessons/support/http/client.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include "ctx/select.hpp"
#include "lessons/support/http/reader.hpp"
#include "lessons/support/http/transport.hpp"
#include "lessons/support/http/url.hpp"
#include "lessons/support/http/go_text.hpp"
#include "lessons/support/printable.hpp"

namespace lessons::http {

namespace {

/// Returns "Get" for "GET", as Go's error texts have it.
std::string title_case(std::string text) {
    const auto lower = [](unsigned char c) {
        return static_cast<char>(std::tolower(c));
    };
    if (!text.empty()) {
        std::transform(text.begin() + 1, text.end(), text.begin() + 1, lower);
    }
    return text;
}

}  // namespace

url_error::url_error(const request& r, ctx::error reason)
    : std::runtime_error(fmt::format("{} {}: {}", title_case(r.method),
                                     quoted(r.url), reason.message())),
      reason_(std::move(reason)) {}

namespace {
// TEMPORARY: replaced by the client of the messages branch.
class tmp_body final : public body {
public:
    tmp_body(std::shared_ptr<connection> c, reader r, std::size_t n, const request& q)
        : c_(std::move(c)), reader_(std::move(r)), n_(n), q_(q) {}
    content read_all(std::size_t) override { return {reader_.some(n_), {}}; }
    void close() noexcept override { c_->close(); }
    bool is_none() const noexcept override { return n_ == 0; }
private:
    std::shared_ptr<connection> c_;
    reader reader_;
    std::size_t n_;
    request q_;
};
}
result client::send(const request& r, ctx::location at) const {
    const auto u = parse_url(r.url);
    auto got = dial(r.context, server_of(u), at);
    if (got.err) return {nullptr, url_error(r, got.err)};
    std::shared_ptr<connection> c = got.conn;
    if (auto e = c->write(fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", target_of(u), host_field(u)), at))
        return {nullptr, url_error(r, e)};
    reader rd([c, context = r.context, at] {
        std::optional<piece> p;
        if (select(recv(c->incoming(), p, at), recv(context.done(), at)) == 1) { c->close(at); return piece{{}, context.err()}; }
        return p.value_or(piece());
    });
    auto resp = std::make_shared<response>();
    const auto line = rd.line(10000);
    if (rd.err()) return {nullptr, url_error(r, rd.err())};
    resp->status = line.substr(9, line.size() - 11);
    resp->status_code = 200; resp->proto = "HTTP/1.1"; resp->proto_major = resp->proto_minor = 1;
    for (;;) { auto f = rd.line(10000); if (f.size() < 3) break; auto k = f.find(": "); resp->header[f.substr(0, k)].push_back(f.substr(k + 2, f.size() - k - 4)); }
    resp->content_length = std::stoi(resp->header["Content-Length"][0]);
    resp->close = resp->header.erase("Connection") > 0;
    resp->request = std::make_shared<request>(r);
    resp->body = std::make_shared<tmp_body>(c, rd, std::size_t(resp->content_length), r);
    return {resp, {}};
}

}  // namespace lessons::http
