#include "shadow_memory.hpp"

namespace ctx::detail {

void shadow_memory::forget(std::uintptr_t begin, std::size_t size) noexcept {
    for_each(begin, size, [](cell& c) { c.run = 0; });
}

shadow_memory::page* shadow_memory::find_page(std::uintptr_t number) noexcept {
    near_page& n = near_[number % near_.size()];
    if (n.its && n.number == number) return n.its;
    const auto it = pages_.find(number);
    if (it == pages_.end()) return nullptr;
    n = {number, it->second.get()};
    return n.its;
}

shadow_memory::cell& shadow_memory::at(std::uintptr_t address) {
    const std::uintptr_t number = address >> page_bits;
    page* p = find_page(number);
    if (!p) p = (pages_[number] = std::make_unique<page>()).get();
    cell& c = (*p)[address % page_size / 8];
    if (c.run != run_) {
        c = {};
        c.run = run_;
    }
    return c;
}

std::uint32_t shadow_memory::take_place() {
    if (free_ != none) {
        const std::uint32_t place = free_;
        free_ = pool_[place].next;
        return place;
    }
    pool_.emplace_back();
    return static_cast<std::uint32_t>(pool_.size() - 1);
}

}  // namespace ctx::detail
