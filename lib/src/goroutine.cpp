// The functions that goroutines of every scheduler use.
#include "ctx/goroutine.hpp"

#include <cstdint>
#include <exception>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>

#include "goroutine_list.hpp"

namespace ctx {
namespace detail {

// The steps of a thread that is no goroutine are not recorded, and its calls
// not counted.
constinit thread_local bool is_recorded = false;
constinit thread_local std::uint64_t* calls_left = nullptr;

namespace {

thread_local goroutine* running = nullptr;

}  // namespace

std::string place(const location& at) {
    if (at.line() == 0) return "";
    std::string file = at.file_name();
    return file.substr(file.find_last_of('/') + 1) + ':' +
           std::to_string(at.line());
}

goroutine& current() {
    if (running) return *running;
    thread_local goroutine none(process_scheduler());
    return none;
}

goroutine* current_goroutine() noexcept { return running; }

scheduler& here() { return running ? running->home : process_scheduler(); }

void check_outside_bubble(const char* function) {
    if (!here().shares_thread()) return;
    throw std::logic_error(std::string(function) + ": called inside a bubble");
}

goroutine* run_as(goroutine* g) noexcept {
    goroutine* const before = std::exchange(running, g);
    is_recorded = g && g->home.recording();
    calls_left = g ? g->calls_left : nullptr;
    return before;
}

void count_call_here(const location& at) { count_call(current(), at); }

// The case that the goroutine wants; null if it is one of several.
const select_case* wait_point::only() const noexcept {
    return cases.size() == 1 || until_done ? cases.back() : nullptr;
}

std::string wait_point::describe() const {
    if (what) return what;
    if (only()) return only()->describe() + (until_done ? " or done" : "");
    std::string text = "select";
    for (const select_case* c : cases) {
        text += (c == cases.front() ? ": " : ", ") + c->describe();
    }
    return text;
}

std::string wait_point::report() const {
    std::string text = describe();
    if (what || !only()) return text;
    // The report of a case begins with its description.
    return text + only()->report().substr(only()->describe().size());
}

goroutine_status goroutine::status() const {
    const bool is_known = waits && waits->at.line() != 0;
    return {id, name, waits ? waits->report() : "",
            is_known ? waits->at : last_at, started_at};
}

std::exception_ptr name_the_goroutine(const goroutine& g,
                                      const std::exception_ptr& thrown) noexcept
    try {
    std::string what = "goroutine " + std::to_string(g.id);
    if (!g.name.empty()) what += " \"" + g.name + '"';
    const std::string at = place(g.started_at);
    if (!at.empty()) what += " (started at " + at + ')';
    what += ": " + error(thrown).message();
    return exception_of([&] {
        try {
            std::rethrow_exception(thrown);
        } catch (...) {
            std::throw_with_nested(goroutine_error(what));
        }
    });
} catch (const std::bad_alloc&) {
    return std::current_exception();
}

void start_goroutine(std::string name, std::unique_ptr<thunk> body,
                     const location& at) {
    here().start(std::move(name), std::move(body), at);
}

}  // namespace detail

// The key functions: they put the types of these classes into this library.
goroutine_exit::~goroutine_exit() = default;
goroutine_error::~goroutine_error() = default;

std::uint32_t this_goroutine() noexcept {
    return detail::running ? detail::running->id : 0;
}

void sleep_for(any_duration any, location at) {
    const duration d = any;
    auto& self = detail::current();
    detail::count_call(self, at);
    detail::record_step(
        step::sleep, 0, 0, [d] { return format_duration(d); }, at);
    if (d > duration::zero()) self.home.sleep(self, d, at);
}

void yield(location at) {
    auto& self = detail::current();
    detail::count_call(self, at);
    self.home.yield(self, at);
}

std::string to_string(const goroutine_status& g) {
    std::string text = "goroutine " + std::to_string(g.id);
    if (!g.name.empty()) text += " \"" + g.name + '"';
    text += " [" + (g.waits_on.empty() ? "running" : g.waits_on) + ']';
    const std::string waits = detail::place(g.waits_at);
    if (!waits.empty()) text += ": " + waits;
    const std::string started = detail::place(g.started_at);
    if (!started.empty() && g.id != 1) text += ", started at " + started;
    return text;
}

}  // namespace ctx
