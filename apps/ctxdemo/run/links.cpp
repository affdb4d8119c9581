// SPDX-License-Identifier: MIT
#include "apps/ctxdemo/run/links.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace ctxdemo {

using ctx::event;
using ctx::event_case;
using ctx::step;

namespace {

// Goes through the events of a run. A call that may block has an effect when
// its goroutine takes the next event, unless that is a block.
class link_finder {
public:
    explicit link_finder(const recording& r) : r_(r) {}

    [[nodiscard]] run_links find() {
        for (at_ = 0; at_ < r_.events.size(); ++at_) take(r_.events[at_]);
        for (const auto& [goroutine, c] : calls_) {
            if (!c.blocked) end_call(goroutine, c, c.entered);
        }
        match_values();
        std::ranges::sort(found_.findings, {}, &finding::event);
        return std::move(found_);
    }

private:
    // A call that a goroutine has entered: of one case, or a select.
    struct call {
        std::size_t entered = 0;
        bool blocked = false;
        std::optional<event_case> only;
    };
    // The ends of a call on a channel.
    struct transfer {
        std::size_t entered = 0;
        std::uint32_t goroutine = 0;
    };
    struct transfers {
        std::vector<transfer> sends, receives;
    };

    void take(const event& e) {
        take_next_of_call(e);
        switch (e.what) {
            case step::send:
            case step::receive:
            case step::done:
                calls_[e.goroutine] = {at_, false,
                                       event_case{e.what, e.object}};
                break;
            case step::select:
                calls_[e.goroutine] = {at_, false, std::nullopt};
                break;
            case step::derive:
                parents_[e.object] = e.other;
                break;
            case step::cancel:
            case step::expire:
                ends_[e.object] = at_;
                break;
            default:
                break;
        }
    }

    // Ends the call of the goroutine of `e`, if it is in one.
    void take_next_of_call(const event& e) {
        const auto found = calls_.find(e.goroutine);
        if (found == calls_.end()) return;
        call& c = found->second;
        if (e.what == step::block) {
            c.blocked = true;
            return;
        }
        if (!c.only && e.what == step::wake) return;  // a choose follows
        if (!c.only && e.what == step::choose) {
            const auto& cases = r_.events[c.entered].cases;
            if (e.other < cases.size()) {
                end_case(e.goroutine, cases[e.other], c.entered, at_);
            }
        } else {
            end_call(e.goroutine, c, c.blocked ? at_ : c.entered);
        }
        calls_.erase(found);
    }

    void end_call(std::uint32_t goroutine, const call& c, std::size_t at) {
        if (c.only) end_case(goroutine, *c.only, c.entered, at);
    }

    void end_case(std::uint32_t goroutine, const event_case& c,
                  std::size_t entered, std::size_t at) {
        if (c.what == step::send) {
            values_[c.object].sends.push_back({entered, goroutine});
        } else if (c.what == step::receive) {
            values_[c.object].receives.push_back({entered, goroutine});
        } else if (const auto end = end_of(c.object)) {
            found_.findings.push_back({at, goroutine, c.object, *end});
        }
    }

    [[nodiscard]] std::optional<std::size_t> end_of(
        std::uint32_t context) const {
        while (context != 0) {
            const auto end = ends_.find(context);
            if (end != ends_.end()) return end->second;
            const auto parent = parents_.find(context);
            context = parent == parents_.end() ? 0 : parent->second;
        }
        return std::nullopt;
    }

    void match_values() {
        for (auto& [channel, both] : values_) {
            std::ranges::sort(both.sends, {}, &transfer::entered);
            std::ranges::sort(both.receives, {}, &transfer::entered);
            const auto count =
                std::min(both.sends.size(), both.receives.size());
            for (std::size_t i = 0; i < count; ++i) {
                const transfer& from = both.sends[i];
                const transfer& to = both.receives[i];
                found_.handovers.push_back({std::max(from.entered, to.entered),
                                            from.goroutine, to.goroutine,
                                            channel});
            }
        }
        std::ranges::sort(found_.handovers, {}, &handover::event);
    }

    const recording& r_;
    std::size_t at_ = 0;
    std::map<std::uint32_t, call> calls_;             // by goroutine
    std::map<std::uint32_t, transfers> values_;       // by channel
    std::map<std::uint32_t, std::uint32_t> parents_;  // of contexts
    std::map<std::uint32_t, std::size_t> ends_;       // likewise
    run_links found_;
};

}  // namespace

run_links links_of(const recording& r) { return link_finder(r).find(); }

}  // namespace ctxdemo
