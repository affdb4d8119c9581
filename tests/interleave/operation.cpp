// SPDX-License-Identifier: MIT
#include "tests/interleave/operation.hpp"

namespace ctx_interleave {
namespace {

const char* name_of(kind what) noexcept {
    switch (what) {
        case kind::load:
            return "load atomic ";
        case kind::store:
            return "store atomic ";
        case kind::change:
            return "change atomic ";
        case kind::add:
            return "add to atomic ";
        case kind::sub:
            return "subtract from atomic ";
        case kind::sub_last:
            return "subtract the last from atomic ";
        case kind::lock:
            return "lock mutex ";
        case kind::unlock:
            return "unlock mutex ";
        case kind::enqueue:
            return "wait on condition ";
        case kind::notify:
            return "notify condition ";
    }
    return "";
}

}  // namespace

bool dependent(const operation& a, const operation& b) noexcept {
    if (a.object != b.object) return false;
    if (a.what != b.what) return true;
    return a.what != kind::load && a.what != kind::add && a.what != kind::sub &&
           a.what != kind::unlock;
}

std::string to_string(const operation& op) {
    std::string text = "thread " + std::to_string(op.thread) + ": " +
                       name_of(op.what) + std::to_string(op.object);
    if (op.has_value) text += ", " + std::to_string(op.value);
    return text;
}

}  // namespace ctx_interleave
