#pragma once

#include <QByteArray>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

/// What must always be so. libFuzzer keeps the input of an abort.
#define FUZZ_CHECK(condition)                                                                                          \
    do {                                                                                                               \
        if (!(condition)) {                                                                                            \
            std::fprintf(stderr, "not so: %s\n", #condition);                                                          \
            std::abort();                                                                                              \
        }                                                                                                              \
    } while (false)

namespace ksp::fuzz {

void input(const QByteArray &data);

} // namespace ksp::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    ksp::fuzz::input(QByteArray(reinterpret_cast<const char *>(data), qsizetype(size)));
    return 0;
}
