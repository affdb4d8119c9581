// Where the end of a context comes from: which context of the chain was
// canceled, or ran out of time, and which line made that context.
//
//     const auto db = ctx::with_label(request, "db");
//     auto [query, cancel] = ctx::with_timeout(db, 50ms);
//     if (run(query, sql)) return;
//     if (ctx::origin(query) == query) std::cerr << "the query was slow\n";
//     std::cerr << ctx::explain(query);
//
// explain() returns, for example,
//
//       1 background
//     > 2 with_timeout     server.cpp:41  deadline exceeded, due 1ms ago
//       3 with_label "db"  db.cpp:87
//       4 with_timeout     db.cpp:88      deadline exceeded with 2, due with 2
//
// Line 4 is the query. The deadline of the request, line 2, ended it: the
// request was due before the 50 ms of the query had passed.
//
// Every context knows the function and the line that made it. This takes 9 of
// its bytes, and no time that can be measured. A label is a context of its own,
// so that only a program with labels pays for them.
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ctx/context.hpp"
#include "ctx/detail/export.hpp"
#include "ctx/location.hpp"

namespace ctx {

/// Returns the context that made `c` done: the context at or above `c` whose
/// own cancel function, deadline or signal came first. If `c` was done because
/// a merge was, the result is on the side of the parent that ended the merge.
///
///     if (ctx::origin(query) == request) return answer_too_late();
///
/// While `c` is live, returns the context whose deadline will make `c` done,
/// unless a cancellation comes first. If several contexts have this deadline,
/// the result is the highest, because its timer ends the others; above a merge
/// it is on the side of the first parent.
///
/// Returns nullopt if `c` is live and has no deadline, or one that never comes
/// (clock::from_now).
///
/// The result is never a context of with_value, with_label or without_cancel.
/// So it is not equal to a `request` that is made by one of these.
///
/// Order       the origin was done before `c`. The origin of a context that is
///             done never changes, and is right in every order of threads.
/// Lifetime    the result is a handle, and keeps its context alive.
/// Complexity  linear in the number of cancelable contexts from `c` up to the
///             origin. No lock and no allocation.
/// Source      beyond Go.
[[nodiscard]] CTX_EXPORT std::optional<context> origin(
    const context& c) noexcept;

/// Returns the name of the function that made `c`: "with_timeout",
/// "background", "merge".
///
/// Source      beyond Go.
[[nodiscard]] CTX_EXPORT std::string_view made_by(const context& c) noexcept;

/// Returns the line of the call that made `c`. The line() of a root is 0.
///
/// Lifetime    the names in the result belong to the program or shared library
///             that made the call, and are gone if that is unloaded.
/// Source      beyond Go.
[[nodiscard]] CTX_EXPORT location made_at(const context& c) noexcept;

/// Returns a child of `parent` with a name for reports. The child is done
/// exactly when `parent` is. The label is that of all contexts derived from the
/// child, down to the next label:
///
///     auto [c, cancel] = ctx::with_timeout(ctx::with_label(request, "db"),
///                                          50ms);
///
/// Throws      std::bad_alloc.
/// Complexity  as with_value, which it is, with a key of the library's own.
/// Source      beyond Go.
[[nodiscard]] CTX_EXPORT context with_label(const context& parent,
                                            std::string label,
                                            location at = location::current());

/// Returns the label of the nearest with_label at or above `c`; empty if there
/// is none. A merge has that of its first parent, or else of its second.
///
/// Throws      std::bad_alloc.
/// Complexity  as context::value.
/// Source      beyond Go.
[[nodiscard]] CTX_EXPORT std::string label(const context& c);

/// Returns a text with a line for `c` and each context above it, parents first,
/// as in the example above. It is for people: a later version may change it.
///
/// Each line has a number, the function, and the source line. A context is
/// derived from the context one line above, unless its line names others, as in
/// "with_cancel of 3" and "merge of 3 and 5". A label is shown, and of a value
/// only the type of its key, because values may be secrets. Then, for a context
/// that can be canceled:
///
///     live                 it is not done
///     canceled             its own cancel function was called
///     canceled: disk full  the same, with a cause, which may be a signal
///     deadline exceeded    its own deadline has passed; a cause follows, as
///                          after canceled
///     canceled with 2      it was canceled because the context of line 2 was
///     due in 20ms          its own deadline, from now
///     due now, due 1ms ago the same, once the deadline has passed
///     never due            its own deadline never comes (clock::from_now)
///     due with 2           the deadline that it was given is after that of
///                          line 2, and so of no effect
///
/// The line of origin(c) begins with ">".
///
/// Other threads may cancel contexts meanwhile. Each context is looked at
/// before its parents, so that a context that is done because a parent is done
/// is never shown with a live parent.
///
/// Throws      std::bad_alloc; what the text of a cause throws.
/// Complexity  linear in the number of contexts above `c`, and for each that is
///             due with another in the number of those between. No recursion.
/// Source      beyond Go.
[[nodiscard]] CTX_EXPORT std::string explain(const context& c);

}  // namespace ctx
