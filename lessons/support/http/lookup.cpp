// getaddrinfo cannot be interrupted, and may take half a minute. So it runs on
// a thread of its own, and a request whose context is done does not wait for
// it. Go does the same.
#include "lessons/support/http/lookup.hpp"

#include <netdb.h>

#include <cstring>
#include <memory>
#include <optional>
#include <stdexcept>
#include <thread>

#include "ctx/channel.hpp"
#include "ctx/error.hpp"
#include "ctx/select.hpp"

namespace lessons::http {

namespace {

using boost::asio::ip::tcp;

struct free_addresses {
    void operator()(addrinfo* first) const noexcept { ::freeaddrinfo(first); }
};

tcp::endpoint endpoint_of(const addrinfo& found) {
    tcp::endpoint e;
    e.resize(found.ai_addrlen);
    std::memcpy(e.data(), found.ai_addr, found.ai_addrlen);
    return e;
}

/// The answer to a lookup: addresses, or a code of getaddrinfo.
struct lookup_result {
    std::vector<tcp::endpoint> endpoints;
    int code = 0;
};

lookup_result look_up(const address& a, int flags) {
    addrinfo hints{};
    hints.ai_flags = flags | AI_NUMERICSERV;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* first = nullptr;
    lookup_result result;
    result.code = ::getaddrinfo(a.host.c_str(), std::to_string(a.port).c_str(),
                                &hints, &first);
    const std::unique_ptr<addrinfo, free_addresses> all(first);
    for (auto* one = first; one; one = one->ai_next) {
        result.endpoints.push_back(endpoint_of(*one));
    }
    return result;
}

struct question {
    address about;
    ctx::channel<lookup_result> answer;
};

/// The thread that answers questions, one after the other. It is never freed or
/// joined, because a lookup that hangs must not hold up the end of the program.
class lookup_thread {
public:
    static const ctx::channel<question>& questions() {
        static lookup_thread& it = *new lookup_thread;
        return it.questions_;
    }

private:
    lookup_thread()
        : thread_([questions = questions_] {
              for (const auto& q : questions) {
                  q.answer.send(look_up(q.about, AI_ADDRCONFIG));
              }
          }) {}

    ctx::channel<question> questions_;
    std::thread thread_;
};

}  // namespace

std::string text_of(const tcp::endpoint& e) {
    return to_string(address{e.address().to_string(), e.port()});
}

std::vector<tcp::endpoint> lookup(const std::string& call,
                                  const ctx::context& c, const address& a) {
    std::optional<lookup_result> found = look_up(a, AI_NUMERICHOST);
    if (found->code == 0) return found->endpoints;
    const question q{a, ctx::channel<lookup_result>(1)};
    if (select(recv(c.done()), send(lookup_thread::questions(), q)) == 0 ||
        select(recv(c.done()), recv(q.answer, found)) == 0) {
        ctx::error(c.err()).raise();
    }
    const auto code = found->code;
    if (code == 0) return found->endpoints;
    throw std::runtime_error(call + " tcp: lookup " + a.host + ": " +
                             (code == EAI_NONAME || code == EAI_NODATA
                                  ? "no such host"
                                  : ::gai_strerror(code)));
}

}  // namespace lessons::http
