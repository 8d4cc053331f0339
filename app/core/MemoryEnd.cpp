#include "core/MemoryEnd.h"

#include <cstdlib>
#include <exception>
#include <new>
#include <unistd.h>

namespace ksp {

namespace {

struct End
{
    QByteArray sentence; // made beforehand: there is no memory for it when it is needed
    int exitCode = 0;
};

End &end()
{
    static End end;
    return end;
}

[[noreturn]] void terminate()
{
    try {
        if (const std::exception_ptr thrown = std::current_exception())
            std::rethrow_exception(thrown);
    } catch (const std::bad_alloc &) {
        // Nobody is left to be told of a failure.
        [[maybe_unused]] const auto written
            = ::write(STDERR_FILENO, end().sentence.constData(), std::size_t(end().sentence.size()));
        ::_exit(end().exitCode);
    } catch (...) {
        std::abort();
    }
    std::abort();
}

} // namespace

void endWithSentenceWithoutMemory(const QString &sentence, int exitCode)
{
    end() = {sentence.toUtf8() + '\n', exitCode};
    std::set_terminate(terminate);
}

} // namespace ksp
