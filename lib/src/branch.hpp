// The branches of a node that many derive from at once; branch.cpp says how
// they come and go.
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <vector>

#include "ctx/detail/node.hpp"

namespace ctx::detail {

/// A hidden child, on which those hang that were derived from its parent, the
/// origin, on one processor. On cache lines of its own, or the processors would
/// still wait for each other.
class alignas(64) branch_node final : public cancel_node {
public:
    explicit branch_node(cancel_node& origin) noexcept
        : cancel_node(as_branch(), origin) {}
    ~branch_node() override = default;

    void print(std::string&) const override {}
};

/// All of them. Constant from when the origin has it until the branches have
/// become the origin's owners; then the reaper's.
struct branch_table {
    std::vector<std::unique_ptr<branch_node>> all;
    branch_table* next = nullptr;
};

}  // namespace ctx::detail
