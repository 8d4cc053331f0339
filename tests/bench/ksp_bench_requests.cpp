// The yardstick of bench-push.py: a bare Qt Core + Network process that makes as many requests as a push does, one
// after the other, and nothing else.
#include <QCoreApplication>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>

#include <cstdio>
#include <cstdlib>

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    if (argc != 3) {
        std::fputs("usage: ksp_bench_requests URL COUNT\n", stderr);
        return 2;
    }
    const QUrl url = QUrl::fromEncoded(argv[1]);
    int left = std::atoi(argv[2]);
    QNetworkAccessManager manager;
    const std::function<void()> next = [&] {
        if (left-- == 0) {
            QCoreApplication::exit(0);
            return;
        }
        QNetworkReply *reply = manager.get(QNetworkRequest(url));
        QObject::connect(reply, &QNetworkReply::finished, reply, [&, reply] {
            reply->readAll();
            reply->deleteLater();
            next();
        });
    };
    QMetaObject::invokeMethod(&app, next, Qt::QueuedConnection);
    return QCoreApplication::exec();
}
