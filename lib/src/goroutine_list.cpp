#include "goroutine_list.hpp"

#include <mutex>

namespace ctx::detail {

goroutine& goroutine_list::add_main(scheduler& home, const location& at) {
    all_.push_back(std::make_unique<goroutine>(home, "main", nullptr, at));
    goroutine& main = *all_.back();
    main.id = last_id_;
    main.exceptions = std::uncaught_exceptions();
    return main;
}

std::unique_ptr<goroutine> goroutine_list::take(const goroutine& g) {
    const auto it =
        std::ranges::find(all_, &g, &std::unique_ptr<goroutine>::get);
    auto taken = std::move(*it);
    all_.erase(it);
    return taken;
}

std::vector<goroutine_status> goroutine_list::report(
    const goroutine* left_out) const {
    std::vector<goroutine_status> statuses;
    for (const auto& g : all_) {
        if (g.get() == left_out) continue;
        const std::scoped_lock lock(g->mutex);
        statuses.push_back(g->status());
    }
    return statuses;
}

void finished_goroutines::join() {
    while (first_) {
        const auto g = std::move(first_);
        first_ = std::move(g->next_finished);
        g->thread.join();
    }
}

std::exception_ptr run_body(goroutine& self) {
    return exception_of_goroutine([&] {
        self.body->run();
        record_step(step::exit, 0, 0, "", location());
    });
}

void drop_body(goroutine& self) {
    self.exceptions = -1;
    self.body.reset();
}

}  // namespace ctx::detail
