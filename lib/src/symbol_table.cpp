#include "symbol_table.hpp"

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace ctx::detail {

symbol_table::symbol_table(const char* path) {
    const int fd = ::open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return;
    struct stat its {};
    if (::fstat(fd, &its) == 0 && its.st_size > 0) {
        const auto size = static_cast<std::size_t>(its.st_size);
        void* const at = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (at != MAP_FAILED) {
            file_ = static_cast<const char*>(at);
            size_ = size;
        }
    }
    ::close(fd);
    if (file_) read();
}

symbol_table::~symbol_table() {
    if (file_) ::munmap(const_cast<char*>(file_), size_);
}

// Returns `count` elements of the file; null if it does not have so many.
template <class T>
const T* symbol_table::part(std::size_t offset,
                            std::size_t count) const noexcept {
    if (offset > size_ || count > (size_ - offset) / sizeof(T)) return nullptr;
    return reinterpret_cast<const T*>(file_ + offset);
}

void symbol_table::read() {
    const auto* const header = part<ElfW(Ehdr)>(0, 1);
    if (!header || std::memcmp(header->e_ident, ELFMAG, SELFMAG) != 0) return;
    const auto* const sections =
        part<ElfW(Shdr)>(header->e_shoff, header->e_shnum);
    if (!sections) return;
    const ElfW(Shdr)* table = nullptr;
    for (std::size_t i = 0; i < header->e_shnum; ++i) {
        const auto& s = sections[i];
        if (s.sh_type == SHT_SYMTAB || (s.sh_type == SHT_DYNSYM && !table)) {
            table = &s;
        }
    }
    if (!table || table->sh_link >= header->e_shnum) return;
    const auto& names = sections[table->sh_link];
    const char* const text = part<char>(names.sh_offset, names.sh_size);
    const std::size_t count = table->sh_size / sizeof(ElfW(Sym));
    const auto* const symbols = part<ElfW(Sym)>(table->sh_offset, count);
    if (!text || !symbols || names.sh_size == 0 ||
        text[names.sh_size - 1] != '\0') {
        return;
    }
    for (std::size_t i = 0; i < count; ++i) {
        const auto& s = symbols[i];
        if (ELF64_ST_TYPE(s.st_info) != STT_FUNC || s.st_size == 0 ||
            s.st_name >= names.sh_size) {
            continue;
        }
        functions_.push_back(
            {s.st_value, s.st_value + s.st_size, text + s.st_name});
    }
    std::ranges::sort(functions_, {}, &function::begin);
}

const symbol_table::function* symbol_table::function_at(
    std::uintptr_t address) const noexcept {
    auto after =
        std::ranges::upper_bound(functions_, address, {}, &function::begin);
    if (after == functions_.begin()) return nullptr;
    const function& f = *--after;
    return address < f.end ? &f : nullptr;
}

}  // namespace ctx::detail
