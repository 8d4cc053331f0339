// The yardstick of bench-push.py: a bare Qt Core + Network process that makes as many requests as a push does, one
// after the other, and nothing else.
#include <QCoreApplication>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>

#include <cstdio>
#include <cstdlib>

namespace {

void request(QNetworkAccessManager *manager, const QUrl &url, int left)
{
    QNetworkReply *reply = manager->get(QNetworkRequest(url));
    QObject::connect(reply, &QNetworkReply::finished, manager, [manager, url, left, reply] {
        reply->readAll();
        reply->deleteLater();
        if (left > 1)
            request(manager, url, left - 1);
        else
            QCoreApplication::exit(0);
    });
}

} // namespace

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    if (argc != 3) {
        std::fputs("usage: ksp_bench_requests URL COUNT\n", stderr);
        return 2;
    }
    const QUrl url = QUrl::fromEncoded(argv[1]);
    QNetworkAccessManager manager;
    request(&manager, url, std::atoi(argv[2]));
    return QCoreApplication::exec();
}
