#include "code_origin.hpp"

#include <dlfcn.h>
#include <link.h>

#include <algorithm>

namespace ctx::detail {
namespace {

bool has_any(std::string_view text,
             std::initializer_list<std::string_view> parts) noexcept {
    return std::ranges::any_of(parts, [text](std::string_view p) {
        return text.find(p) != std::string_view::npos;
    });
}

bool begins_with_any(std::string_view text,
                     std::initializer_list<std::string_view> all) noexcept {
    return std::ranges::any_of(
        all, [text](std::string_view p) { return text.starts_with(p); });
}

// The part of a mangled name that begins with the namespaces, where the name is
// that of a function: "_ZNK3ctx7contexteqERKS0_" gives "3ctx7contexteqERKS0_".
std::string_view scope_of(std::string_view name) noexcept {
    if (!name.starts_with("_Z")) return {};
    name.remove_prefix(2);
    while (name.starts_with('Z')) name.remove_prefix(1);  // local to a function
    if (name.starts_with('L')) {                          // static
        name.remove_prefix(1);
        return name.substr(
            std::min(name.find_first_not_of("0123456789"), name.size()));
    }
    if (!name.starts_with('N')) return name;
    name.remove_prefix(1);
    return name.substr(std::min(name.find_first_not_of("rVKRO"), name.size()));
}

// True for what only reads or writes a variable of the program: an assignment,
// a copy, and all of ctx::error.
bool is_of_variable(std::string_view scope) noexcept {
    return scope.starts_with("3ctx5error") ||
           has_any(scope, {"aSE", "C1ERKS", "C2ERKS", "C1EOS", "C2EOS"});
}

bool is_destructor(std::string_view name) noexcept {
    return has_any(name, {"D0Ev", "D1Ev", "D2Ev"});
}

}  // namespace

code_origin origin_of_function(std::string_view mangled) noexcept {
    const std::string_view scope = scope_of(mangled);
    if (scope.starts_with("St16_Sp_counted_base")) {
        return has_any(scope, {"_M_release", "_M_weak_release"})
                   ? code_origin::count_down
                   : code_origin::count;
    }
    // __gthread: functions for locks, which each source has for itself.
    if (begins_with_any(scope, {"St", "Sa", "Sb", "Ss", "Si", "So", "Sd",
                                "9__gnu_cxx", "__gthread"})) {
        return code_origin::standard;
    }
    if (!scope.starts_with("3ctx")) return code_origin::program;
    if (is_of_variable(scope)) return code_origin::standard;
    const bool carries =
        has_any(scope, {"13channel_state", "8receiver", "6sender", "4ring",
                        "10value_node", "16typed_value_node"}) ||
        (scope.starts_with("3ctx6detail") && is_destructor(scope));
    return carries ? code_origin::carrier : code_origin::library;
}

code_info code_origins::recall(const void* pc) {
    const auto it = all_.find(pc);
    return it != all_.end() ? it->second : all_[pc] = find(pc);
}

code_info code_origins::find(const void* pc) {
    Dl_info found{};
    link_map* file = nullptr;
    if (dladdr1(pc, &found, reinterpret_cast<void**>(&file), RTLD_DL_LINKMAP) ==
            0 ||
        !file) {
        return {};
    }
    // The program itself has no name.
    const char* const path = *file->l_name ? file->l_name : "/proc/self/exe";
    const auto& table = tables_.try_emplace(file->l_addr, path).first->second;
    // The instruction is before the return address, which may be behind the end
    // of the function.
    const auto* const f = table.function_at(
        reinterpret_cast<std::uintptr_t>(pc) - 1 - file->l_addr);
    return f ? code_info{origin_of_function(f->name), f} : code_info();
}

}  // namespace ctx::detail
