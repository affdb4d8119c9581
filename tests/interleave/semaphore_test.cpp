// Threads take units of a semaphore while others give some back and cancel. A
// lost wakeup shows as a deadlock.
// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <ctx/context.hpp>
#include <ctx/semaphore.hpp>
#include <optional>
#include <system_error>
#include <utility>

#include "tests/interleave/scene.hpp"

namespace interleave_semaphore_test {

using ctx::background;
using ctx::cancelable;
using ctx::errc;
using ctx::semaphore;
using ctx_interleave::claim;
using ctx_interleave::counted;
using ctx_interleave::in_every_order;

TEST_CASE("two threads take the one unit in turn") {
    struct scene {
        semaphore units{1};
        int inside = 0;  // the unit orders what uses this
    };
    const auto take = [](scene& s) {
        claim(!s.units.acquire(background(), 1), "no context ends it");
        claim(++s.inside == 1, "the unit is taken by one thread");
        --s.inside;
        s.units.release(1);
    };
    in_every_order<scene>({take, take}, [](scene& s) {
        claim(s.units.try_acquire(1), "the unit is free");
    });
}

TEST_CASE("a cancel and a release at the same time lose no unit") {
    struct scene {
        scene() { claim(units.try_acquire(1), "the unit is free at first"); }

        semaphore units{1};
        cancelable c = with_cancel(counted());
        std::error_code err;
    };
    in_every_order<scene>(
        {[](scene& s) { s.err = s.units.acquire(s.c.child, 1); },
         [](scene& s) { s.units.release(1); }, [](scene& s) { s.c.cancel(); }},
        [](scene& s) {
            claim(s.units.try_acquire(1) == !!s.err,
                  "the unit is taken or free, not both");
        });
}

TEST_CASE("a canceled request lets the one behind it go on") {
    struct scene {
        scene() { claim(units.try_acquire(1), "a unit is free at first"); }

        semaphore units{2};
        cancelable c = with_cancel(counted());
    };
    in_every_order<scene>({[](scene& s) {
                               if (s.units.acquire(s.c.child, 2)) return;
                               claim(false, "two units are never free");
                           },
                           [](scene& s) {
                               claim(!s.units.acquire(background(), 1),
                                     "no context ends it");
                           },
                           [](scene& s) { s.c.cancel(); }},
                          [](scene& s) {
                              s.units.release(2);
                              claim(s.units.try_acquire(2), "no unit is lost");
                          });
}

TEST_CASE("no thread takes units that are free after its context is done") {
    struct scene {
        scene() { claim(units.try_acquire(1), "the unit is free at first"); }

        semaphore units{1};
        cancelable c = with_cancel(counted());
        std::error_code err;
        bool is_released = false;
    };
    in_every_order<scene>(
        {[](scene& s) { s.err = s.units.acquire(s.c.child, 1); },
         [](scene& s) { s.c.cancel(); },
         [](scene& s) {
             s.is_released = !!s.c.child.err();
             if (s.is_released) s.units.release(1);
         }},
        [](scene& s) {
            claim(s.err == errc::canceled, "the context was done first");
            claim(s.units.try_acquire(1) == s.is_released, "no unit is lost");
        });
}

TEST_CASE("a thread may destroy a semaphore right after its acquire") {
    struct scene {
        scene() { claim(units->try_acquire(1), "the unit is free at first"); }

        std::optional<semaphore> units{std::in_place, 1};
    };
    in_every_order<scene>({[](scene& s) {
                               claim(!s.units->acquire(background(), 1),
                                     "no context ends it");
                               s.units.reset();
                           },
                           [](scene& s) { s.units->release(1); }},
                          [](scene&) {});
}

}  // namespace interleave_semaphore_test
