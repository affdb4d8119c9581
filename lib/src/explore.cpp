// A depth-first search over the schedules of a program.
//
// Each schedule is a run from the start, because the stacks of a C++ program
// cannot be copied, so that a search cannot go back to an earlier choice.
//
// Invariants:
// 1. A schedule is a list of choices. Choices beyond its end are 0.
// 2. A run and the next one have the same choices up to the choice that
//    advance() changed: the last choice that has a way left. check_repeated()
//    checks that the program was asked for the same choices in both runs.
//
// There is no lock, because a bubble asks for choices on one thread at a time.
#include "ctx/explore.hpp"

#include <algorithm>
#include <exception>
#include <functional>
#include <new>
#include <stdexcept>
#include <utility>

#include "goroutine_list.hpp"
#include "scheduler.hpp"

namespace ctx {
namespace {

// A choice below z is one digit. A larger choice is written as several digits:
// a "z" for each time that z fits in, and then the rest.
constexpr std::size_t z = 35;

std::optional<std::size_t> digit_of(char c) {
    if ('0' <= c && c <= '9') return static_cast<std::size_t>(c - '0');
    if ('a' <= c && c <= 'z') return static_cast<std::size_t>(c - 'a') + 10;
    return std::nullopt;
}

// Turns the choices of one run into those of the next run (invariants 1 and 2).
// Returns false after the last run.
bool advance(std::vector<std::size_t>& choices,
             const std::vector<std::size_t>& ways) {
    choices.resize(ways.size());
    while (!choices.empty() && choices.back() + 1 == ways[choices.size() - 1]) {
        choices.pop_back();
    }
    if (choices.empty()) return false;
    ++choices.back();
    return true;
}

// Checks that `next` was asked the same choices as the run before it, up to the
// choice that `next` changed (invariant 2). `last` says how many ways each of
// these choices had in the run before.
void check_repeated(const replay& next, const std::vector<std::size_t>& last) {
    const auto& ways = next.ways();
    if (next.finished() && std::equal(last.begin(), last.end(), ways.begin())) {
        return;
    }
    throw std::logic_error(
        "ctx::explore: the program did something else when it ran again; it "
        "must depend on its schedule alone, not on time, chance or earlier "
        "runs");
}

// Rethrows `failure`, or an exception nested in it, if there was no memory
// left, because that says nothing of the program.
void throw_if_shortage(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::nested_exception& outer) {
        if (outer.nested_ptr()) throw_if_shortage(outer.nested_ptr());
    } catch (...) {
        // The program itself failed.
    }
}

explored run_once(const std::function<void()>& main, const run_options& options,
                  replay& choices, const location& at) {
    bubble_options once;
    static_cast<run_options&>(once) = options;
    once.choose = std::ref(choices);
    explored run;
    run.failure =
        detail::exception_of([&] { run.report = bubble(main, once, at); });
    if (run.failure) throw_if_shortage(run.failure);
    return run;
}

}  // namespace

schedule::schedule(std::vector<std::size_t> choices)
    : choices_(std::move(choices)) {
    while (!choices_.empty() && choices_.back() == 0) choices_.pop_back();
}

std::string to_string(const schedule& s) {
    std::string text;
    for (std::size_t choice : s.choices()) {
        for (; choice >= z; choice -= z) text += 'z';
        text += "0123456789abcdefghijklmnopqrstuvwxy"[choice];
    }
    return text.empty() ? "0" : text;
}

std::optional<schedule> parse_schedule(std::string_view text) {
    std::vector<std::size_t> choices;
    std::size_t choice = 0;
    for (const char c : text) {
        const auto digit = digit_of(c);
        if (!digit) return std::nullopt;
        choice += *digit;
        if (*digit == z) continue;
        choices.push_back(std::exchange(choice, 0));
    }
    if (text.empty() || text.back() == 'z') return std::nullopt;
    return schedule(std::move(choices));
}

std::size_t replay::operator()(const choice& c) {
    const bool overtaking = c.what == choice::kind::print;
    if (overtaking && overtakings_ == 0) return 0;
    const std::size_t i = ways_.size();
    ways_.push_back(c.ways);
    if (i >= schedule_.choices().size()) return 0;
    const std::size_t chosen = schedule_.choices()[i];
    if (chosen >= c.ways) {
        if (!misfit_) misfit_ = i + 1;
        return 0;
    }
    if (overtaking) overtakings_ -= chosen;
    return chosen;
}

exploration explore(const std::function<void()>& main,
                    const std::function<void(const explored&)>& visit,
                    const explore_options& options, location at) {
    detail::check_outside_bubble("ctx::explore");
    exploration so_far;
    std::vector<std::size_t> choices;
    std::vector<std::size_t> known;  // how many ways each of these had
    do {
        if (so_far.schedules == options.max) return so_far;
        replay chosen(schedule(choices), options.overtakings);
        explored run = run_once(main, options, chosen, at);
        if (options.until.err()) return so_far;
        check_repeated(chosen, known);
        run.chosen = schedule(choices);
        ++so_far.schedules;
        visit(run);
        const auto& ways = chosen.ways();
        if (!advance(choices, ways)) break;
        known.assign(ways.begin(), ways.begin() + static_cast<std::ptrdiff_t>(
                                                      choices.size()));
    } while (true);
    so_far.complete = true;
    return so_far;
}

}  // namespace ctx
