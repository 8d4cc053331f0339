// Every call of a publish and of the table of extensions, with everything that a network, a gateway or a server can do
// wrong to it. Prints a table and the number of combinations that end as they have to.
// usage: ksp_faults [--sentences]
#include "attack/FaultCase.h"

#include <QCoreApplication>

#include <cstdio>

using namespace ksp;
using namespace ksp::test;

namespace {

/// Runs all, some at a time: most of them wait.
class FaultTable : public QObject
{
public:
    explicit FaultTable(bool sentences) : m_sentences(sentences) { }

    bool start()
    {
        if (!m_cloud.start()) {
            fprintf(stderr, "%s\n", qPrintable(m_cloud.errorText()));
            return false;
        }
        for (int wrong = 0; wrong < wrongCount; ++wrong) {
            for (const char *call : faultyCalls)
                m_waiting.append({QString::fromLatin1(call), Wrong(wrong)});
        }
        auto *nothingWrong = new FaultCase(m_cloud, {}, Wrong::Drip, 0);
        nothingWrong->setParent(this);
        connect(nothingWrong, &FaultCase::finished, this, [this, nothingWrong] {
            for (const QString &complaint : nothingWrong->complaints())
                m_remarks.append(QStringLiteral("without a fault: ") + complaint);
            for (int i = 0; i < 8; ++i)
                next();
        });
        nothingWrong->start();
        return true;
    }

private:
    void next()
    {
        if (m_waiting.isEmpty()) {
            if (m_outcomes.size() == total)
                print();
            return;
        }
        const auto [call, wrong] = m_waiting.takeFirst();
        auto *one = new FaultCase(m_cloud, call, wrong, int(m_waiting.size()));
        one->setParent(this);
        connect(one, &FaultCase::finished, this, [this, one] {
            const bool good = one->complaints().isEmpty();
            m_good += good ? 1 : 0;
            m_outcomes.insert({int(one->wrong()), one->call()}, good ? one->outcome() : QStringLiteral("WRONG"));
            const QString place = QString::fromLatin1(nameOf(one->wrong())) + QStringLiteral(", ") + one->call();
            for (const QString &complaint : one->complaints())
                m_remarks.append(place + QStringLiteral(": ") + complaint);
            if (m_sentences)
                m_remarks.append(
                    place + QStringLiteral(": ") + (one->sentence().isEmpty() ? one->outcome() : one->sentence()));
            one->deleteLater();
            next();
        });
        one->start();
    }

    void print()
    {
        printf("%-22s", "");
        for (const char *call : faultyCalls)
            printf(" %-9s", call);
        printf("\n");
        for (int wrong = 0; wrong < wrongCount; ++wrong) {
            printf("%-22s", nameOf(Wrong(wrong)));
            for (const char *call : faultyCalls)
                printf(" %-9s", qPrintable(m_outcomes.value({wrong, QString::fromLatin1(call)})));
            printf("\n");
        }
        for (const QString &remark : std::as_const(m_remarks))
            printf("%s\n", qPrintable(remark));
        printf("%d / %d\n", m_good, total);
        QCoreApplication::exit(m_good == total ? 0 : 1);
    }

    static constexpr int total = wrongCount * int(faultyCalls.size());

    bool m_sentences;
    PracticeCloud m_cloud;
    QList<std::pair<QString, Wrong>> m_waiting;
    QMap<std::pair<int, QString>, QString> m_outcomes;
    QStringList m_remarks;
    int m_good = 0;
};

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    FaultTable table(application.arguments().contains(QStringLiteral("--sentences")));
    return table.start() ? QCoreApplication::exec() : 1;
}
