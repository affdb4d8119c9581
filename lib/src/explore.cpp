// Running a program under many schedules.
//
// Each schedule is a run from the start, because the stacks of a C++ program
// cannot be copied, so that a search cannot go back to an earlier choice.
//
// There is no lock, because a bubble asks for choices on one thread at a time.
#include "ctx/explore.hpp"

#include <algorithm>
#include <exception>
#include <functional>
#include <map>
#include <new>
#include <set>
#include <stdexcept>
#include <utility>

#include "explored_run.hpp"
#include "overflow_watch.hpp"
#include "scheduler.hpp"
#include "search.hpp"
#include "stack_pool.hpp"

namespace ctx {
namespace {

using ending = explored::ending;
using strategy = explore_options::strategy;

[[noreturn]] void throw_lost() {
    throw std::logic_error(
        "ctx::explore: the program did something else when it ran again; it "
        "must depend on its schedule alone, not on time, chance or earlier "
        "runs");
}

// A source of random numbers that is the same everywhere: splitmix64.
class random_numbers {
public:
    explicit random_numbers(std::uint64_t seed) noexcept : state_(seed) {}

    [[nodiscard]] std::size_t below(std::size_t n) noexcept {
        state_ += 0x9E3779B97F4A7C15U;
        std::uint64_t z = state_;
        z = (z ^ z >> 30U) * 0xBF58476D1CE4E5B9U;
        z = (z ^ z >> 27U) * 0x94D049BB133111EBU;
        return static_cast<std::size_t>((z ^ z >> 31U) % n);
    }

private:
    std::uint64_t state_;
};

// Chooses by the priorities of strategy::pct. A goroutine or timer has a random
// priority of `depth` or more, until one of the depth - 1 places comes where
// the one that goes on falls behind all others.
class priorities {
public:
    priorities(random_numbers& random, std::size_t depth,
               std::uint64_t choices_expected)
        : random_(random) {
        for (std::size_t d = 1; d < depth; ++d) {
            falls_.insert(random.below(choices_expected));
        }
    }

    [[nodiscard]] std::size_t choose(const choice& c) {
        const std::uint64_t now = choices_++;
        if (c.what == choice::kind::select) return random_.below(c.ways);
        std::size_t best = 0;
        for (std::size_t i = 1; i < c.ways; ++i) {
            if (of(c.which(i)) > of(c.which(best))) best = i;
        }
        if (falls_.contains(now)) of(c.which(best)) = --lowest_;
        return best;
    }

    [[nodiscard]] std::uint64_t choices() const noexcept { return choices_; }

private:
    std::int64_t& of(const way& w) {
        const auto [it, is_new] = all_.try_emplace({w.goroutine, w.context});
        if (is_new) {
            it->second = static_cast<std::int64_t>(random_.below(1U << 30U));
        }
        return it->second;
    }

    random_numbers& random_;
    std::set<std::uint64_t> falls_;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::int64_t> all_;
    std::int64_t lowest_ = 0;
    std::uint64_t choices_ = 0;
};

// An exploration under way.
class explorer {
public:
    explorer(const std::function<void()>& main,
             const std::function<void(const explored&)>& visit,
             const explore_options& options, const location& at)
        : main_(main), visit_(visit), options_(options), at_(at) {
        static_cast<run_options&>(once_) = options;
    }

    exploration run() {
        if (options_.how == strategy::all) {
            search_all();
        } else {
            sample();
        }
        return std::move(result_);
    }

private:
    void search_all() {
        const auto by = options_.from
                            ? options_.from
                            : std::make_shared<detail::search>(
                                  options_.reduced && !options_.preemptions,
                                  options_.preemptions);
        by->keep_choices_in(options_.under_way);
        result_.covered = "stopped early";
        result_.rest = by;
        do {
            if (is_enough()) return;
            explored run = detail::run_once(main_, once_, options_.max_steps,
                                            by.get(), at_);
            if (options_.until.err()) return;
            if (by->is_lost()) throw_lost();
            if (by->is_repetition()) {
                ++result_.repetitions;
                continue;
            }
            run.chosen = schedule(by->choices());
            run.done = by->done();
            show(run);
        } while (by->advance());
        result_.rest = nullptr;
        result_.complete = !has_livelock_;
        result_.covered = "every schedule";
        if (options_.preemptions) {
            result_.covered +=
                " with at most " + std::to_string(*options_.preemptions) +
                (options_.preemptions == 1 ? " preemption" : " preemptions");
        }
        if (has_livelock_) {
            result_.covered += ", up to max_steps or calls_per_instant";
        }
    }

    void sample() {
        const bool by_priority = options_.how == strategy::pct;
        random_numbers random(options_.seed);
        std::uint64_t most_choices = 1;
        while (!is_enough()) {
            std::vector<std::size_t> chosen;
            priorities order(random, options_.depth, most_choices);
            once_.choose = [&](const choice& c) {
                chosen.push_back(by_priority ? order.choose(c)
                                             : random.below(c.ways));
                return chosen.back();
            };
            explored run = detail::run_once(main_, once_, options_.max_steps,
                                            nullptr, at_);
            if (options_.until.err()) return;
            most_choices = std::max(most_choices, order.choices());
            run.chosen = schedule(std::move(chosen));
            show(run);
        }
        result_.covered = std::to_string(result_.schedules) +
                          (by_priority ? " schedules by random priorities"
                                       : " random schedules");
    }

    [[nodiscard]] bool is_enough() const noexcept {
        return result_.schedules == options_.max;
    }

    void show(const explored& run) {
        ++result_.schedules;
        has_livelock_ = has_livelock_ || run.how == ending::livelock;
        visit_(run);
    }

    const std::function<void()>& main_;
    const std::function<void(const explored&)>& visit_;
    const explore_options& options_;
    const location& at_;
    bubble_options once_;  // for each run
    // Kept for all runs, because it costs some system calls.
    detail::stack_pool stacks_{once_.stack_size};
    const detail::overflow_watch stack_overflows_{stacks_};
    exploration result_;
    bool has_livelock_ = false;
};

}  // namespace

void expect(bool holds, std::string_view what, location at) {
    if (holds) return;
    throw failed_expectation(detail::place(at) + ": expected that " +
                             std::string(what));
}

exploration explore(const std::function<void()>& main,
                    const std::function<void(const explored&)>& visit,
                    const explore_options& options, location at) {
    detail::check_outside_bubble("ctx::explore");
    return explorer(main, visit, options, at).run();
}

}  // namespace ctx
