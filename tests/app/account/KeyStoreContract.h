#pragma once

#include "account/KeyStore.h"

#include <QTest>

#include <memory>

namespace ksp::test {

/// What a key store promises, for every store that answers.
inline void checkKeyStore(KeyStore *store)
{
    const QString key = QStringLiteral("kck-1e63267b-cb3c-4757-b739-3d94a06781aa");
    const KeyOwner owner{QUrl(QStringLiteral("https://cloud.example/p")), QStringLiteral("4122")};
    const KeyOwner other{QUrl(QStringLiteral("https://cloud.example")), QStringLiteral("4122")};
    QObject context;

    int writes = 0;
    const auto write = [&](const KeyOwner &who, const QString &what) {
        const int before = writes;
        store->write(who, what, &context, [&writes](const Result<void> &result) {
            QVERIFY2(result, result ? "" : qPrintable(result.error().sentence + result.error().detail));
            ++writes;
        });
        QCOMPARE(writes, before);
        QTRY_COMPARE(writes, before + 1);
    };
    int reads = 0;
    const auto read = [&](const KeyOwner &who, const std::optional<QString> &expected) {
        const int before = reads;
        store->read(who, &context, [&reads, expected](const Result<std::optional<QString>> &result) {
            QVERIFY2(result, result ? "" : qPrintable(result.error().sentence + result.error().detail));
            QCOMPARE(*result, expected);
            ++reads;
        });
        QCOMPARE(reads, before);
        QTRY_COMPARE(reads, before + 1);
    };
    int removals = 0;
    const auto remove = [&](const KeyOwner &who) {
        const int before = removals;
        store->remove(who, &context, [&removals](const Result<void> &result) {
            QVERIFY2(result, result ? "" : qPrintable(result.error().sentence + result.error().detail));
            ++removals;
        });
        QTRY_COMPARE(removals, before + 1);
    };

    read(owner, std::nullopt);
    write(owner, key);
    read(owner, key);
    read(other, std::nullopt);
    write(owner, QStringLiteral("another"));
    write(other, key);
    read(owner, QStringLiteral("another"));
    remove(owner);
    read(owner, std::nullopt);
    read(other, key);
    remove(owner);
    remove(other);

    // Nobody is told who is gone.
    int late = 0;
    auto gone = std::make_unique<QObject>();
    store->read(owner, gone.get(), [&late](const Result<std::optional<QString>> &) { ++late; });
    gone.reset();
    read(owner, std::nullopt);
    QCOMPARE(late, 0);
}

} // namespace ksp::test
