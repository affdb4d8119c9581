// Resizes pictures, three at a time.
// SPDX-License-Identifier: MIT
#include <ctx/ctx.hpp>
#include <iostream>
#include <vector>

using namespace std::chrono_literals;
using names = std::vector<std::string>;

// Stands for the work: returns the new size.
std::size_t resize(const ctx::context& c, const std::string& name) {
    if (name == "notes.txt") throw std::runtime_error(name + ": not a picture");
    if (const auto err = ctx::sleep_for(c, 10ms)) throw std::system_error(err);
    return 100 * name.size();
}

std::vector<std::size_t> resize_all(const ctx::context& c, const names& all) {
    std::vector<std::size_t> sizes(all.size());
    ctx::group workers(c);
    workers.set_limit(3);
    for (std::size_t i = 0; i < all.size(); ++i) {
        workers.go([&, i](const ctx::context& child) {
            sizes[i] = resize(child, all[i]);
        });
    }
    if (const auto err = workers.wait()) err.raise();
    return sizes;
}

int main() {
    const auto [c, cancel] = ctx::with_timeout(ctx::background(), 1min);
    for (const auto& all :
         {names{"a.png", "bb.png", "c.png", "dd.png", "e.png"},
          names{"f.png", "notes.txt", "g.png"}}) {
        try {
            const auto sizes = resize_all(c, all);
            for (std::size_t i = 0; i < all.size(); ++i) {
                std::cout << all[i] << ' ' << sizes[i] << '\n';
            }
        } catch (const std::exception& e) {
            std::cout << "failed: " << e.what() << '\n';
        }
    }
}
