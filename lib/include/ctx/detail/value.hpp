// The typed half of with_value: which types may be keys, and how keys and
// values print.
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <utility>

#include "ctx/detail/export.hpp"
#include "ctx/detail/node.hpp"
#include "ctx/detail/type_id.hpp"

namespace ctx::detail {

template <class T>
struct is_text : std::false_type {};
template <class C, class T, class A>
struct is_text<std::basic_string<C, T, A>> : std::true_type {};
template <class C, class T>
struct is_text<std::basic_string_view<C, T>> : std::true_type {};

template <class T>
inline constexpr bool is_own_class =
    std::is_class_v<T> && !is_text<std::remove_cv_t<T>>::value;

/// True for a class or enumeration that is not a standard text or byte type, or
/// a pointer to such a class. A constant and not a concept, because an error
/// message lists every part of a concept.
template <class T>
inline constexpr bool is_own_type =
    is_own_class<T> || (std::is_enum_v<T> && !std::same_as<T, std::byte>) ||
    (std::is_pointer_v<T> && is_own_class<std::remove_pointer_t<T>>);

/// The type that a value is kept as. Text given by pointer could dangle, so it
/// is copied.
template <class Value>
using stored_value = std::conditional_t<std::same_as<Value, const char*> ||
                                            std::same_as<Value, char*>,
                                        std::string, Value>;

/// The name of a type as its author wrote it.
[[nodiscard]] CTX_EXPORT std::string type_name(const std::type_info& type);

template <class T>
concept stringable = requires(const T& value) {
    { to_string(value) } -> std::convertible_to<std::string>;
};

/// As Go's stringify: the value's own text if it has one, else the name of its
/// type.
template <class T>
[[nodiscard]] std::string stringify(const T& value) {
    if constexpr (std::same_as<T, std::nullptr_t>) {
        return "<nil>";
    } else if constexpr (std::convertible_to<const T&, std::string_view>) {
        return std::string(std::string_view(value));
    } else if constexpr (stringable<T>) {
        return to_string(value);
    } else {
#if CTX_HAS_RTTI
        return type_name(typeid(T));
#else
        return std::string(name_of<T>());
#endif
    }
}

/// The part of a value_node that knows the type of the key. A search looks at
/// no more.
template <class Key>
class keyed_node : public value_node {
public:
    [[nodiscard]] const Key& key() const noexcept { return key_; }

    [[nodiscard]] bool has_key(const void* key) const override {
        return key_ == *static_cast<const Key*>(key);
    }

protected:
    keyed_node(node* parent, Key key, const birth& made)
        : value_node(parent, id_of<Key>(), made), key_(std::move(key)) {}

private:
    const Key key_;
};

template <class Key, class Value>
class typed_value_node final : public keyed_node<Key> {
public:
    typed_value_node(node* parent, Key key, Value value, const birth& made)
        : keyed_node<Key>(parent, std::move(key), made),
          value_(std::move(value)) {}

    [[nodiscard]] const void* value(type_id type) const noexcept override {
        return is_same(type, id_of<Value>()) ? std::addressof(value_) : nullptr;
    }

    void print(std::string& out) const override {
        out += ".WithValue(" + stringify(this->key()) + ", " +
               stringify(value_) + ")";
    }

private:
    const Value value_;
};

/// The nearest node at or above `from` with a key equal to `key`; null if there
/// is none. A template, so that keys are compared without a virtual call.
template <class Key>
[[nodiscard]] const value_node* find_value(const node* from, const Key& key) {
    for (const node* n = from; n; n = n->parent()) {
        if (!n->is_searched()) continue;
        if (n->kind() == node_kind::merge) {
            return value_node::find_in_merged(n, id_of<Key>(),
                                              std::addressof(key));
        }
        const auto* const v = static_cast<const value_node*>(n);
        if (is_same(v->key_type(), id_of<Key>()) &&
            static_cast<const keyed_node<Key>*>(v)->key() == key) {
            return v;
        }
    }
    return nullptr;
}

}  // namespace ctx::detail
