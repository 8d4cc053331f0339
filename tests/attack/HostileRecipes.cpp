#include "attack/HostileRecipes.h"

#include <QDir>
#include <QFile>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

namespace ksp::test {

namespace {

constexpr qint64 mebibyte = 1024 * 1024;

constexpr auto extension = "apiVersion: kubesphere.io/v1alpha1\nname: demo\nversion: 1.0.0\ndisplayName:\n  en: Demo\n"
                           "description:\n  en: A demo.\ncategory: dev-tools\nprovider:\n  en:\n    name: Someone\n"
                           "icon: https://example.com/icon.svg\n";

/// A .tgz that is written as it comes; the contents of its files are a text repeated.
class Tgz
{
public:
    explicit Tgz(const QString &path) : m_file(gzopen(QFile::encodeName(path).constData(), "wb1")) { }
    ~Tgz()
    {
        if (m_file)
            gzclose(m_file);
    }
    Q_DISABLE_COPY_MOVE(Tgz)

    void header(const QByteArray &name, qint64 size, char kind = '0')
    {
        QByteArray block(512, '\0');
        block.replace(0, name.size(), name);
        block.replace(100, 7, "0000644");
        block.replace(108, 7, "0000000");
        block.replace(116, 7, "0000000");
        block.replace(124, 11, QByteArray::number(size, 8).rightJustified(11, '0'));
        block.replace(136, 11, "13602732400");
        block.replace(148, 8, "        ");
        block[156] = kind;
        block.replace(257, 8, QByteArray("ustar\00000", 8));
        uint sum = 0;
        for (const char c : std::as_const(block))
            sum += static_cast<unsigned char>(c);
        block.replace(148, 7, QByteArray::number(sum, 8).rightJustified(6, '0') + '\0');
        write(block);
    }
    void file(const QByteArray &name, const QByteArray &content, qint64 size = -1)
    {
        const qint64 whole = size < 0 ? content.size() : size;
        header("demo/" + name, whole);
        QByteArray piece = content;
        while (piece.size() < qMin<qint64>(whole, 64 * 1024))
            piece += content;
        for (qint64 left = whole; left > 0; left -= qMin<qint64>(left, piece.size()))
            write(piece.first(qMin<qint64>(left, piece.size())));
        write(QByteArray((512 - whole % 512) % 512, '\0'));
    }
    /// An empty file with a name of any length, as GNU tar writes it.
    void longName(const QByteArray &name)
    {
        header("././@LongLink", name.size() + 1, 'L');
        write(name + QByteArray(1 + (512 - (name.size() + 1) % 512) % 512, '\0'));
        header("demo/long", 0);
    }
    bool end()
    {
        write(QByteArray(1024, '\0'));
        const bool good = m_good && gzclose(m_file) == Z_OK;
        m_file = nullptr;
        return good;
    }
    void write(const QByteArray &data)
    {
        m_good = m_good && m_file && (data.isEmpty() || gzwrite(m_file, data.constData(), unsigned(data.size())) > 0);
    }

private:
    gzFile m_file;
    bool m_good = true;
};

HostileRecipe tgz(const char *name, const char *says, const std::function<void(Tgz &)> &fill, bool isExtension = true)
{
    return {name, says, [fill, isExtension](const QString &path) {
                Tgz out(path);
                if (isExtension)
                    out.file("extension.yaml", extension);
                fill(out);
                return out.end();
            }};
}

bool writeFile(const QString &path, const QByteArray &data)
{
    QFile file(path);
    return QDir().mkpath(path.section(u'/', 0, -2)) && file.open(QIODevice::WriteOnly)
        && file.write(data) == data.size();
}

HostileRecipe folder(const char *name, const char *says, const std::function<bool(const QString &)> &fill)
{
    return {name, says, [fill](const QString &path) {
                return writeFile(path + QStringLiteral("/extension.yaml"), extension) && fill(path);
            }};
}

} // namespace

QList<HostileRecipe> hostileRecipes()
{
    return {
        tgz("file-5-mib-and-1.tgz", "big in file-5-mib-and-1.tgz has 5242881 bytes",
            [](Tgz &out) { out.file("big", "x", 5 * mebibyte + 1); }),
        tgz("file-5-mib.tgz", "", [](Tgz &out) { out.file("big", "x", 5 * mebibyte); }),
        tgz("chart-100-mib-and-more.tgz", "chart-100-mib-and-more.tgz unpacks to more than 100 MiB",
            [](Tgz &out) {
                for (int i = 0; i < 20; ++i)
                    out.file("file-" + QByteArray::number(i), "y", 5 * mebibyte);
                out.file("one-more", "z");
            }),
        tgz("chart-just-under-100-mib.tgz", "",
            [](Tgz &out) {
                for (int i = 0; i < 19; ++i)
                    out.file("file-" + QByteArray::number(i), "y", 5 * mebibyte);
                out.file("last", "z", 5 * mebibyte - 4096);
            }),
        tgz("gzip-bomb.tgz", "gzip-bomb.tgz unpacks to more than 100 MiB",
            [](Tgz &out) {
                for (int i = 0; i < 400; ++i)
                    out.write(QByteArray(mebibyte, '\0'));
            }),
        tgz("tar-bomb-of-one-file.tgz", "tar-bomb-of-one-file.tgz unpacks to more than 100 MiB",
            [](Tgz &out) {
                out.header("demo/bomb", 8589934591);
                for (int i = 0; i < 300; ++i)
                    out.write(QByteArray(mebibyte, '\0'));
            }),
        tgz("60000-folders-deep.tgz", "lies more than 100 folders deep",
            [](Tgz &out) { out.longName("demo" + QByteArray("/d").repeated(60'000) + "/x"); }),
        tgz("long-paths-4000.tgz", "has more than 1024 bytes",
            [](Tgz &out) {
                out.file(".helmignore", "*.txt\n");
                for (int i = 0; i < 4000; ++i)
                    out.longName("demo/" + QByteArray::number(i) + ('/' + QByteArray(250, 'x')).repeated(97));
            }),
        tgz("long-paths-just-allowed.tgz", "",
            [](Tgz &out) {
                out.file(".helmignore", "*.txt\n");
                for (int i = 0; i < 4000; ++i)
                    out.longName("demo/" + QByteArray::number(10'000 + i) + QByteArray("/123456789").repeated(98));
            }),
        tgz("tiny-files-100000.tgz", "",
            [](Tgz &out) {
                for (int i = 0; i < 100'000; ++i)
                    out.file("templates/" + QByteArray::number(i / 1000) + '/' + QByteArray::number(i), "x");
            }),
        tgz("folders-100000.tgz", "",
            [](Tgz &out) {
                for (int i = 0; i < 100'000; ++i)
                    out.header("demo/" + QByteArray::number(i) + '/', 0, '5');
            }),
        tgz(
            "yaml-scalar-of-4-mb.tgz", "",
            [](Tgz &out) {
                out.file("extension.yaml", QByteArray(extension) + "text: " + QByteArray(4'000'000, 'x') + '\n');
            },
            false),
        tgz(
            "yaml-scalar-of-10-mb.tgz", "extension.yaml in yaml-scalar-of-10-mb.tgz has 10",
            [](Tgz &out) {
                out.file("extension.yaml", QByteArray(extension) + "text: " + QByteArray(10'000'000, 'x') + '\n');
            },
            false),
        tgz(
            "yaml-of-2000000-values.tgz", "extension.yaml:13:",
            [](Tgz &out) {
                out.file(
                    "extension.yaml", QByteArray(extension) + "list: [" + QByteArray("a,").repeated(2'000'000) + "]\n");
            },
            false),
        // Each map merges the one before, and 900 items of a list merge the last: nearly all that Go takes.
        tgz(
            "yaml-merges.tgz", "",
            [](Tgz &out) {
                QByteArray text
                    = QByteArray(extension) + "fill: [" + QByteArray("1,").repeated(80'000) + "]\nx:\n- &m0 {a: b}\n";
                for (int i = 1; i < 18; ++i) {
                    const QByteArray number = QByteArray::number(i);
                    text += "- &m" + number + " {<<: *m" + QByteArray::number(i - 1);
                    for (int key = 0; key < 20; ++key)
                        text += ", k" + number + '_' + QByteArray::number(key) + ": v";
                    text += "}\n";
                }
                text += "maintainers:\n" + QByteArray("- {<<: *m17, name: a}\n").repeated(900);
                out.file("extension.yaml", text);
            },
            false),
        // Not YAML, and the line to look at is far from both ends.
        tgz(
            "yaml-lines-2000000.tgz", "extension.yaml:2000013:1 is not valid YAML",
            [](Tgz &out) {
                out.file("extension.yaml",
                    QByteArray(extension) + QByteArray("#\n").repeated(2'000'000) + "oil\n"
                        + QByteArray("#\n").repeated(500'000) + "a: b\n");
            },
            false),
        tgz(
            "yaml-keys-200000.tgz", "extension.yaml:50000:",
            [](Tgz &out) {
                QByteArray keys(extension);
                for (int i = 0; i < 200'000; ++i)
                    keys += "k" + QByteArray::number(i) + ": &a" + QByteArray::number(i) + " 1\n";
                out.file("extension.yaml", keys);
            },
            false),
        tgz("values-of-2500000-values.tgz", "",
            [](Tgz &out) { out.file("values.yaml", "list: [" + QByteArray("a,").repeated(2'500'000) + "]\n"); }),
        tgz("helmignore-of-20000-rules.tgz", "",
            [](Tgz &out) {
                out.file(".helmignore", QByteArray("a*b*c*d*e*f*g*h*\n").repeated(20'000));
                for (int i = 0; i < 500; ++i)
                    out.file("templates/" + QByteArray("abcdefg").repeated(8) + QByteArray::number(i), "x");
            }),
        folder("folder-with-a-pipe", "pipe",
            [](const QString &path) { return mkfifo(qPrintable(path + QStringLiteral("/pipe")), 0600) == 0; }),
        folder("folder-linked-in-a-circle", "circle",
            [](const QString &path) {
                return symlink("..", qPrintable(path + QStringLiteral("/again"))) == 0
                    && symlink(".", qPrintable(path + QStringLiteral("/itself"))) == 0;
            }),
        folder("folder-linked-to-a-device", "device",
            [](const QString &path) { return symlink("/dev/zero", qPrintable(path + QStringLiteral("/zero"))) == 0; }),
        folder("folder-linked-to-siblings", "too many files and folders",
            [](const QString &path) {
                bool good = true;
                for (int i = 0; i < 25; ++i) {
                    const QString one = path + QStringLiteral("/d%1/").arg(i);
                    good = good && writeFile(one + QStringLiteral("x"), "x");
                    for (int j = i + 1; good && j < 25; ++j) {
                        const QByteArray target = "../d" + QByteArray::number(j);
                        good = ::symlink(target.constData(), qPrintable(one + QString::number(j))) == 0;
                    }
                }
                return good;
            }),
        folder("folder-with-an-icon-that-is-a-secret", "would be uploaded as an image",
            [](const QString &path) {
                QByteArray text(extension);
                text.replace("https://example.com/icon.svg", "icon.svg");
                return writeFile(path + QStringLiteral("/extension.yaml"), text)
                    && symlink("/etc/hostname", qPrintable(path + QStringLiteral("/icon.svg"))) == 0;
            }),
        folder("folder-linked-to-a-secret", "add --yes to agree",
            [](const QString &path) {
                return symlink("/etc/hostname", qPrintable(path + QStringLiteral("/hostname"))) == 0;
            }),
        folder("folder-250-deep", "lies more than 100 folders deep",
            [](const QString &path) {
                return writeFile(path + QStringLiteral("/d").repeated(250) + QStringLiteral("/x"), "x");
            }),
        folder("folder-with-a-bad-name", "not UTF-8",
            [](const QString &path) {
                const QByteArray name = QFile::encodeName(path) + "/M\xFCller";
                return ::close(::creat(name.constData(), 0600)) == 0;
            }),
    };
}

} // namespace ksp::test
