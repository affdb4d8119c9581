#include "ctx/event.hpp"

#include "scheduler.hpp"

namespace ctx {

std::string_view to_string(step s) noexcept {
    switch (s) {
        case step::go:
            return "go";
        case step::exit:
            return "exit";
        case step::print:
            return "print";
        case step::sleep:
            return "sleep";
        case step::send:
            return "send";
        case step::receive:
            return "receive";
        case step::close:
            return "close";
        case step::done:
            return "done";
        case step::select:
            return "select";
        case step::choose:
            return "choose";
        case step::wait:
            return "wait";
        case step::timer:
            return "timer";
        case step::block:
            return "block";
        case step::wake:
            return "wake";
        case step::derive:
            return "derive";
        case step::cancel:
            return "cancel";
        case step::expire:
            return "expire";
        case step::after_func:
            return "after_func";
    }
    return "unknown step";
}

void note_print(std::string_view line, location at) {
    detail::here().record(detail::make_event(step::print, 0, 0, line, at));
}

bool note_error(std::string_view line, location at) {
    auto& home = detail::here();
    if (&home == &detail::process_scheduler()) return false;
    home.record(detail::make_event(step::print, 0, 2, line, at));
    return true;
}

namespace detail {

event make_event(step what, std::uint32_t object, std::uint32_t other,
                 std::string_view text, const location& at) {
    event e;
    e.what = what;
    e.object = object;
    e.other = other;
    e.text = text;
    e.where = at;
    return e;
}

void record_step(step what, std::uint32_t object, std::uint32_t other,
                 std::string_view text, const location& at) {
    if (!is_recorded) return;
    or_lose_step(
        [&] { here().record(make_event(what, object, other, text, at)); });
}

}  // namespace detail

}  // namespace ctx
