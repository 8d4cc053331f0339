#include "attack/MeasuredProcess.h"

#include <QDirIterator>
#include <QFile>

#include <csignal>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace ksp::test {

MeasuredProcess::MeasuredProcess(const QString &program, const QStringList &arguments, const QByteArray &input)
{
    QFile in(m_folder.filePath(QStringLiteral("stdin")));
    if (!in.open(QIODevice::WriteOnly) || in.write(input) != input.size())
        return;
    in.close();
    const QByteArray folder = QFile::encodeName(m_folder.path());
    QList<QByteArray> texts{QFile::encodeName(program)};
    for (const QString &argument : arguments)
        texts.append(argument.toUtf8());
    QList<QByteArray> variables;
    for (const char *name : {"HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"})
        variables.append(QByteArray(name) + '=' + folder);
    variables.append("LC_ALL=C.UTF-8");
    variables.append("PATH=/usr/bin:/bin");
    for (const char *name : {"ASAN_OPTIONS", "UBSAN_OPTIONS"})
        variables.append(QByteArray(name) + '=' + qgetenv(name));
    std::vector<char *> argv;
    for (QByteArray &text : texts)
        argv.push_back(text.data());
    argv.push_back(nullptr);
    std::vector<char *> environment;
    for (QByteArray &variable : variables)
        environment.push_back(variable.data());
    environment.push_back(nullptr);

    m_process = fork();
    if (m_process != 0)
        return;
    // Nothing but system calls from here on.
    const auto open = [](const char *name, int flags, int as) {
        const int file = ::open(name, flags, 0600);
        if (file < 0 || dup2(file, as) < 0)
            _exit(126);
    };
    if (chdir(folder.constData()) != 0)
        _exit(126);
    open("stdin", O_RDONLY, 0);
    open("stdout", O_WRONLY | O_CREAT | O_TRUNC, 1);
    open("stderr", O_WRONLY | O_CREAT | O_TRUNC, 2);
    execve(argv[0], argv.data(), environment.data());
    _exit(127);
}

MeasuredProcess::~MeasuredProcess()
{
    if (m_process > 0) {
        ::kill(m_process, SIGKILL);
        waitpid(m_process, nullptr, 0);
    }
}

bool MeasuredProcess::isFinished()
{
    if (m_process <= 0)
        return true;
    int status = 0;
    rusage usage{};
    if (wait4(m_process, &status, WNOHANG, &usage) != m_process)
        return false;
    m_process = -1;
    m_exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    m_peak = qint64(usage.ru_maxrss) * 1024;
    return true;
}

QStringList MeasuredProcess::written() const
{
    QStringList files;
    QDirIterator it(m_folder.path(), QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot,
        QDirIterator::Subdirectories);
    while (it.hasNext()) {
        const QString path = it.next().mid(m_folder.path().size() + 1);
        if (it.fileInfo().isDir() || path == u"stdin" || path == u"stdout" || path == u"stderr")
            continue;
        files.append(path);
    }
    files.sort();
    return files;
}

QByteArray MeasuredProcess::read(const char *name) const
{
    QFile file(m_folder.filePath(QString::fromLatin1(name)));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace ksp::test
