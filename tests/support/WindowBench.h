#pragma once

#include "Appearance.h"
#include "core/Database.h"
#include "core/Settings.h"
#include "image/ImageDecoder.h"
#include "publish/Journal.h"
#include "publish/PublishDraft.h"
#include "publish/PublishRun.h"
#include "support/PracticeCloud.h"
#include "support/SessionBench.h"
#include "widgets/PrimaryButton.h"
#include "window/MainWindow.h"
#include "wizard/PublishWizard.h"

#include <QTest>

#include <memory>

namespace ksp::test {

/// The program without its main(): the engine's objects on a profile of their own, and the window.
class WindowBench
{
public:
    explicit WindowBench(bool newcomer = false)
        : settings(sessions.profile()), log(sessions.profile()), database(sessions.profile()), journal(&database),
          run(&sessions.session(), &journal), appearance(&settings)
    {
        if (!newcomer)
            settings.setWelcomed();
        services
            = {sessions.profile(), &settings, &log, &database, &journal, &sessions.session(), &draft, &run, &images};
    }

    void show(QSize size = {1024, 700})
    {
        window = std::make_unique<MainWindow>(services, &appearance);
        window->resize(size);
        window->begin();
        window->show();
        QVERIFY(QTest::qWaitForWindowExposed(window.get()));
    }
    bool signIn(const PracticeCloud &cloud)
    {
        sessions->signIn(QUrl(cloud.url()), cloud.key());
        return sessions.waitFor(Session::State::SignedIn);
    }
    [[nodiscard]] PublishWizard *wizard() const { return window->findChild<PublishWizard *>(); }
    /// The one next action of the wizard's page.
    [[nodiscard]] QAbstractButton *primary() const { return wizard()->findChild<PrimaryButton *>(); }
    bool open(const QString &chart)
    {
        window->openChart(chart);
        return QTest::qWaitFor(
            [&] { return draft.state() == PublishDraft::State::Loaded && draft.isPublishable(); }, 20'000);
    }

    SessionBench sessions;
    Settings settings;
    Log log;
    Database database;
    Journal journal;
    PublishDraft draft;
    PublishRun run;
    ImageDecoder images;
    Appearance appearance;
    Services services;
    std::unique_ptr<MainWindow> window;
};

} // namespace ksp::test
